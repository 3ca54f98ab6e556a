"""The conversation by rows: laid out lazily, block by block, so that size does not matter.

A block is a heading, a label, a stretch of at most `CHUNK` code points of one piece, a fold, or an empty row.
Only the blocks in view are made displayable and wrapped; a bounded number is kept.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import OrderedDict
from collections.abc import Iterator
from typing import Literal, NamedTuple

from msgspec import Struct

from triage_tui.domain.case import Case
from triage_tui.ui.present.line import Run
from triage_tui.ui.present.sections import Section, sections
from triage_tui.ui.present.text import CONSERVATIVE, Capabilities, Visible, ours, visible
from triage_tui.ui.present.wrap import rows

CHUNK = 16_384
"""Code points laid out at a time; a row never crosses a chunk."""
KEPT = 64
"""Laid-out chunks kept in memory."""
FOLD_HEAD = 8
"""Lines of a folded piece that stay in view."""

NOTHING = Section(None, "muted", (Run(ours("there is nothing to read in this case"), "muted"),), ())
"""What stands for a case without conversation, report and appeal."""

Kind = Literal["heading", "label", "text", "fold", "gap"]


class Place(NamedTuple):
    """A row: its block, and the row within it. Valid for one width and one folding only."""

    block: int
    row: int


class Anchor(NamedTuple):
    """A spot in the raw text; survives resizing, folding and restarts. Anchors sort as they are read."""

    section: int
    piece: int
    """Index of the part; -1 for the heading, one beyond the last for the empty row at the end."""
    offset: int
    """Code points into the piece's text; -1 for its label."""


class Block(Struct, frozen=True):
    """A stretch that is laid out at once."""

    kind: Kind
    section: int
    piece: int = 0
    start: int = 0
    """Raw code points into the piece's text; for a fold, where the hidden text begins."""
    end: int = 0


class Layout(Struct, frozen=True):
    """A block made displayable and broken into rows."""

    shown: Visible
    rows: list[tuple[int, int]]
    """Display ranges, one a row."""


