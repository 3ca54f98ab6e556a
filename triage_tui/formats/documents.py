"""The JSON documents of a file: one a line, one after another however they are laid out, or the elements of an array.

Nothing but the document at hand is held, so an array may be of any length. A document that is broken inside costs
itself; one whose brackets or quotes never close costs what follows it, for nobody can say where it ends.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import islice
from typing import TYPE_CHECKING, Any

import msgspec

from triage_tui.domain.values import Invalid
from triage_tui.formats.found import Bad
from triage_tui.formats.lenient import Malformed, decoded
from triage_tui.formats.source import BOM, LIMIT

if TYPE_CHECKING:
    from triage_tui.formats.source import Source

HELD = 64 * 1024 * 1024
"""Most bytes that are searched for the end of one document."""
_MARK = re.compile(rb'"[^"\\]*+(?:\\.[^"\\]*+)*+("?)|[][{},]', re.DOTALL)
"""A string, closed or not, or what JSON is built with."""
_HALF = re.compile(rb"\\u[dD][89abAB][0-9a-fA-F]{2}\Z")
"""The first half of a character that is written as two escapes."""
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
        return decoded(self.raw)

    def bad(self, error: Invalid) -> Bad:
        """What is wrong with it, and where in the file."""
        line = self.line + (error.line - 1 if isinstance(error, Malformed) else 0)
        return Bad(line, self.path + error.path.removeprefix("$"), error.reason)


def documents(source: Source, longest: int = LIMIT) -> Iterator[Document | Bad]:
    """Every document of a file; `Bad` for those nobody can read or that have more bytes than the longest."""
    start = source.head.removeprefix(BOM).lstrip()
    if by_lines(start):
        for line in source.lines(longest):
            yield line if isinstance(line, Bad) else Document(line[0], line[0], "$", line[1])
        return
    scattered = _Scattered(source.chunks(), array=start[:1] == b"[", longest=longest)
    yield from scattered
    if source.fault:
        yield Bad(scattered.line, "$", f"the file cannot be read from here on: {source.fault}")
    elif scattered.left or scattered.depth:
        reason = "the file ends in the middle of it" if scattered.depth else "is no JSON object"
        yield Bad(scattered.line, scattered.path, reason)


def by_lines(start: bytes) -> bool:
    """Whether a file that starts so has a document on every line."""
    first, feed, rest = start.partition(b"\n")
    if start[:1] == b"[":
        return bool(rest.strip()) and _whole(first)
    return not feed or any(line[:1] == b"{" and _whole(line) for line in start.split(b"\n")[:50])


def _whole(line: bytes) -> bool:
    try:
        msgspec.json.decode(line)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        return False
    return True


class _Scattered:
    """Documents wherever they lie: cut where their brackets close, or at the commas of an array."""

    def __init__(self, chunks: Iterable[bytes], *, array: bool, longest: int) -> None:
        self._chunks, self._array, self._longest = chunks, array, longest
        self._held, self._at, self._number = b"", 0, 0
        self.depth = 0
        """How many brackets are open."""
        self.line = 1
        """Where what is left starts, from 1."""

    @property
    def path(self) -> str:
        """The JSON path of the next document."""
        return f"$[{self._number}]" if self._array else "$"

    @property
    def left(self) -> bytes:
        """What follows the last document."""
        return self._held.strip()

    def __iter__(self) -> Iterator[Document | Bad]:
        pieces, length = list[bytes](), 0
        for chunk in self._chunks:
            pieces.append(chunk)
            length += len(chunk)
            # As much again as is held: a long string is gone over a few times, not once for every chunk.
            if length >= len(self._held):
                yield from self._cut(b"".join(pieces))
                pieces, length = [], 0
            if len(self._held) > HELD:
                self._to_what_is_left()
                yield Bad(self.line, self.path, f"does not end within {HELD:,} bytes, so the rest cannot be told")
                self._held, self.depth = b"", 0
                return
        yield from self._cut(b"".join(pieces))
        self._to_what_is_left()

    def _to_what_is_left(self) -> None:
        self.line += self._held.count(b"\n", 0, len(self._held) - len(self._held.lstrip()))

    def _cut(self, more: bytes) -> Iterator[Document | Bad]:
        self._held += more
        start = 0
        for mark in _MARK.finditer(self._held, self._at):
            if mark[0][:1] == b'"' and not mark[1]:
                break
            self._at = mark.end()
            outside = self.depth == 0
            self.depth = max(0, self.depth + (mark[0] in b"{[") - (mark[0] in b"}]"))
            if self._array and (outside or self.depth == 0 or (self.depth == 1 and mark[0] == b",")):
                yield from self._document(start, mark.start(), mark.end())
                start = mark.end()
            elif not self._array and self.depth == 0 and mark[0] in b"}]":
                yield from self._document(start, mark.end(), mark.end())
                start = mark.end()
        self._held = self._held[start:]
        self._at -= start

    def _document(self, start: int, end: int, after: int) -> Iterator[Document | Bad]:
        raw = self._held[start:end].removeprefix(BOM)
        before = len(raw) - len(raw := raw.lstrip())
        line = self.line + self._held.count(b"\n", start, start + before)
        self.line += self._held.count(b"\n", start, after)
        if not raw:
            return
        if len(raw) > self._longest:
            yield Bad(line, self.path, f"is longer than {self._longest:,} bytes")
        else:
            yield Document(line, self._number + 1, self.path, raw)
        self._number += 1


@lru_cache(maxsize=1)
def glimpses(head: bytes) -> tuple[Any, ...]:
    """The documents at the start of a file, up to 50, as far as they can be seen: one that is cut off is mended."""
    start = head.removeprefix(BOM).lstrip()
    if by_lines(start):
        return tuple(value for line in start.split(b"\n")[:50] for value in _mended(line))
    scattered = _Scattered([start], array=start[:1] == b"[", longest=len(start))
    whole = [document.raw for document in scattered if isinstance(document, Document)]
    return tuple(value for raw in (*whole, scattered.left)[:50] for value in _mended(raw))


def _mended(text: bytes) -> Iterator[Any]:
    """The first value in a text, without what is broken at its end; a string cut off stays as far as it goes."""
    open_, safe, cut = list[bytes](), 0, b""
    for mark in () if _whole(text) else _MARK.finditer(text):
        if mark[0][:1] == b'"':
            cut = b"" if mark[1] else text[: mark.start()] + _closed(mark[0])
            continue
        safe = mark.start() if mark[0] == b"," else mark.end()
        if mark[0] in _CLOSER:
            open_.append(_CLOSER[mark[0]])
        elif mark[0] in b"}]" and open_:
            open_.pop()
        if not open_:
            break
    ends = b"".join(reversed(open_))
    tries = (text, cut + ends, text[:safe] + ends)
    yield from islice((msgspec.json.decode(one) for one in tries if _whole(one)), 1)


def _closed(string: bytes) -> bytes:
    """A string that was cut off, closed before the character or the escape that the cut may have hit."""
    if (at := string.find(b"\\", max(0, len(string) - 12))) > 0:
        string = _HALF.sub(b"", string[:at]).rstrip(b"\\")
    return string.decode(errors="ignore").encode() + b'"'
