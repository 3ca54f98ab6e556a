"""Part of a file, as a client that was cut off asks for it (RFC 9110, one range of bytes)."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from pathlib import Path

from msgspec import Struct
from starlette.responses import Response, StreamingResponse

from triage_tui.domain.wire.problems import problem
from triage_tui.server import answers

_ONE = re.compile(r"bytes=([0-9]{1,18})-([0-9]{0,18})|bytes=-([0-9]{1,18})")
_PIECE = 256 * 1024
"""Bytes that are read at once."""


class Part(Struct, frozen=True):
    """From where, and how many bytes."""

    start: int
    length: int


def wished(headers: Mapping[str, str], size: int, tag: str) -> Part | None:
    """The part that is asked for; all where none is, or the file has changed since; none where it has no such part."""
    found = _ONE.fullmatch(headers.get("range", "").strip())
    if found is None or headers.get("if-range", tag).strip() != tag:
        return Part(0, size)
    first, last, tail = found.groups()
    start = max(size - int(tail), 0) if tail else int(first)
    end = size if tail or not last else min(int(last) + 1, size)
    if last and int(last) < start:
        return Part(0, size)
    return Part(start, end - start) if start < end else None


def answered(path: Path, part: Part | None, size: int, tag: str, media: str, threads: answers.Threads) -> Response:
    """The part of a file."""
    if part is None:
        refused = answers.refused(problem("no_such_range"))
        refused.headers["Content-Range"] = f"bytes */{size}"
        return refused
    said = {
        "Accept-Ranges": "bytes",
        "Cache-Control": "private, no-cache",
        "Content-Length": str(part.length),
        "ETag": tag,
        "X-Content-Type-Options": "nosniff",
    }
    if not (whole := part.length == size):
        said["Content-Range"] = f"bytes {part.start}-{part.start + part.length - 1}/{size}"
    pieces = answers.beside(_pieces(path, part), threads)
    return StreamingResponse(pieces, 200 if whole else 206, said, media)


def _pieces(path: Path, part: Part) -> Iterator[bytes]:
    with path.open("rb") as file:
        file.seek(part.start)
        left = part.length
        while left and (piece := file.read(min(left, _PIECE))):
            left -= len(piece)
            yield piece
