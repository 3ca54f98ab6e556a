"""JSON lines as they arrive: bounded lines, one case each, and no cut that goes unnoticed."""

from __future__ import annotations

from collections.abc import AsyncGenerator, AsyncIterator, Collection
from contextlib import aclosing

import httpx
import msgspec

from triage_tui.sources.answers import NoAnswer
from triage_tui.sources.bodies import pieces

LONGEST = 16 * 1024 * 1024
"""Bytes of one line."""


class _Named(msgspec.Struct):
    """What is looked at of a case on its way; the rest has to be JSON."""

    id: str


async def lines(coming: AsyncIterator[bytes], longest: int = LONGEST) -> AsyncGenerator[bytes, None]:
    """The lines of a body without their ends; empty ones are left out."""
    begun: list[bytes] = []
    length = 0
    async for piece in coming:
        first, *others = piece.split(b"\n")
        begun.append(first)
        length += len(first)
        for following in others:
            if line := b"".join(begun).rstrip(b"\r"):
                yield line
            begun, length = [following], len(following)
        if length > longest:
            raise NoAnswer(f"a line of the answer is longer than {longest >> 20} MiB")
    if line := b"".join(begun):
        yield line


async def cases(response: httpx.Response, wanted: Collection[str]) -> AsyncGenerator[bytes, None]:
    """Whole cases, each that was asked for at most once; raises `NoAnswer` for anything else."""
    if not _framed(response):
        raise NoAnswer("the answer does not say where it ends, so that a cut would go unnoticed")
    left = set(wanted)
    async with aclosing(pieces(response)) as coming, aclosing(lines(coming)) as found:
        async for line in found:
            name = _name(line)
            if name not in left:
                raise NoAnswer("the answer holds a case that was not asked for, or one twice")
            left.discard(name)
            yield line


def _framed(response: httpx.Response) -> bool:
    """Whether a body that ends too soon can be told from a whole one; within one process nothing is cut."""
    on_a_network = "network_stream" in response.extensions
    return not on_a_network or not {"content-length", "transfer-encoding"}.isdisjoint(response.headers)


def _name(line: bytes) -> str:
    try:
        return msgspec.json.decode(line, type=_Named).id
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        raise NoAnswer("a line of the answer is not a whole case") from None
