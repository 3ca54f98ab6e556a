"""The conversation pane: rows of the transcript behind a gutter that the program owns, with flags and finds marked."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Mapping
from itertools import groupby, islice, pairwise, takewhile
from typing import Any

from msgspec import Struct, field

from triage_tui.ui.present.line import Line, Run, fit
from triage_tui.ui.present.sections import Piece
from triage_tui.ui.present.text import Safe, Visible, clip, inline, ours
from triage_tui.ui.present.transcript import Block, Place, Transcript

GUTTER = 4
"""Cells before every line of untrusted text."""

BAR, FLAGGED_BAR = Run(ours("│"), "gutter"), Run(ours("┃"), "flagged")
NO_MARK = Run(ours("   "), "text")
"""The rest of the gutter where nothing is marked."""

PRIORITY = {"search": 1, "hit": 2, "evidence": 3, "search-current": 4, "hit-current": 5, "token": 6}
"""Which role wins where marks overlap; the program's own tokens always do."""


class Mark(Struct, frozen=True):
    """A stretch of raw text to draw apart."""

    section: int
    piece: int
    start: int
    """Code points into the piece's text."""
    end: int
    role: str
    number: int = 0
    """The flag's number for the gutter; 0 for none."""


class Marks(Struct, frozen=True, eq=False):
    """All marks of a case, ready to be asked for by place. Others are others, whatever they hold."""

    by_piece: Mapping[tuple[int, int], tuple[Mark, ...]] = field(default_factory=dict)
    flagged: Mapping[int, int] = field(default_factory=dict)
    """How many flags point into a section."""
    longest: int = 0
    """Code points of the longest mark."""

    @staticmethod
    def of(marks: Iterable[Mark], flagged: Mapping[int, int]) -> Marks:
        """Sort marks by where they stand."""
        ordered = sorted(marks, key=lambda mark: (mark.section, mark.piece, mark.start))
        grouped = groupby(ordered, key=lambda mark: (mark.section, mark.piece))
        longest = max((mark.end - mark.start for mark in ordered), default=0)
        return Marks({place: tuple(group) for place, group in grouped}, flagged, longest)

    def within(self, section: int, piece: int, start: int, end: int) -> Iterator[Mark]:
        """The marks of a piece that touch a raw range."""
        marks = self.by_piece.get((section, piece), ())
        first = bisect_left(marks, start - self.longest, key=lambda mark: mark.start)
        near = takewhile(lambda mark: mark.start < end, islice(marks, first, None))
        return (mark for mark in near if mark.end > start)


class Rows:
    """Rows of the conversation, remembered while they are in view, so that to scroll makes only those that come in."""

    def __init__(self) -> None:
        self._made_for: tuple[Any, ...] = ()
        self._made: dict[Place, Line] = {}

    def in_view(self, text: Transcript, top: Place, marks: Marks, height: int, width: int) -> list[Line]:
        """Exactly `height` lines of exactly `width` cells, from the row `top` on."""
        text.set_width(width - GUTTER)
        made_for = (text, text.layouts, marks, width)
        before = self._made if made_for == self._made_for else {}
        places = islice(text.walk(top), height)
        self._made = {place: before.get(place) or _row(text, place, marks, width) for place in places}
        self._made_for = made_for
        return [*self._made.values(), *[fit((), width)] * (height - len(self._made))]


def conversation(text: Transcript, top: Place, marks: Marks, height: int, width: int) -> list[Line]:
    """The same lines, every one made afresh."""
    return Rows().in_view(text, top, marks, height, width)


def _row(text: Transcript, place: Place, marks: Marks, width: int) -> Line:
    block, section = text.block(place), text.sections[place.section]
    flags = marks.flagged.get(place.section, 0)
    bar = FLAGGED_BAR if flags else BAR
    gutter: Line = (bar, NO_MARK)
    match block.kind:
        case "gap":
            return fit((), width)
        case "heading":
            heading = (Run(ours(" "), "text"), *section.heading, *_heading_notes(text, place.section, flags))
            return (bar, *fit(heading, width - 1))
        case "label":
            words = section.pieces[block.piece].label
        case "fold":
            words = _fold(section.pieces[block.piece], place.section, block, marks)
        case "text":
            gutter, words = _text_row(text, place, block, marks, bar)
    line = (*gutter, *fit(words, max(width - GUTTER, 0)))
    return line if width >= GUTTER else fit(line, width)


def _heading_notes(text: Transcript, section: int, flags: int) -> Line:
    notes: list[Run] = []
    if flags:
        notes.append(Run(ours("  {} flag", flags) if flags == 1 else ours("  {} flags", flags), "over"))
    return (*notes, *_warning(text, section))


