"""The conversation by rows: laid out lazily, section by section and block by block, so that size does not matter.

A block is a heading, a label, a stretch of at most `CHUNK` code points of one piece, a fold, or an empty row.
Only the sections that are asked about are taken apart, and only the blocks in view are made displayable and wrapped;
a bounded number of those is kept.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import OrderedDict
from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property
from typing import Literal, NamedTuple

from msgspec import Struct

from triage_tui.domain.case import Case
from triage_tui.ui.present.line import Run
from triage_tui.ui.present.sections import Section, Sections
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
    """A row: its section, the block in the section, the row in the block. Valid for one width and one folding only."""

    section: int
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
    begins: Anchor
    """For a fold, where the hidden text begins."""
    end: int = 0
    """Raw code points into the piece's text."""

    @property
    def piece(self) -> int:
        """Which part of its section it belongs to."""
        return self.begins.piece

    @property
    def start(self) -> int:
        """Raw code points into the piece's text."""
        return self.begins.offset


class Layout(Struct, frozen=True):
    """A block made displayable and broken into rows."""

    shown: Visible
    rows: list[tuple[int, int]]
    """Display ranges, one a row."""


class Transcript:
    """One case's text at one width."""

    def __init__(self, case: Case, *, caps: Capabilities = CONSERVATIVE, fold_lines: int = 20) -> None:
        self.sections = Sections(case) or [NOTHING]
        self._case = case
        self._caps = caps
        self._fold_lines = fold_lines
        self.unfolded: set[tuple[int, int]] = set()
        """Pieces, by section and piece, that the reviewer has unfolded."""
        self.expanded = False
        """Whether long runs of blanks are shown in full."""
        self.width = 80
        """Cells for the text, without the gutter."""
        self.layouts = 0
        """How often everything was laid out anew; what was drawn at another count is void."""
        self._blocks: dict[int, Sequence[Block]] = {}
        self._kept: OrderedDict[tuple[int, int], Layout] = OrderedDict()
        self._last_tops: dict[int, Place] = {}

    @cached_property
    def _turn_sections(self) -> Mapping[str | None, int]:
        return {turn_id: n for n, turn_id in enumerate(self._case.turn_ids, len(self.sections) - len(self._case.turns))}

    def section_of(self, turn_id: str | None) -> int | None:
        """The section that shows a turn; none where there is no such turn."""
        return self._turn_sections.get(turn_id)

    def _lay_out_anew(self) -> None:
        self.layouts += 1
        self._kept.clear()
        self._last_tops.clear()

    def blocks(self, section: int) -> Sequence[Block]:
        """What a section is made of, in reading order: its heading first and an empty row last."""
        if section not in self._blocks:
            self._blocks[section] = tuple(self._made_of(section))
        return self._blocks[section]

    def _made_of(self, section: int) -> Iterator[Block]:
        pieces = self.sections[section].pieces
        yield Block("heading", Anchor(section, -1, -1))
        for p, piece in enumerate(pieces):
            if piece.label:
                yield Block("label", Anchor(section, p, -1))
            fold = self.fold_at(section, p)
            yield from _chunks(section, p, piece.text, len(piece.text) if fold is None else fold)
            if fold is not None:
                yield Block("fold", Anchor(section, p, fold), len(piece.text))
        yield Block("gap", Anchor(section, len(pieces), -1))

    def block(self, place: Place) -> Block:
        """The block that a row belongs to."""
        return self.blocks(place.section)[place.block]

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
        if max(width, 8) != self.width:
            self.width = max(width, 8)
            self._lay_out_anew()

    def set_expanded(self, expanded: bool) -> None:
        """Show long runs of blanks in full, or counted."""
        self.expanded = expanded
        self._lay_out_anew()

    def toggle_fold(self, section: int, piece: int) -> None:
        """Fold or unfold one piece; places of before are void."""
        self._unfold(self.unfolded ^ {(section, piece)})

    def toggle_all_folds(self) -> None:
        """Unfold every piece, or fold every one again."""
        foldable = {
            (n, p) for n, one in enumerate(self.sections) for p, piece in enumerate(one.pieces) if piece.foldable
        }
        self._unfold(set() if self.unfolded >= foldable else foldable)

    def _unfold(self, unfolded: set[tuple[int, int]]) -> None:
        self.unfolded = unfolded
        self._blocks.clear()
        self._lay_out_anew()

    def layout(self, section: int, number: int) -> Layout:
        """A text block of a section made displayable and wrapped."""
        kept = self._kept.get((section, number))
        if kept is None:
            block = self.blocks(section)[number]
            text = self.sections[section].pieces[block.piece].text[block.start : block.end]
            shown = visible(text.removesuffix("\n"), self._caps, expand=self.expanded)
            kept = self._kept[section, number] = Layout(shown, rows(shown.text, self.width))
            if len(self._kept) > KEPT:
                self._kept.popitem(last=False)
        else:
            self._kept.move_to_end((section, number))
        return kept

    def height(self, section: int, number: int) -> int:
        """Rows of a block."""
        return len(self.layout(section, number).rows) if self.blocks(section)[number].kind == "text" else 1

    def walk(self, place: Place) -> Iterator[Place]:
        """The rows from a place on to the end."""
        number, row = place.block, place.row
        for section in range(place.section, len(self.sections)):
            for n in range(number, len(self.blocks(section))):
                for r in range(row, self.height(section, n)):
                    yield Place(section, n, r)
                row = 0
            number = 0

    def moved(self, place: Place, by: int) -> Place:
        """The place so many rows further down, or up; stops at either end."""
        (section, block, row), last = place, len(self.sections) - 1
        row += by
        while row < 0 and (section or block):
            section, block = (section, block - 1) if block else (section - 1, len(self.blocks(section - 1)) - 1)
            row += self.height(section, block)
        while row >= (high := self.height(section, block)):
            ends = block == len(self.blocks(section)) - 1
            if ends and section == last:
                break
            section, block, row = section + ends, 0 if ends else block + 1, row - high
        return Place(section, block, min(max(row, 0), high - 1))

    def last_top(self, height: int) -> Place:
        """The top row of the last screenful."""
        if height not in self._last_tops:
            section = len(self.sections) - 1
            gap = Place(section, len(self.blocks(section)) - 1, 0)
            self._last_tops[height] = self.moved(gap, 1 - height)
        return self._last_tops[height]

    def place_of(self, anchor: Anchor) -> Place:
        """The row on which a spot of the raw text is shown; the fold when it is folded away."""
        section, piece, offset = anchor
        blocks = self.blocks(section)
        if offset < 0:
            return Place(section, min(bisect_left(blocks, anchor, key=_begins), len(blocks) - 1), 0)
        number = max(bisect_right(blocks, anchor, key=_begins) - 1, 0)
        block = blocks[number]
        within = block.kind == "text" and block.piece == piece
        return Place(section, number, self._row_of(section, number, offset - block.start) if within else 0)

    def _row_of(self, section: int, number: int, raw: int) -> int:
        layout = self.layout(section, number)
        at = layout.shown.to_display(max(raw, 0))
        return max(bisect_right(layout.rows, at, key=lambda row: row[0]) - 1, 0)

    def anchor_of(self, place: Place) -> Anchor:
        """The spot of the raw text at the beginning of a row."""
        begins, kind = self.block(place).begins, self.block(place).kind
        if kind != "text":
            return begins
        layout = self.layout(place.section, place.block)
        return begins._replace(offset=begins.offset + layout.shown.to_raw(layout.rows[place.row][0]))


def _begins(block: Block) -> Anchor:
    return block.begins


def _chunks(section: int, piece: int, text: str, end: int) -> Iterator[Block]:
    start = 0
    while start < end:
        stop = end
        if end - start > CHUNK:
            newline = text.rfind("\n", start, start + CHUNK)
            stop = newline + 1 if newline >= start else start + CHUNK
        yield Block("text", Anchor(section, piece, start), stop)
        start = stop
