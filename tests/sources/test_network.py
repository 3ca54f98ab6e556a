"""On a real socket: answers that are cut, stall, reset, lie about their length or grow without end."""

from __future__ import annotations

import asyncio
import gzip
from collections.abc import Awaitable, Callable, Iterator
from typing import TypeVar

import msgspec
import pytest

from tests.sources.answering import BODY, TOKEN, listed, receipt, sent
from tests.sources.loopback import Loopback, Play, http, packed, resets, writes
from triage_tui.domain.wire.outcomes import Accepted, Later, Unknown
from triage_tui.errors import Unreachable
from triage_tui.sources.case_api import CaseApi
from triage_tui.sources.once import once
from triage_tui.sources.reach import Reach

JSON = "Content-Type: application/json"
LINES = "Content-Type: application/jsonl"
RECEIPT = msgspec.json.encode(receipt())
ME = b'{"server":"s","me":{"reviewer":"ana"},"api":"1"}'
SOON = Reach(connect=2.0, read=0.05, whole=0.1)
"""For servers that never answer."""

Found = TypeVar("Found")


@pytest.fixture
def server() -> Iterator[Loopback]:
    with Loopback() as server:
        yield server


def ask(server: Loopback, question: Callable[[CaseApi], Awaitable[Found]], reach: Reach | None = None) -> Found:
    return once(CaseApi(server.address, TOKEN, reach), question)


def chunked(*chunks: bytes, kind: str = JSON, end: bytes = b"0\r\n\r\n") -> bytes:
    head = f"HTTP/1.1 200 OK\r\n{kind}\r\nTransfer-Encoding: chunked\r\n\r\n".encode()
    return head + b"".join(b"%x\r\n%b\r\n" % (len(chunk), chunk) for chunk in chunks) + end


BROKEN: dict[str, Play] = {
    "hangs up": writes(b""),
    "resets": resets(),
    "resets in the head": resets(b"HTTP/1.1 200 OK\r\nConte"),
    "resets in the body": resets(http(RECEIPT[:20], JSON, length=len(RECEIPT))),
    "cut in the head": writes(b"HTTP/1.1 200 OK\r\nConte"),
    "cut in the body": writes(http(RECEIPT[:20], JSON, length=len(RECEIPT))),
    "cut in a chunk": writes(chunked(RECEIPT, end=b"ff\r\nabc")),
    "cut before the last chunk": writes(chunked(RECEIPT, end=b"")),
    "says less than there is": writes(http(RECEIPT, JSON, length=20)),
    "two lengths": writes(http(RECEIPT, JSON, "Content-Length: 3")),
    "no HTTP at all": writes(b"SSH-2.0-OpenSSH_9.2\r\n"),
    "a head without end": writes(b"HTTP/1.1 200 OK\r\nX: " + b"x" * 300_000),
    "a page": writes(http(b"<html>Sign in</html>", "Content-Type: text/html")),
    "not packed as it says": writes(http(RECEIPT, JSON, "Content-Encoding: gzip")),
    "packed otherwise": writes(http(RECEIPT, JSON, "Content-Encoding: br")),
    "packed and cut": writes(http(gzip.compress(RECEIPT)[:-9], JSON, "Content-Encoding: gzip")),
    "packed with more behind": writes(http(gzip.compress(RECEIPT) + b"more", JSON, "Content-Encoding: gzip")),
    "grows": writes(packed(RECEIPT + b" " * (65 << 20))),
}


@pytest.mark.parametrize("name", BROKEN)
def test_an_answer_that_cannot_be_read_is_no_answer(server: Loopback, name: str) -> None:
    server.play = BROKEN[name]
    assert [type(one) for one in ask(server, lambda api: api.push([sent()]))] == [Unknown]
    assert [type(one) for one in ask(server, lambda api: api.push([sent(1), sent(2)]))] == [Unknown, Unknown]
    with pytest.raises(Unreachable):
        ask(server, lambda api: api.capabilities())
    assert len(server.requests) == 3, "something was sent twice"


@pytest.mark.parametrize("said", [b"", b"HTTP/1.1 200 OK\r\n", http(ME[:9], JSON, length=999)])
def test_a_server_that_stalls_is_not_waited_for(server: Loopback, said: bytes) -> None:
    server.play = server.stalls(said)
    assert [type(one) for one in ask(server, lambda api: api.push([sent()]), SOON)] == [Unknown]


