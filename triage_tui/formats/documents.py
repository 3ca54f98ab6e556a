"""The JSON documents of a file: one a line, one after another however they are laid out, or the elements of an array.

Nothing but the document at hand is held, so an array may be of any length. A document that is broken inside costs
itself; one whose brackets or quotes never close costs what follows it, for nobody can say where it ends.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Any

import msgspec

from triage_tui.domain.values import Invalid, invalid
from triage_tui.formats.found import Bad
from triage_tui.formats.source import BOM, LIMIT

if TYPE_CHECKING:
    from triage_tui.formats.source import Source

HELD = 64 * 1024 * 1024
"""Most bytes that are searched for the end of one document."""
_MARK = re.compile(rb'"[^"\\]*+(?:\\.[^"\\]*+)*+("?)|[][{},]', re.DOTALL)
"""A string, closed or not, or what JSON is built with."""
_CLOSER = {b"{": b"}", b"[": b"]"}


@dataclass(frozen=True, slots=True)
class Document:
    """One JSON value as a file holds it."""

    line: int
    """Where it starts, from 1."""
    number: int
    """Its line where there is one to a line, else its place among the others, from 1; ids are made from it."""
    path: str
    """``$``, or ``$[n]`` for an element of an array."""
    raw: bytes

    def value(self) -> Any:
        """What it says; raises `Invalid` where it is no JSON."""
        try:
            return msgspec.json.decode(self.raw)
        except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
            raise invalid(error) from None

    def bad(self, error: Invalid) -> Bad:
        """What is wrong with it, and where in the file."""
        return Bad(self.line, self.path + error.path.removeprefix("$"), error.reason)


def documents(source: Source, longest: int = LIMIT) -> Iterator[Document | Bad]:
    """Every document of a file; `Bad` for those nobody can read or that have more bytes than the longest."""
    start = source.head.removeprefix(BOM).lstrip()
    if not by_lines(start):
        yield from _Scattered(source, array=start[:1] == b"[", longest=longest)
        return
    for line in source.lines():
        yield line if isinstance(line, Bad) else Document(line[0], line[0], "$", line[1])


def by_lines(start: bytes) -> bool:
    """Whether a file that starts so has a document on every line."""
    first, feed, rest = start.partition(b"\n")
    if start[:1] == b"[":
        return bool(rest.strip()) and _whole(first)
    return not feed or any(line[:1] == b"{" and _whole(line) for line in start.split(b"\n")[:50])


def _whole(line: bytes) -> bool:
    try:
        msgspec.json.decode(line, type=msgspec.Raw)
    except (msgspec.DecodeError, RecursionError):
        return False
    return True


class _Scattered:
    """Documents wherever they lie: cut where their brackets close, or at the commas of an array."""

    def __init__(self, source: Source, *, array: bool, longest: int) -> None:
        self._source, self._array, self._longest = source, array, longest
        self._held, self._at, self._depth = b"", 0, 0
        self._line, self._number = 1, 0

    def __iter__(self) -> Iterator[Document | Bad]:
        pieces, length = list[bytes](), 0
        for chunk in self._source.chunks():
            pieces.append(chunk)
            length += len(chunk)
            # As much again as is held: a long string is gone over a few times, not once for every chunk.
            if length >= len(self._held):
                yield from self._cut(b"".join(pieces))
                pieces, length = [], 0
            if len(self._held) > HELD:
                yield Bad(self._line, self._path, f"does not end within {HELD:,} bytes, so the rest cannot be told")
                return
        yield from self._cut(b"".join(pieces))
        yield from self._rest()

    @property
    def _path(self) -> str:
        return f"$[{self._number}]" if self._array else "$"

    def _cut(self, more: bytes) -> Iterator[Document | Bad]:
        self._held += more
        start = 0
        for mark in _MARK.finditer(self._held, self._at):
            if mark[0][:1] == b'"' and not mark[1]:
                break
            self._at = mark.end()
            outside = self._depth == 0
            self._depth = max(0, self._depth + (mark[0] in b"{[") - (mark[0] in b"}]"))
            if self._array and (outside or self._depth == 0 or (self._depth == 1 and mark[0] == b",")):
                yield from self._document(start, mark.start(), mark.end())
                start = mark.end()
            elif not self._array and self._depth == 0 and mark[0] in b"}]":
                yield from self._document(start, mark.end(), mark.end())
                start = mark.end()
        self._held = self._held[start:]
        self._at -= start

    def _document(self, start: int, end: int, after: int) -> Iterator[Document | Bad]:
        raw = self._held[start:end].removeprefix(BOM)
        before = len(raw) - len(raw := raw.lstrip())
        line = self._line + self._held.count(b"\n", start, start + before)
        self._line += self._held.count(b"\n", start, after)
        if not raw:
            return
        if len(raw) > self._longest:
            yield Bad(line, self._path, f"is longer than {self._longest:,} bytes")
        else:
            yield Document(line, self._number + 1, self._path, raw)
        self._number += 1

    def _rest(self) -> Iterator[Bad]:
        left = self._held.lstrip()
        line = self._line + self._held[: len(self._held) - len(left)].count(b"\n")
        if self._source.fault:
            yield Bad(line, "$", f"the file cannot be read from here on: {self._source.fault}")
        elif left or self._depth:
            yield Bad(line, self._path, "the file ends in the middle of it" if self._depth else "is no JSON object")


@lru_cache(maxsize=1)
def glimpses(head: bytes) -> tuple[Any, ...]:
    """The documents at the start of a file, up to 50, as far as they can be seen: one that is cut off is mended."""
    start = head.removeprefix(BOM).lstrip()
    if by_lines(start):
        return tuple(value for line in start.split(b"\n")[:50] for value in _mended(line))
    return tuple(element for value in _mended(start) for element in (value if isinstance(value, list) else [value]))


def _mended(text: bytes) -> Iterator[Any]:
    """The first value in a text, without what is broken at its end."""
    open_, safe = list[bytes](), (0, b"")
    for mark in _MARK.finditer(text):
        if mark[0] in _CLOSER:
            open_.append(_CLOSER[mark[0]])
            safe = mark.end(), b"".join(reversed(open_))
        elif mark[0] == b",":
            safe = mark.start(), b"".join(reversed(open_))
        elif mark[0] in b"}]" and open_:
            open_.pop()
            safe = mark.end(), b"".join(reversed(open_))
        if not open_:
            break
    try:
        yield msgspec.json.decode(text[: safe[0]] + safe[1])
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        return
