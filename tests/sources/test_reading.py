"""What comes in: what was asked for, or one of three errors that say why not."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from hashlib import sha256
from typing import Any

import httpx
import msgspec
import pytest

from tests.sources.answering import AT, Told, always, answer, asked, listed, receipt, refused
from triage_tui.domain.wire.problems import CursorGone, SourceRefused
from triage_tui.errors import NotSignedIn, Unreachable
from triage_tui.sources.case_api import CaseApi

ME = {"server": "s", "me": {"reviewer": "ana", "roles": ["reviewer"]}, "api": "1"}
PACK = b'{"id": "aup",  "version": "1"}'
LINES = "application/x-ndjson"

READS: dict[str, Callable[[CaseApi], Awaitable[Any]]] = {
    "capabilities": lambda api: api.capabilities(),
    "queues": lambda api: api.queues(),
    "changes": lambda api: api.changes(None),
    "cases": lambda api: listed(api, "c1"),
    "packs": lambda api: api.packs(),
    "pack": lambda api: api.pack("aup", "1"),
    "lease": lambda api: api.lease("c1", 900),
    "renew": lambda api: api.renew("l1", 900),
    "decision": lambda api: api.decision("d1"),
}

FAILURES = {
    "a page": (lambda: answer(200, b"<!doctype html><p>Sign in to the hotel", "text/html"), Unreachable, "web page"),
    "a page as JSON": (lambda: answer(200, b"<html>"), Unreachable, "web page"),
    "elsewhere": (lambda: answer(301, headers={"location": "https://other.example/"}), Unreachable, "elsewhere"),
    "signed out": (lambda: refused("unauthenticated"), NotSignedIn, "token"),
    "forbidden": (lambda: refused("forbidden", "ana may not"), SourceRefused, "ana may not"),
    "too many": (lambda: answer(429, b"", headers={"retry-after": "5"}), SourceRefused, "Too many"),
    "broken": (lambda: answer(500, b"Traceback"), Unreachable, "500"),
    "no connection": (lambda: httpx.ConnectError("refused"), Unreachable, "cannot be reached"),
    "cut": (lambda: httpx.RemoteProtocolError("cut"), Unreachable, "broke off"),
}


@pytest.mark.parametrize("read", READS)
@pytest.mark.parametrize("name", FAILURES)
def test_a_read_fails_in_three_ways_only(read: str, name: str) -> None:
    make, kind, words = FAILURES[name]
    with pytest.raises(kind) as error:
        asked(always(make()), READS[read])
    assert words in error.value.title


def test_a_list_is_read() -> None:
    assert asked(always(answer(200, {"queues": [{"id": "q", "pending": 3}]})), lambda api: api.queues())[0].pending == 3
    rows = {"policies": [{"id": "aup", "version": "1", "sha256": "0" * 64}]}
    assert asked(always(answer(200, rows)), lambda api: api.packs())[0].id == "aup"


def test_capabilities_of_another_api_are_refused() -> None:
    with pytest.raises(Unreachable, match="version 2"):
        asked(always(answer(200, {**ME, "api": "2"})), lambda api: api.capabilities())


def test_changes_go_on_at_the_cursor() -> None:
    told = always(answer(200, {"next": "b&c", "changes": [{"kind": "case_new", "at": AT, "case_id": "c1"}]}))
    changes = asked(told, lambda api: api.changes("a b&c"))
    assert (changes.next, changes.changes[0].case_id) == ("b&c", "c1")
    assert told.asked[0].url.params["since"] == "a b&c"


def test_a_cursor_that_does_not_move_is_not_followed() -> None:
    with pytest.raises(Unreachable, match="does not move"):
        asked(always(answer(200, {"next": "5", "more": True})), lambda api: api.changes("5"))


def test_an_old_cursor_is_gone() -> None:
    with pytest.raises(CursorGone):
        asked(always(refused("cursor_gone")), lambda api: api.changes("5"))


def test_a_pack_is_kept_byte_for_byte_and_a_damaged_one_is_noticed() -> None:
    def tagged(digest: str) -> httpx.Response:
        return answer(200, PACK, headers={"etag": f'"{digest}"'})

    assert asked(always(tagged(sha256(PACK).hexdigest())), lambda api: api.pack("aup", "1")) == PACK
    with pytest.raises(Unreachable, match="damaged"):
        asked(always(tagged("0" * 64)), lambda api: api.pack("aup", "1"))


def test_only_the_source_itself_can_say_that_a_decision_never_arrived() -> None:
    assert asked(always(answer(200, receipt())), lambda api: api.decision("d1")).case_id == "c1"
    assert asked(always(refused("not_found")), lambda api: api.decision("d1")) is None
    for other in (answer(404, b"<html>", "text/html"), answer(404), answer(200, receipt(2))):
        with pytest.raises(Unreachable):
            asked(always(other), lambda api: api.decision("d1"))


def test_a_lease_that_ended_already_is_given_back() -> None:
    for harmless in (answer(204), refused("lease_lost"), refused("not_found")):
        assert asked(always(harmless), lambda api: api.end("l1")) is None
    with pytest.raises(SourceRefused):
        asked(always(refused("forbidden")), lambda api: api.end("l1"))


def test_a_held_case_says_who_holds_it() -> None:
    with pytest.raises(SourceRefused) as error:
        asked(always(refused("lease_held", holder="ana")), lambda api: api.lease("c1", 900))
    assert (error.value.problem.kind, error.value.problem.holder) == ("lease_held", "ana")
    with pytest.raises(SourceRefused):
        asked(always(answer(204)), lambda api: api.lease("c1", 900))


def test_a_lease_brings_the_case_as_it_is() -> None:
    lease = {"lease_id": "l1", "fence": 4, "case_id": "c1", "ttl_s": 900, "expires_at": AT}
    body = msgspec.json.encode({**lease, "case": msgspec.Raw(b'{"id": "c1"}')})
    found = asked(always(answer(201, body)), lambda api: api.lease("c1", 900))
    assert found.case is not None
    assert (found.fence, bytes(found.case)) == (4, b'{"id": "c1"}')


def test_a_problem_with_a_broken_truth_inside_is_still_a_problem() -> None:
    said = {"type": "urn:triage:problem:already_decided", "title": "t", "status": 409, "decision": {"new": "shape"}}
    with pytest.raises(SourceRefused) as error:
        asked(always(answer(409, said, "application/problem+json")), lambda api: api.lease("c1", 900))
    assert (error.value.problem.kind, error.value.problem.decision) == ("already_decided", None)


def test_the_source_s_clock_is_compared_with_ours() -> None:
    told = always(answer(200, ME, headers={"date": "Fri, 01 Jan 2100 00:00:00 GMT"}))
    assert told.api.skew is None
    asked(told, lambda api: api.capabilities())
    assert told.api.skew is not None
    assert told.api.skew > 300


CASES = {
    "whole": (b'{"id":"c1"}\n{"id": "c2"}\n', [b'{"id":"c1"}', b'{"id": "c2"}']),
    "other ends of lines": (b'\r\n{"id":"c1"}\r\n\n{"id":"c2"}', [b'{"id":"c1"}', b'{"id":"c2"}']),
    "one unknown": (b'{"id":"c2"}\n', [b'{"id":"c2"}']),
    "none": (b"", []),
}


@pytest.mark.parametrize("name", CASES)
def test_cases_come_as_lines(name: str) -> None:
    body, lines = CASES[name]
    assert asked(always(answer(200, body, LINES)), lambda api: listed(api, "c1", "c2")) == lines


@pytest.mark.parametrize(
    "body",
    [
        b'{"id":"c1"',
        b'{"id":"c1"}\n{"id":"c1"}\n',
        b'{"id":"c9"}\n',
        b"[]\n",
        b"null\n",
        b"\xff\n",
        b"[" * 5000 + b"\n",
    ],
)
def test_anything_but_the_cases_that_were_asked_for_is_refused(body: bytes) -> None:
    with pytest.raises(Unreachable):
        asked(always(answer(200, body, LINES)), lambda api: listed(api, "c1", "c2"))


def test_many_cases_are_asked_for_in_batches_that_the_source_takes() -> None:
    def answers(request: httpx.Request) -> httpx.Response:
        if request.method == "GET":
            return answer(200, {**ME, "limits": {"batch": 2}})
        ids = msgspec.json.decode(request.content)["ids"]
        return answer(200, b"".join(b'{"id":"%s"}\n' % one.encode() for one in ids), LINES)

    told = Told(answers)

    async def run() -> int:
        await told.api.capabilities()
        return len(await listed(told.api, *"abcde"))

    assert asyncio.run(run()) == 5
    assert [msgspec.json.decode(one.content)["ids"] for one in told.asked[1:]] == [["a", "b"], ["c", "d"], ["e"]]
