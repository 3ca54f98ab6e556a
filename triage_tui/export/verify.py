"""Checking an exported log, whole or in part, from its lines alone."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import islice

from triage_tui.domain.journal import Fault, Head, Walk
from triage_tui.domain.usual import follow

AT_A_TIME = 64
"""Lines that are looked at together: as many as a processor has at hand."""


@dataclass
class Tally:
    """What a log holds, as far as it was read."""

    lines: int = 0
    log_id: str = ""
    """Of the first entry."""
    seq: int = 0
    """Number of the last entry: with its hash, the head of the log."""
    sha256: str = ""
    gaps: int = 0
    """Places where entries are left out, the start included."""
    asked: frozenset[int] = frozenset()
    """Numbers of entries whose hash is wanted."""
    found: dict[int, str] = field(default_factory=dict)
    """The hashes of those, as far as the log has them."""


def verify(lines: Iterable[bytes], tally: Tally, *, part: bool = False) -> Iterator[Fault]:
    """Everything wrong with a log; in a part of one, entries may be left out but not changed or swapped."""
    walk, rest = Walk(), iter(lines)
    while batch := list(islice(rest, AT_A_TIME if walk.before is not None else 1)):
        if not _many(batch, walk, tally):
            for raw in batch:
                yield from walk.step(raw, part=part)
                if walk.before is not None:
                    _note(tally, walk.before.seq, walk.before.sha256)
        tally.lines, tally.log_id, tally.gaps = walk.line, walk.log_id, walk.gaps


def _many(batch: list[bytes], walk: Walk, tally: Tally) -> bool:
    """Whether nothing is wrong with so many lines; where that cannot be said in short, nothing was done."""
    places = follow(batch, walk.before) if walk.before is not None else None
    if places is None:
        return False
    last, first = places[-1], places[0].seq
    for number in tally.asked.intersection(range(first, last.seq + 1)):
        tally.found[number] = places[number - first].sha256
    walk.line += len(batch)
    walk.took(Head(last.log_id, last.seq, last.sha256))
    _note(tally, last.seq, last.sha256)
    return True


def _note(tally: Tally, seq: int, digest: str) -> None:
    tally.seq, tally.sha256 = seq, digest
    if seq in tally.asked:
        tally.found[seq] = digest
