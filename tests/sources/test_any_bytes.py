"""Whatever a server says: pushing gives one outcome for each decision, reading raises its three errors and no other."""

from __future__ import annotations

import gzip
from collections.abc import Awaitable, Callable, Iterator
from contextlib import suppress
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.sources.answering import TOKEN, always, answer, asked, listed, receipt, sent
from tests.sources.loopback import Loopback, writes
from triage_tui.domain.wire.outcomes import Accepted, Conflict, Pushed, Refused
from triage_tui.domain.wire.problems import KINDS, PREFIX, SourceRefused
from triage_tui.errors import NotSignedIn, Unreachable
from triage_tui.sources.case_api import CaseApi
from triage_tui.sources.once import once

READS: list[Callable[[CaseApi], Awaitable[Any]]] = [
    lambda api: api.capabilities(),
    lambda api: api.changes("5"),
    lambda api: listed(api, "c1", "c2"),
    lambda api: api.packs(),
    lambda api: api.pack("aup", "1"),
    lambda api: api.lease("c1", 900),
    lambda api: api.end("l1"),
    lambda api: api.decision("d1"),
]

VALUES = st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text()
WORDS = st.sampled_from(
    ["results", "decision_id", "receipt", "problem", "type", "title", "status", "case", "decision", "retry_after", "id"]
)
JSON = st.recursive(
    VALUES | st.sampled_from(["d1", "c1", *(PREFIX + kind for kind in KINDS)]),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(WORDS | st.text(max_size=9), inner, max_size=5),
    max_leaves=20,
)
PROBLEMS = st.fixed_dictionaries(
    {
        "type": st.sampled_from([PREFIX + kind for kind in KINDS]) | st.text(max_size=20),
        "title": st.text(max_size=20),
        "status": st.integers(-1, 10**6) | st.sampled_from([401, 409, 412, 413, 422, 429, 503]),
    },
    optional={"case": JSON, "decision": JSON, "retry_after": VALUES, "until": VALUES, "detail": st.text(max_size=20)},
)
RESULTS = st.lists(
    st.fixed_dictionaries(
        {"decision_id": st.sampled_from(["d1", "d2", "d3", "x"])},
        optional={"receipt": st.builds(receipt, st.integers(1, 3)) | JSON, "problem": PROBLEMS | JSON},
    )
    | JSON,
    max_size=5,
)
BODIES = st.binary(max_size=200) | st.builds(
    msgspec.json.encode,
    JSON | PROBLEMS | st.builds(receipt, st.integers(1, 3)) | st.fixed_dictionaries({"results": RESULTS}),
)
STATUSES = st.sampled_from([200, 201, 204, 301, 400, 401, 403, 404, 409, 412, 413, 422, 429, 500, 503]) | st.integers(
    100, 999
)
KINDS_OF_BODY = st.sampled_from(["application/json", "application/problem+json", "application/jsonl", "text/html", ""])
WAITS = st.one_of(
    st.text(st.characters(max_codepoint=255), max_size=30), st.sampled_from(["5", "Sun, 99 Nov 2026 99:00:00"])
)


@given(STATUSES, BODIES, KINDS_OF_BODY, WAITS, st.integers(1, 3))
def test_any_answer_gives_one_outcome_for_each_decision(
    status: int, body: bytes, kind: str, wait: str, count: int
) -> None:
    headers: Any = {"retry-after": wait.encode("latin-1"), "date": wait.encode("latin-1")}
    told = always(answer(status, body, kind, headers))
    found = asked(told, lambda api: api.push([sent(n) for n in range(1, count + 1)]))
    assert len(found) == count
    assert all(isinstance(one, Pushed) for one in found)
    assert len(told.asked) == 1
    for n, one in enumerate(found, 1):
        if isinstance(one, Accepted):
            assert (status in (200, 201), one.receipt.decision_id) == (True, f"d{n}")
        if isinstance(one, Conflict | Refused):
            assert msgspec.json.encode(one.problem), "the shelf has to keep it"


@given(STATUSES, BODIES, KINDS_OF_BODY, st.sampled_from(READS))
def test_any_answer_to_a_read_is_read_or_is_one_of_three_errors(
    status: int, body: bytes, kind: str, read: Callable[[CaseApi], Awaitable[Any]]
) -> None:
    with suppress(Unreachable, NotSignedIn, SourceRefused):
        asked(always(answer(status, body, kind)), read)


@pytest.fixture(scope="module")
def server() -> Iterator[Loopback]:
    with Loopback() as server:
        yield server


HEADS = st.sampled_from(
    [b"HTTP/1.1 200 OK", b"HTTP/1.0 201 Created", b"HTTP/1.1 409 ", b"HTTP/1.1 100 Continue", b"HTTP/2 1"]
)
LINES = st.lists(
    st.sampled_from(
        [
            b"Content-Type: application/json",
            b"Content-Encoding: gzip",
            b"Transfer-Encoding: chunked",
            b"Content-Length: 20",
            b"Content-Length: -1",
            b"Location: https://[",
            b"Date: \xff",
            b"Set-Cookie: =;;=",
            b" folded",
        ]
    )
    | st.binary(max_size=20),
    max_size=5,
)


@given(HEADS | st.binary(max_size=30), LINES, BODIES | BODIES.map(gzip.compress))
def test_any_bytes_on_the_wire_give_one_outcome_for_each_decision(
    server: Loopback, head: bytes, lines: list[bytes], body: bytes
) -> None:
    server.play = writes(b"\r\n".join([head, *lines]) + b"\r\n\r\n" + body)
    found = once(CaseApi(server.address, TOKEN), lambda api: api.push([sent(1), sent(2)]))
    assert len(found) == 2
    assert all(isinstance(one, Pushed) for one in found)
    with suppress(Unreachable, NotSignedIn, SourceRefused):
        once(CaseApi(server.address, TOKEN), lambda api: listed(api, "c1"))