LOOKED_AT = 3
"""Text blocks of a section that are laid out to say what it hides; more would cost what a heading is not worth."""


def _warning(text: Transcript, section: int) -> Line:
    """How many hidden characters a section shows, and of what kinds; a + where it goes on beyond what was looked at."""
    numbers = (n for n, block in enumerate(text.blocks(section)) if block.kind == "text")
    found = list(islice(numbers, LOOKED_AT + 1))
    shown = [text.layout(section, n).shown for n in found[:LOOKED_AT]]
    hidden, kinds = sum([one.hidden for one in shown]), sorted({badge for one in shown for badge in one.badges})
    if not hidden and not kinds:
        return ()
    more = ours("+") if len(found) > LOOKED_AT else ours("")
    count = ours("{:,}{} hidden shown: ", hidden, more) if hidden else ours("")
    return (Run(ours(" · {}{}", count, inline(", ".join(kinds))), "token"),)


def _fold(piece: Piece, section: int, block: Block, marks: Marks) -> Line:
    lines = piece.text.count("\n", block.start) + (not piece.text.endswith("\n"))
    flags = sum(one.number > 0 for one in marks.within(section, block.piece, block.start, block.end))
    words = ours("⋯ {:,} more lines · z unfolds", lines)
    return (Run(words, "muted"), *((Run(ours(" · {} flagged in here", flags), "over"),) if flags else ()))


def _text_row(text: Transcript, place: Place, block: Block, marks: Marks, bar: Run) -> tuple[Line, Line]:
    """The gutter of a row, and its words."""
    layout = text.layout(place.section, place.block)
    shown, (start, end) = layout.shown, layout.rows[place.row]
    here = list(_marked(shown, start, end, place.section, block, marks))
    spans = [(a, b, mark.role) for a, b, mark in here]
    spans += [(max(a, start), min(b, end), "token") for a, b, _ in _between(shown.tokens, start, end)]
    base = text.sections[place.section].pieces[block.piece].role
    return _pointer(bar, [mark for _, _, mark in here]), tuple(_runs(shown.text, start, end, spans, base))


def _marked(
    shown: Visible, start: int, end: int, section: int, block: Block, marks: Marks
) -> Iterator[tuple[int, int, Mark]]:
    """The marks on a row, each with the display range that it takes there."""
    if (section, block.piece) not in marks.by_piece:
        return
    raw = (block.start + shown.to_raw(start), block.start + shown.to_raw(end, end=True))
    for mark in marks.within(section, block.piece, *raw):
        a = shown.to_display(max(mark.start, block.start) - block.start)
        b = shown.to_display(min(mark.end, block.end) - block.start, end=True)
        if a < end and b > start:
            yield max(a, start), min(b, end), mark


def _between(tokens: tuple[tuple[int, int, str], ...], start: int, end: int) -> Iterator[tuple[int, int, str]]:
    first = bisect_right(tokens, start, key=lambda token: token[1])
    return takewhile(lambda token: token[0] < end, islice(tokens, first, None))


def _pointer(bar: Run, marks: list[Mark]) -> Line:
    """The gutter: an arrow on the focused flag's rows, the flag's number, E for evidence, / for a find; then a blank.

    A number of two digits leaves the arrow only the cell of the bar.
    """
    if not marks:
        return (bar, NO_MARK)
    first = max(marks, key=lambda mark: PRIORITY[mark.role])
    current = first.role in ("hit-current", "search-current")
    role = "key" if current else "evidence" if first.role == "evidence" else "muted"
    if first.number >= 10 and role != "evidence":
        number = ours("{} ", first.number) if first.number < 100 else ours("++ ")
        return (Run(ours("▶"), role) if current else bar, Run(number, role))
    sign = ours("E") if role == "evidence" else ours("{}", first.number) if first.number else ours("/")
    return (bar, Run(ours("{}{} ", ours("▶") if current else ours(" "), sign), role))


def _runs(text: Safe, start: int, end: int, spans: list[tuple[int, int, str]], base: str) -> Iterator[Run]:
    """The row's text cut where a mark begins or ends; the strongest mark gives the role."""
    if not spans and start < end:
        yield Run(clip(text, start, end), base)
        return
    edges = sorted({start, end, *(a for a, _, _ in spans), *(b for _, b, _ in spans)})
    for a, b in pairwise(edges):
        over = [role for first, last, role in spans if first <= a and b <= last]
        yield Run(clip(text, a, b), max(over, key=lambda role: PRIORITY[role], default=base))