def test_a_server_that_drips_is_not_waited_for(server: Loopback) -> None:
    server.play = server.drips(http(ME, JSON, length=1_000_000))
    with pytest.raises(Unreachable, match="in time"):
        ask(server, lambda api: api.capabilities(), Reach(whole=0.1))


def test_a_good_answer_is_taken_plain_packed_and_in_chunks(server: Loopback) -> None:
    halves = gzip.compress(RECEIPT)
    answers = [
        http(RECEIPT, JSON),
        packed(RECEIPT),
        chunked(RECEIPT[:9], RECEIPT[9:]),
        chunked(halves[:7], halves[7:], kind=f"{JSON}\r\nContent-Encoding: gzip"),
    ]
    for raw in answers:
        server.play = writes(raw)
        assert [type(one) for one in ask(server, lambda api: api.push([sent()]))] == [Accepted]
    assert server.requests[0].endswith(b"\r\n" + BODY)


def test_nobody_listening_means_that_nothing_was_sent() -> None:
    with Loopback() as gone:
        address = gone.address
    (found,) = once(CaseApi(address, TOKEN), lambda api: api.push([sent()]))
    assert isinstance(found, Later)


CASES = b"".join(b'{"id":"c%d","text":"%s"}\n' % (n, b"x" * 3000) for n in range(40))
IDS = [f"c{n}" for n in range(40)]
CUT = CASES.index(b"\n", 30_000) + 1
"""A cut between two lines, which only the frame around them shows."""


@pytest.mark.parametrize(
    "raw",
    [
        http(CASES[:CUT], LINES, length=len(CASES)),
        chunked(CASES[:CUT], kind=LINES, end=b""),
        http(gzip.compress(CASES)[:200], LINES, "Content-Encoding: gzip"),
        f"HTTP/1.1 200 OK\r\n{LINES}\r\nConnection: close\r\n\r\n".encode() + CASES[:CUT],
        http(CASES[: CUT - 20], LINES),
        http(gzip.compress(b'{"id":"c0","text":"' + b"x" * (17 << 20) + b'"}\n'), LINES, "Content-Encoding: gzip"),
    ],
    ids=["length", "chunks", "packed", "unframed", "line", "endless line"],
)
def test_a_cut_never_looks_like_the_end(server: Loopback, raw: bytes) -> None:
    server.play = writes(raw)
    with pytest.raises(Unreachable):
        ask(server, lambda api: listed(api, *IDS))


def test_cases_arrive_while_the_rest_is_on_its_way(server: Loopback) -> None:
    server.play = server.stalls(http(CASES[:CUT], LINES, length=len(CASES)))

    async def first(api: CaseApi) -> bytes:
        cases = api.cases(IDS)
        try:
            return await anext(cases)
        finally:
            await cases.aclose()

    assert ask(server, first).startswith(b'{"id":"c0"')


def test_cases_come_whole_in_chunks_of_any_size(server: Loopback) -> None:
    squeezed = gzip.compress(CASES)
    pieces = [squeezed[at : at + 17] for at in range(0, len(squeezed), 17)]
    server.play = writes(chunked(*pieces, kind=f"{LINES}\r\nContent-Encoding: gzip"))
    assert ask(server, lambda api: listed(api, *IDS)) == CASES.splitlines()


def test_a_redirect_is_not_followed_and_the_token_stays_here(server: Loopback) -> None:
    with Loopback(writes(http(ME, JSON))) as other:
        server.play = writes(http(b"", f"Location: {other.address}/v1/capabilities", status="307 Temporary Redirect"))
        with pytest.raises(Unreachable, match="elsewhere"):
            ask(server, lambda api: api.capabilities())
        assert other.requests == []


def test_cookies_are_not_kept(server: Loopback) -> None:
    server.play = writes(http(ME, JSON, "Set-Cookie: a=b", "Connection: close"))

    async def twice(api: CaseApi) -> None:
        await api.capabilities()
        await api.capabilities()

    ask(server, twice)
    assert all(b"cookie" not in request.lower() for request in server.requests)


def test_giving_up_leaves_nothing_behind(server: Loopback) -> None:
    server.play = server.stalls()

    async def given_up(api: CaseApi) -> None:
        task = asyncio.ensure_future(api.push([sent()]))
        while not server.requests:
            await asyncio.sleep(0)
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task

    ask(server, given_up)
