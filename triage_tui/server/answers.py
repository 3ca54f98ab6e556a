"""Answers on their way out: JSON, problems with their headers, streams of JSON lines, and gzip where it pays."""

from __future__ import annotations

import zlib
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator, Mapping
from functools import partial
from math import ceil
from typing import Any

import msgspec
from starlette.responses import Response, StreamingResponse

from triage_tui.domain.wire.problems import Problem

JSON = "application/json"
LINES = "application/jsonl"
PROBLEM = "application/problem+json"

Threads = Callable[[Callable[[], Any]], Awaitable[Any]]
"""Runs something that waits for the database beside the event loop."""

_WORTH = 1024
"""Bytes from which an answer is packed."""
_LEVEL = 2
"""Of gzip: what packs better costs more time than a line to a reviewer saves."""
_GZIP = zlib.MAX_WBITS | 16
_PIECE = 64 * 1024
"""Bytes of lines that are sent together."""
_PRIVATE = {"Cache-Control": "no-store", "X-Content-Type-Options": "nosniff", "Vary": "Accept-Encoding"}


def takes_gzip(accepted: str) -> bool:
    """Whether an ``Accept-Encoding`` header has gzip in it and does not exclude it."""
    for one in accepted.lower().split(","):
        name, _, weight = one.partition(";")
        if name.strip() in {"gzip", "x-gzip", "*"}:
            return weight.replace(" ", "") not in {"q=0", "q=0.0", "q=0.00", "q=0.000"}
    return False


def encoded(record: object) -> bytes:
    """A record as JSON."""
    return msgspec.json.encode(record)


def whole(body: bytes, packed: bool, status: int = 200, media: str = JSON, **headers: str) -> Response:
    """An answer that is ready; `packed` where the client takes gzip."""
    said = _PRIVATE | {name.replace("_", "-"): value for name, value in headers.items()}
    if packed and len(body) > _WORTH:
        packing = zlib.compressobj(_LEVEL, wbits=_GZIP)
        body = packing.compress(body) + packing.flush()
        said["Content-Encoding"] = "gzip"
    return Response(body, status, said, media)


def nothing(status: int = 204, **headers: str) -> Response:
    """An answer without a body: done, nothing there, or nothing new."""
    return Response(None, status, _PRIVATE | {name.replace("_", "-"): value for name, value in headers.items()})


def refused(problem: Problem) -> Response:
    """A problem, with the headers that clients look at before they look at the body."""
    said: dict[str, str] = {}
    if problem.retry_after is not None:
        said["Retry_After"] = str(ceil(problem.retry_after))
    if problem.status == 401:
        said["WWW_Authenticate"] = 'Bearer realm="triage"'
    return whole(encoded(problem), False, problem.status, PROBLEM, **said)


def streamed(lines: Iterator[bytes], packed: bool, threads: Threads) -> Response:
    """Lines as they are read; at no time more than a piece of them is in memory."""
    said: Mapping[str, str] = _PRIVATE | ({"Content-Encoding": "gzip"} if packed else {})
    pieces = _packed(_pieces(lines)) if packed else _pieces(lines)
    return StreamingResponse(beside(pieces, threads), headers=said, media_type=LINES)


def _pieces(lines: Iterator[bytes]) -> Iterator[bytes]:
    begun: list[bytes] = []
    length = 0
    for line in lines:
        begun += line, b"\n"
        length += len(line)
        if length >= _PIECE:
            yield b"".join(begun)
            begun, length = [], 0
    if begun:
        yield b"".join(begun)


def _packed(pieces: Iterator[bytes]) -> Iterator[bytes]:
    packing = zlib.compressobj(_LEVEL, wbits=_GZIP)
    for piece in pieces:
        if packed := packing.compress(piece) + packing.flush(zlib.Z_SYNC_FLUSH):
            yield packed
    yield packing.flush()


async def beside(pieces: Iterator[bytes], threads: Threads) -> AsyncIterator[bytes]:
    """Pieces as they are read, each in a thread."""
    while piece := await threads(partial(next, pieces, b"")):
        yield piece
