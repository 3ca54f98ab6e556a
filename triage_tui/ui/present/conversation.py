"""The conversation pane: rows of the transcript behind a gutter that the program owns, with flags and finds marked."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Mapping
from itertools import groupby, islice, pairwise, takewhile

from msgspec import Struct, field

from triage_tui.ui.present.line import Line, Run, fit
from triage_tui.ui.present.text import Safe, clip, inline, ours
from triage_tui.ui.present.transcript import Block, Place, Transcript

GUTTER = 4
"""Cells before every line of untrusted text."""

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


class Marks(Struct, frozen=True):
    """All marks of a case, ready to be asked for by place."""

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


def conversation(text: Transcript, top: Place, marks: Marks, height: int, width: int) -> list[Line]:
    """Exactly `height` lines of exactly `width` cells, from the row `top` on."""
    text.set_width(width - GUTTER)
    lines = [fit(_row(text, place, marks), width) for place in islice(text.walk(top), height)]
    return lines + [fit((), width)] * (height - len(lines))


def _row(text: Transcript, place: Place, marks: Marks) -> Line:
    block = text.blocks[place.block]
    flags = marks.flagged.get(block.section, 0)
    bar = Run(ours("┃") if flags else ours("│"), "flagged" if flags else "gutter")
    section = text.sections[block.section]
    match block.kind:
        case "gap":
            return ()
        case "heading":
            return (bar, Run(ours(" "), "text"), *section.heading, *_heading_notes(text, place.block, flags))
        case "label":
            return (bar, Run(ours("   "), "text"), *section.pieces[block.piece].label)
        case "fold":
            return (bar, Run(ours("   "), "text"), *_fold(text, block, marks))
    return _text_row(text, place, block, marks, bar)


def _heading_notes(text: Transcript, number: int, flags: int) -> Line:
    notes: list[Run] = []
    if flags:
        notes.append(Run(ours("  {} flag", flags) if flags == 1 else ours("  {} flags", flags), "over"))
    return (*notes, *_warning(text, number))


LOOKED_AT = 3
"""Text blocks of a section that are laid out to say what it hides; more would cost what a heading is not worth."""


def _warning(text: Transcript, number: int) -> Line:
    """How many hidden characters a section shows, and of what kinds; a + where it goes on beyond what was looked at."""
    section = text.blocks[number].section
    following = takewhile(lambda n: text.blocks[n].section == section, range(number + 1, len(text.blocks)))
    blocks = list(islice((n for n in following if text.blocks[n].kind == "text"), LOOKED_AT + 1))
    shown = [text.layout(n).shown for n in blocks[:LOOKED_AT]]
    hidden, kinds = sum(one.hidden for one in shown), sorted({badge for one in shown for badge in one.badges})
    if not hidden and not kinds:
        return ()
    more = ours("+") if len(blocks) > LOOKED_AT else ours("")
    count = ours("{:,}{} hidden shown: ", hidden, more) if hidden else ours("")
    return (Run(ours(" · {}{}", count, inline(", ".join(kinds))), "token"),)


def _fold(text: Transcript, block: Block, marks: Marks) -> Line:
    hidden = text.sections[block.section].pieces[block.piece].text
    lines = hidden.count("\n", block.start) + (not hidden.endswith("\n"))
    flags = sum(one.number > 0 for one in marks.within(block.section, block.piece, block.start, block.end))
    words = ours("⋯ {:,} more lines · z unfolds", lines)
    return (Run(words, "muted"), *((Run(ours(" · {} flagged in here", flags), "over"),) if flags else ()))


def _text_row(text: Transcript, place: Place, block: Block, marks: Marks, bar: Run) -> Line:
    layout = text.layout(place.block)
    shown, (start, end) = layout.shown, layout.rows[place.row]
    here = []
    raw = (block.start + shown.to_raw(start), block.start + shown.to_raw(end, end=True))
    for mark in marks.within(block.section, block.piece, *raw):
        a = shown.to_display(max(mark.start, block.start) - block.start)
        b = shown.to_display(min(mark.end, block.end) - block.start, end=True)
        if a < end and b > start:
            here.append((max(a, start), min(b, end), mark))
    spans = [(a, b, mark.role) for a, b, mark in here]
    spans += [(max(a, start), min(b, end), "token") for a, b, _ in _between(shown.tokens, start, end)]
    base = text.sections[block.section].pieces[block.piece].role
    return (*_pointer(bar, [mark for _, _, mark in here]), *_runs(shown.text, start, end, spans, base))


def _between(tokens: tuple[tuple[int, int, str], ...], start: int, end: int) -> Iterator[tuple[int, int, str]]:
    first = bisect_right(tokens, start, key=lambda token: token[1])
    return takewhile(lambda token: token[0] < end, islice(tokens, first, None))


def _pointer(bar: Run, marks: list[Mark]) -> Line:
    """The gutter: an arrow on the focused flag's rows, the flag's number, E for evidence, / for a find; then a blank.

    A number of two digits leaves the arrow only the cell of the bar.
    """
    if not marks:
        return (bar, Run(ours("   "), "text"))
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
    edges = sorted({start, end, *(a for a, _, _ in spans), *(b for _, b, _ in spans)})
    for a, b in pairwise(edges):
        over = [role for first, last, role in spans if first <= a and b <= last]
        yield Run(clip(text, a, b), max(over, key=lambda role: PRIORITY[role], default=base))
