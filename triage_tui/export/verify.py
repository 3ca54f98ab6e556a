"""Checking an exported log, whole or in part, from its lines alone."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import chain, groupby

import msgspec

from triage_tui.domain.journal import Fault, faults


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


class _Log(msgspec.Struct):
    log_id: str
    seq: int
    sha256: str


class _Entry(msgspec.Struct):
    log: _Log


_decoder = msgspec.json.Decoder(_Entry)


def verify(lines: Iterable[bytes], tally: Tally, *, part: bool = False) -> Iterator[Fault]:
    """Everything wrong with a log; in a part of one, entries may be left out but not changed or swapped."""
    runs = groupby(_counted(lines, tally), key=lambda _: tally.gaps if part else 0)
    for gaps, run in runs:
        before = tally.lines - 1
        if not gaps:
            yield from faults(run)
            continue
        # After a line that is no entry the check takes the next one at its word: so may a part begin.
        for fault in faults(chain([b""], run)):
            if fault.line > 1:
                yield Fault(before + fault.line - 1, fault.reason)


def _counted(lines: Iterable[bytes], tally: Tally) -> Iterator[bytes]:
    for raw in lines:
        tally.lines += 1
        try:
            log = _decoder.decode(raw).log
        except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
            yield raw
            continue
        tally.gaps += log.seq > tally.seq + 1
        tally.log_id = tally.log_id or log.log_id
        tally.seq, tally.sha256 = log.seq, log.sha256
        yield raw
