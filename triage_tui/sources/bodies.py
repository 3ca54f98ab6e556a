"""Bodies of answers, unpacked piece by piece within limits: a small answer cannot become a large one unnoticed.

httpx unpacks by itself, but each received piece at once, whatever comes of it, and a packed body that was cut short
counts as whole. So it is done here.
"""

from __future__ import annotations

import zlib
from collections.abc import AsyncGenerator
from contextlib import aclosing

import httpx

from triage_tui.sources.answers import NoAnswer

MOST = 64 * 1024 * 1024
"""Bytes of an answer that is read whole."""
PIECE = 64 * 1024
"""Bytes unpacked at once."""
_GZIP = 31
"""zlib's number for gzip with the largest window."""


async def whole(response: httpx.Response, most: int = MOST) -> bytes:
    """The body; raises `NoAnswer` when it is longer than `most` bytes, unpacked."""
    body = bytearray()
    async with aclosing(pieces(response)) as coming:
        async for piece in coming:
            body += piece
            if len(body) > most:
                raise NoAnswer(f"the answer is longer than {most >> 20} MiB")
    return bytes(body)


async def pieces(response: httpx.Response) -> AsyncGenerator[bytes, None]:
    """The body as it arrives, unpacked."""
    coding = response.headers.get("content-encoding", "").strip().lower()
    if coding in ("", "identity"):
        async for piece in response.aiter_raw():
            yield piece
        return
    if coding not in ("gzip", "x-gzip"):
        raise NoAnswer("the answer is packed in a way that was not asked for")
    unpacker, begun = zlib.decompressobj(_GZIP), False
    async for packed in response.aiter_raw():
        begun = begun or bool(packed)
        while packed and not unpacker.eof:
            if piece := _unpacked(unpacker, packed):
                yield piece
            packed = unpacker.unconsumed_tail
        if packed or unpacker.unused_data:
            raise NoAnswer("the packed answer goes on behind its end")
    while piece := _unpacked(unpacker, b""):
        yield piece
    if begun and not unpacker.eof:
        raise NoAnswer("the packed answer was cut short")


def _unpacked(unpacker: zlib._Decompress, packed: bytes) -> bytes:
    try:
        return unpacker.decompress(packed, PIECE)
    except zlib.error:
        raise NoAnswer("the packed answer is damaged") from None
