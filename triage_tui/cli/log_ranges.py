"""Verifying a long log in ranges of its lines, by more processes than one.

A range begins with the last line of the one before it, which is an entry: what comes behind it is judged as if all of
the log before had been read, for an entry is all that the next one is held against. What is wrong with that line
itself is said by the range before. Where two ranges do not meet in the same entry, the file is not what it was.
"""

from __future__ import annotations

import os
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from dataclasses import replace
from functools import partial
from itertools import chain, islice, pairwise
from typing import IO

import msgspec

from triage_tui.cli.forks import LONGEST, MOST, answers, processors
from triage_tui.domain.journal import Fault
from triage_tui.errors import Refused, TriageError
from triage_tui.export.verify import Tally, verify
from triage_tui.formats.source import BOM, LIMIT, Source

RANGE = 4 * 1024 * 1024
"""Bytes of a range, about."""
ENOUGH = 8
"""Ranges that are not worth another process."""
BUFFER = 256 * 1024
"""Bytes read at a time."""
FEW = 64
"""Faults of a range that are not told any more: it is read again by whoever wants them."""

Range = tuple[int, int]
"""The offsets of its first byte, and of the one behind its last."""


class Checked(msgspec.Struct):
    """What a range holds."""

    first: Tally = msgspec.field(default_factory=Tally)
    """What its first line is by itself, where another range comes before."""
    whole: Tally = msgspec.field(default_factory=Tally)
    faults: list[Fault] | None = None
    """Of its other lines, counted from its first; none where the range has to be read again."""


Check = Callable[[Range, Checked], Iterator[Fault]]


def ranges(path: str, size: int = RANGE) -> list[Range]:
    """Where to divide a log: nowhere if it is short, packed or no file, nor where one process is all there can be."""
    if path == "-" or not os.path.isfile(path) or processors() == 1:
        return []
    with Source(path) as source:
        total = source.size
        if source.packed or total <= ENOUGH * size:
            return []
    with open(path, "rb") as file:
        near = range(size, total, max(size, total // (MOST - 1) + 1))
        seams = [(0, 0), *_seams(file, near), (total, total)]
    return [(begin, end) for (begin, _), (_, end) in pairwise(seams)]


def verify_ranges(
    path: str, divided: Sequence[Range], tally: Tally, *, part: bool, watch: Callable[[int], object]
) -> Iterator[Fault]:
    """What `verify` says of all lines of a file; `watch` is told how many bytes of it were read."""
    check = partial(_check, path, part, tally.asked)
    with answers(len(divided), lambda number: _told(check, divided[number])) as told:
        for where, answer in zip(divided, told, strict=True):
            one = msgspec.msgpack.decode(answer, type=Checked) if answer else Checked()
            for fault in check(where, one) if one.faults is None else one.faults:
                yield Fault(tally.lines - one.first.lines + fault.line, fault.reason)
            if (one.first.seq, one.first.sha256) != (tally.seq, tally.sha256):
                raise TriageError(f"{path}: was changed while it was read", "verify it again")
            _join(tally, one)
            watch(where[1])


def _seams(file: IO[bytes], near: Sequence[int]) -> Iterator[Range]:
    """The first line behind each of these offsets, where it is an entry."""
    for offset in near:
        file.seek(offset)
        if file.readline(LIMIT)[-1:] == b"\n" and (line := file.readline(LIMIT))[-1:] == b"\n":
            tally, end = Tally(), file.tell()
            deque(verify([line[:-1]], tally), 0)
            if tally.sha256:
                yield end - len(line), end


def _check(path: str, part: bool, asked: frozenset[int], where: Range, into: Checked) -> Iterator[Fault]:
    """The faults of a range, counted from its first line; all else that is known of it goes into the other."""
    into.first, into.whole = Tally(), Tally(asked=asked)
    lines = _lines(path, *where)
    before = list(islice(lines, 1 if where[0] else 0))
    deque(verify(before, into.first), 0)
    for fault in verify(chain(before, lines), into.whole, part=part):
        if fault.line > len(before):
            yield fault


def _told(check: Check, where: Range) -> bytes:
    """What a range holds; nothing where there is too much to say, or it is no text."""
    one = Checked()
    with suppress(Refused, UnicodeEncodeError):
        faults = list(islice(check(where, one), FEW))
        answer = msgspec.msgpack.encode(Checked(one.first, replace(one.whole, asked=frozenset()), faults))
        if len(faults) < FEW and len(answer) <= LONGEST:
            return answer
    return b""


def _join(tally: Tally, one: Checked) -> None:
    tally.lines += one.whole.lines - one.first.lines
    tally.gaps += one.whole.gaps - one.first.gaps
    tally.log_id = tally.log_id or one.whole.log_id
    tally.seq, tally.sha256 = one.whole.seq, one.whole.sha256
    tally.found |= one.whole.found


def _lines(path: str, begin: int, end: int) -> Iterator[bytes]:
    """The lines of a range as `Source.stretches` has them; one that is too long is no entry."""
    try:
        with open(path, "rb", BUFFER) as file:
            if begin or file.read(len(BOM)) != BOM:
                file.seek(begin)
            left = end - file.tell()
            while left > 0 and (line := file.readline(LIMIT + 1)):
                left -= len(line)
                if len(line) > LIMIT and line[-1:] != b"\n":
                    while line and line[-1:] != b"\n":
                        line = file.readline(LIMIT)
                        left -= len(line)
                    line = b"unreadable"
                yield line.removesuffix(b"\n")
    except OSError as error:
        raise Refused(f"{path}: cannot be read: {error.strerror}") from None