class Transcript:
    """One case's text at one width."""

    def __init__(self, case: Case, *, caps: Capabilities = CONSERVATIVE, fold_lines: int = 20) -> None:
        self.sections = sections(case) or [NOTHING]
        self._caps = caps
        self._fold_lines = fold_lines
        self._turn_sections = {one.turn: n for n, one in enumerate(self.sections) if one.turn is not None}
        self.unfolded: set[tuple[int, int]] = set()
        """Pieces, by section and piece, that the reviewer has unfolded."""
        self.expanded = False
        """Whether long runs of blanks are shown in full."""
        self.width = 80
        """Cells for the text, without the gutter."""
        self._kept: OrderedDict[int, Layout] = OrderedDict()
        self._build()

    def _build(self) -> None:
        self.blocks: list[Block] = [
            block for n, one in enumerate(self.sections) for block in self._section_blocks(n, one)
        ]
        self._anchors = [self._anchor(block) for block in self.blocks]
        self._kept.clear()

    def _anchor(self, block: Block) -> Anchor:
        """Where a block begins."""
        match block.kind:
            case "heading":
                return Anchor(block.section, -1, -1)
            case "label":
                return Anchor(block.section, block.piece, -1)
            case "gap":
                return Anchor(block.section, len(self.sections[block.section].pieces), -1)
        return Anchor(block.section, block.piece, block.start)

    def _section_blocks(self, n: int, section: Section) -> Iterator[Block]:
        yield Block("heading", n)
        for p, piece in enumerate(section.pieces):
            if piece.label:
                yield Block("label", n, p)
            fold = self.fold_at(n, p)
            yield from _chunks(n, p, piece.text, len(piece.text) if fold is None else fold)
            if fold is not None:
                yield Block("fold", n, p, fold, len(piece.text))
        yield Block("gap", n)

    def fold_at(self, section: int, piece: int) -> int | None:
        """Where the folded part of a piece begins; none when nothing of it is folded."""
        one = self.sections[section].pieces[piece]
        if not one.foldable or not self._fold_lines or (section, piece) in self.unfolded:
            return None
        if one.text.count("\n") <= self._fold_lines:
            return None
        at = -1
        for _ in range(FOLD_HEAD):
            at = one.text.find("\n", at + 1)
        return at + 1

    def set_width(self, width: int) -> None:
        """Lay out anew for another width; places of before are void."""
        if width != self.width:
            self.width = max(width, 8)
            self._kept.clear()

    def set_expanded(self, expanded: bool) -> None:
        """Show long runs of blanks in full, or counted."""
        self.expanded = expanded
        self._kept.clear()

    def toggle_fold(self, section: int, piece: int) -> None:
        """Fold or unfold one piece; places of before are void."""
        self.unfolded ^= {(section, piece)}
        self._build()

    def toggle_all_folds(self) -> None:
        """Unfold every piece, or fold every one again."""
        foldable = {
            (n, p) for n, one in enumerate(self.sections) for p, piece in enumerate(one.pieces) if piece.foldable
        }
        self.unfolded = set() if self.unfolded >= foldable else foldable
        self._build()

    def layout(self, number: int) -> Layout:
        """A text block made displayable and wrapped."""
        kept = self._kept.get(number)
        if kept is None:
            block = self.blocks[number]
            text = self.sections[block.section].pieces[block.piece].text[block.start : block.end]
            shown = visible(text.removesuffix("\n"), self._caps, expand=self.expanded)
            kept = self._kept[number] = Layout(shown, rows(shown.text, self.width))
            if len(self._kept) > KEPT:
                self._kept.popitem(last=False)
        else:
            self._kept.move_to_end(number)
        return kept

    def height(self, number: int) -> int:
        """Rows of a block."""
        return len(self.layout(number).rows) if self.blocks[number].kind == "text" else 1

    def walk(self, place: Place) -> Iterator[Place]:
        """The rows from a place on to the end."""
        row = place.row
        for number in range(place.block, len(self.blocks)):
            yield from (Place(number, r) for r in range(row, self.height(number)))
            row = 0

    def moved(self, place: Place, by: int) -> Place:
        """The place so many rows further down, or up; stops at either end."""
        block, row = place.block, place.row + by
        while row < 0 and block > 0:
            block -= 1
            row += self.height(block)
        while row >= (high := self.height(block)) and block < len(self.blocks) - 1:
            row -= high
            block += 1
        return Place(block, min(max(row, 0), self.height(block) - 1))

    def last_top(self, height: int) -> Place:
        """The top row of the last screenful."""
        last = len(self.blocks) - 1
        return self.moved(Place(last, self.height(last) - 1), 1 - height)

    def place_of(self, anchor: Anchor) -> Place:
        """The row on which a spot of the raw text is shown; the fold when it is folded away."""
        if anchor.offset < 0:
            number = min(bisect_left(self._anchors, anchor), len(self.blocks) - 1)
        else:
            number = max(bisect_right(self._anchors, anchor) - 1, 0)
        block = self.blocks[number]
        within = block.kind == "text" and (block.section, block.piece) == anchor[:2]
        return Place(number, self._row_of(number, anchor.offset - block.start) if within else 0)

    def _row_of(self, number: int, raw: int) -> int:
        layout = self.layout(number)
        at = layout.shown.to_display(max(raw, 0))
        return max(bisect_right(layout.rows, at, key=lambda row: row[0]) - 1, 0)

    def anchor_of(self, place: Place) -> Anchor:
        """The spot of the raw text at the beginning of a row."""
        block = self.blocks[place.block]
        if block.kind != "text":
            return self._anchors[place.block]
        layout = self.layout(place.block)
        return Anchor(block.section, block.piece, block.start + layout.shown.to_raw(layout.rows[place.row][0]))

    def section_of_turn(self, turn: int) -> int:
        """The section that shows a turn."""
        return self._turn_sections[turn]

    def first_place(self, section: int) -> Place:
        """The heading row of a section."""
        return Place(bisect_left(self._anchors, Anchor(section, -1, -1)), 0)


def _chunks(section: int, piece: int, text: str, end: int) -> Iterator[Block]:
    start = 0
    while start < end:
        stop = end
        if end - start > CHUNK:
            newline = text.rfind("\n", start, start + CHUNK)
            stop = newline + 1 if newline >= start else start + CHUNK
        yield Block("text", section, piece, start, stop)
        start = stop
