"""Every rule holds on the reference server, and every rule breaks where the server says something else."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import httpx
import msgspec
import pytest

from tests.conformance.conftest import bundle_in
from tests.conformance.liar import Liar
from tests.conformance.lies import LIES
from tests.server.postgres import postgres_server, postgres_url  # noqa: F401
from tests.serving import OPERATOR, Served, furnish, serving, wait_for
from triage_tui.conformance import made
from triage_tui.conformance.calling import Caller
from triage_tui.conformance.ground import Ground
from triage_tui.conformance.rule import Result, Rule, tried
from triage_tui.conformance.suite import RULES, greet, results
from triage_tui.errors import NotSignedIn, Unreachable

QUEUES = ("strict", "blind")


@contextmanager
def ground(
    served: Served, *names: str, intake: bool = True, queues: tuple[str, ...] = (), line: Liar | None = None
) -> Iterator[Ground]:
    """One reviewer or two in front of the server."""
    first, *others = names
    tokens = [served.token(first, "reviewer", *["intake"] * intake), *[served.token(other) for other in others]]
    callers = [Caller(served.address, token, line) for token in tokens]
    stranger = Caller(served.address, "", line)
    try:
        yield Ground(callers[0], callers[1] if others else None, stranger, queues)
    finally:
        for one in (*callers, stranger):
            one.close()


def not_held(found: list[Result]) -> dict[str, str]:
    return {one.id: f"{one.state}: {one.detail}" for one in found if one.state != "held"}


def test_every_rule_holds_on_the_reference_server(served: Served) -> None:
    with ground(served, "ana", "ben", queues=QUEUES) as here:
        assert greet(here).startswith("triage-tui")
        found = list(results(here))
    assert not_held(found) == {}
    assert len(found) == len(RULES) >= 80


def test_every_rule_holds_on_postgresql(postgres_url: str, tmp_path: Path) -> None:  # noqa: F811
    with serving(postgres_url) as served:
        furnish(served.store)
        wait_for(served.store, "ana", bundle_in(tmp_path))
        with ground(served, "ana", "ben", queues=QUEUES) as here:
            assert not_held(list(results(here))) == {}


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.id)
def test_every_rule_breaks_where_the_server_says_something_else(served: Served, rule: Rule) -> None:
    with closing(Liar(LIES[rule.id])) as line, ground(served, "ana", "ben", queues=QUEUES, line=line) as here:
        found = tried(rule, here)
    assert found.state == "broken", found
    assert found.detail


def test_alone_and_without_intake_the_suite_decides_what_waits_and_breaks_nothing(served: Served) -> None:
    waiting = [made.case(f"waits-{n}", "plain", None, n=n) for n in range(80)]
    served.store.take_in(OPERATOR, [msgspec.json.encode(one) for one in waiting])
    with ground(served, "cid", intake=False, queues=("plain",)) as here:
        found = list(results(here))
        assert len(here.left) > 10
    assert {one.state for one in found} == {"held", "not offered"}, not_held(found)
    assert sum(one.state == "held" for one in found) > 50


def test_ids_of_rules_are_known_by_their_group_and_never_twice() -> None:
    assert len({rule.id for rule in RULES}) == len(RULES)
    assert all(rule.id.startswith(f"{rule.group}/") and rule.what[0].isupper() for rule in RULES)


def test_a_server_that_asks_to_come_back_is_come_back_to(served: Served) -> None:
    asked: list[float] = []
    busy = httpx.MockTransport(lambda _: httpx.Response(429 if len(asked) < 2 else 200, headers={"retry-after": "7"}))
    assert Caller("http://here", "x", busy, wait=asked.append).get("/").status == 200
    assert asked == [7, 7]


def test_what_is_no_server_is_not_tried(served: Served) -> None:
    def caller(answer: httpx.Response) -> Caller:
        return Caller("http://here", "x", httpx.MockTransport(lambda _: answer))

    page = caller(httpx.Response(200, html="<title>Welcome</title>"))
    with pytest.raises(Unreachable):
        greet(Ground(page, None, page))
    with closing(Caller(served.address, "nobodys")) as stranger, pytest.raises(NotSignedIn):
        greet(Ground(stranger, None, stranger))
    with closing(Caller("http://127.0.0.1:9")) as nobody, pytest.raises(Unreachable):
        greet(Ground(nobody, None, nobody))
