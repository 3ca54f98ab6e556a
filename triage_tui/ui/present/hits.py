"""Where the flags point in the text, in reading order, and what is marked there."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence

from msgspec import Struct

from triage_tui.domain.case import Case, Flag
from triage_tui.domain.draft import Draft
from triage_tui.ui.present.conversation import Mark, Marks
from triage_tui.ui.present.transcript import Anchor, Transcript


class Hit(Struct, frozen=True):
    """One place a flag points to."""

    flag: int
    """Index of the flag in the case."""
    anchor: Anchor | None
    """None for a flag on the conversation as a whole, or on a turn that is not there."""
    end: int = 0
    """End of the span in code points; equal to the start where the flag names a turn but no words."""


def hits(case: Case, text: Transcript) -> tuple[Hit, ...]:
    """Every place the flags point to, in reading order; flags without a place come last."""
    found = [hit for n, flag in enumerate(case.flags) for hit in _of(n, flag, text)]
    return tuple(sorted(found, key=lambda hit: (hit.anchor is None, hit.anchor or (), hit.flag)))


def _of(number: int, flag: Flag, text: Transcript) -> Iterator[Hit]:
    section = text.section_of(flag.turn_id)
    if section is None:
        yield Hit(number, None)
        return
    pieces = text.sections[section].pieces
    length = len(pieces[flag.part].text) if flag.part < len(pieces) else 0
    spans = [span for span in flag.spans if span.start < span.end <= length]
    for span in spans:
        yield Hit(number, Anchor(section, flag.part, span.start), span.end)
    if not spans:
        yield Hit(number, Anchor(section, min(flag.part, max(len(pieces) - 1, 0)), -1), -1)


def misplaced(case: Case, found: Sequence[Hit]) -> int:
    """How many spans lie outside their part, and so are not highlighted."""
    placed = sum(hit.anchor is not None and hit.end > hit.anchor.offset for hit in found)
    return sum(len(flag.spans) for flag in case.flags) - placed


def marks(found: Sequence[Hit], current: int, draft: Draft, text: Transcript, matches: Iterable[Mark] = ()) -> Marks:
    """What to draw apart: the flags, the one in focus, the evidence, and what was searched for."""
    flagged = Counter(hit.anchor.section for hit in found if hit.anchor is not None)
    spans = [
        Mark(
            hit.anchor.section,
            hit.anchor.piece,
            hit.anchor.offset,
            hit.end,
            "hit-current" if n == current else "hit",
            n + 1,
        )
        for n, hit in enumerate(found)
        if hit.anchor is not None and hit.end > hit.anchor.offset
    ]
    return Marks.of([*spans, *_evidence(draft, text), *matches], flagged)


def _evidence(draft: Draft, text: Transcript) -> Iterator[Mark]:
    for one in (evidence for row in draft.opined for evidence in row.evidence):
        if (section := text.section_of(one.turn_id)) is not None:
            yield Mark(section, one.part, one.start, one.end, "evidence")
