"""Claims: a link begins when somebody listens, forgets nothing asked of it before, and comes back after a sign-in."""

from __future__ import annotations

from collections.abc import Callable
from threading import Event
from typing import cast

import pytest

from triage_tui.cli import late
from triage_tui.cli.late import Late
from triage_tui.desk.link import Leased, Linked
from triage_tui.errors import NotSignedIn, TriageError, Unreachable
from triage_tui.sync.engine import Engine

PATIENCE = 20.0
"""Seconds before a thread that does not come counts as lost; nothing depends on it."""


class Standing:
    """Stands for an engine: it notes what is asked of it."""

    def __init__(self) -> None:
        self.asked: list[str] = []
        self.health = Linked("online")
        self.signed = Event()

    def state(self) -> Linked:
        return self.health

    def leased(self, case_id: str) -> Leased | None:
        return Leased(case_id, "held")

    def listen(self, told: Callable[[], None] | None) -> None:
        self.asked.append("listen" if told else "deaf")

    def signed_in(self) -> None:
        self.signed.set()

    def __getattr__(self, name: str) -> Callable[..., None]:
        return lambda *given: self.asked.append(" ".join((name, *map(str, given))))


class Making:
    """Makes an engine, after these failures."""

    def __init__(self, *failures: TriageError) -> None:
        self.engine = Standing()
        self.failures = [*failures]
        self.then = Event()

    def __call__(self) -> Engine:
        if self.failures:
            raise self.failures.pop(0)
        return cast(Engine, self.engine)


@pytest.fixture(autouse=True)
def at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(late, "AGAIN", 0.0)


def test_nothing_is_made_before_somebody_listens() -> None:
    making = Making()
    link = Late(making, making.then.set)
    link.poke()
    assert link.state() == Linked("connecting")
    assert link.leased("a") is None
    link.stop(0)
    link.listen(lambda: None)
    assert link.engine is None
    assert making.engine.asked == []


def test_what_was_asked_before_is_asked_of_the_engine() -> None:
    making = Making()
    link = Late(making, making.then.set)
    for case_id in ("a", "b", "c", "b"):
        link.lease(case_id)
    link.end_lease("a")
    assert link.leased("b") == Leased("b", "asked")
    assert link.leased("a") is None
    link.listen(lambda: None)
    assert making.then.wait(PATIENCE)
    assert making.engine.asked == ["listen", "start", "lease b", "lease c"]
    assert link.state() == Linked("online")
    assert link.leased("b") == Leased("b", "held")
    link.end_lease("b")
    link.poke()
    link.stop(2)
    assert making.engine.asked[4:] == ["end_lease b", "poke", "stop 2"]


def test_a_source_out_of_reach_is_asked_again() -> None:
    making, told = Making(Unreachable("away"), Unreachable("away")), list[str]()
    link = Late(making, making.then.set)
    link.listen(lambda: told.append(link.state().health))
    assert making.then.wait(PATIENCE)
    assert told == ["offline"]
    assert link.failure is None


def test_who_signs_in_meanwhile_gets_a_link() -> None:
    making, told = Making(NotSignedIn("no token")), Event()
    link = Late(making, making.then.set)
    link.listen(told.set)
    assert told.wait(PATIENCE)
    assert link.state() == Linked("signed_out")
    assert isinstance(link.failure, NotSignedIn)
    while not making.then.wait(0.01):
        link.poke()
    assert link.failure is None
    assert making.engine.asked[:2] == ["listen", "start"]


@pytest.mark.parametrize("another", [True, False])
def test_a_token_that_is_refused_later_is_looked_for_again(another: bool) -> None:
    making, looked = Making(), Event()

    def renew() -> bool:
        looked.set()
        return another

    link = Late(making, making.then.set, renew)
    link.begin()
    assert making.then.wait(PATIENCE)
    link.poke()
    assert not looked.is_set()
    making.engine.health = Linked("signed_out")
    while not looked.wait(0.01):
        link.poke()
    assert making.engine.signed.wait(PATIENCE if another else 0.1) is another
