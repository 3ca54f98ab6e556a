"""What the terminal shows, and the fewest bytes that make it show something else."""

from __future__ import annotations

import re
from collections.abc import Sequence

from rich.color import ColorSystem
from rich.style import Style

from triage_tui.ui.terminal.cells import FILL, Alphabet, fit
from triage_tui.ui.terminal.cursor import Cursor
from triage_tui.ui.terminal.pen import PLAIN, Pen
from triage_tui.ui.terminal.row import Row, differences
from triage_tui.ui.terminal.scroll import find

UNKNOWN = "\uf8ff"
"""A cell of which we do not know what the terminal shows."""
_CHANGED = re.compile(rb"[^\0](?:\0{0,5}[^\0])*")
_BLANK_END = 4

Words = Sequence[tuple[str, Style | None]]
"""Text from left to right, each with how it is drawn."""


class Frame:
    """The cells of the screen; every character sent to draw them passes here, scrubbed."""

    def __init__(self, colours: ColorSystem | None, *, bce: bool = True, ascii_only: bool = False) -> None:
        """Draw with `colours` (None: attributes only); `bce`: erasing paints the background colour."""
        self._pen = Pen(colours)
        self._alphabet = Alphabet(ascii_only=ascii_only)
        self._bce = bce
        self._size = (0, 0)
        self._unknown = Row.of("", "")
        self._shown: list[Row] = []
        self._wanted: dict[int, Row] = {}
        self.valid = False
        """Whether we know what the terminal shows; when not, the next frame has to cover all of it."""

    def invalidate(self) -> None:
        """Something else has drawn on the terminal, or a frame did not arrive."""
        self.valid = False

    def begin(self, columns: int, rows: int) -> None:
        """Start a frame that covers the whole screen of this size."""
        if self._alphabet.full:
            self._alphabet = self._alphabet.anew()
        if not self.valid or self._size != (columns, rows):
            self._unknown = Row.of(UNKNOWN * columns, PLAIN * columns)
            self._shown = [self._unknown] * rows
        self._size = (columns, rows)
        self.valid = True

    @property
    def size(self) -> tuple[int, int]:
        """Columns and rows of the screen that is known."""
        return self._size

    def put(self, row: int, column: int, words: Words, width: int) -> None:
        """Want these words in `width` cells at this place, cut or filled up."""
        columns, rows = self._size
        width = min(width, columns - column)
        if width <= 0 or not 0 <= row < rows:
            return
        cells, looks = self._spelt(words, width)
        if width != columns:
            old = self._wanted.get(row) or self._shown[row]
            cells = _set_in(old.cells.replace(UNKNOWN, " "), column, cells)
            looks = old.looks[:column] + looks + old.looks[column + width :]
        self._wanted[row] = Row.of(cells, looks)

    def draw(self, *, unseen: bool = False) -> str:
        """The bytes that turn what is shown into what is wanted; nothing when nothing differs.

        `unseen` says that the terminal shows nothing before it has drawn all of them.
        """
        before = self._shown
        cursor = Cursor(self._pen, self._alphabet, bce=self._bce)
        if scroll := find(self._shown, self._wanted, self._unknown, unseen=unseen):
            cursor.scroll(scroll)
            self._shown = scroll.moved(self._shown, self._unknown)
            for row in range(scroll.top, scroll.bottom):
                self._wanted.setdefault(row, before[row])
        for row in sorted(self._wanted):
            new, old = self._wanted[row], self._shown[row]
            if new != old:
                _draw_row(cursor, row, old, new)
                self._shown[row] = new
        self._wanted.clear()
        return cursor.sent()

    def _spelt(self, words: Words, width: int) -> tuple[str, str]:
        names = self._pen.names
        cells = "".join([text for text, _ in words])
        if not self._alphabet.one_each(cells):
            words = [(self._alphabet.spell(text), style) for text, style in words]
            cells = "".join([text for text, _ in words])
        looks = "".join([names[style][not text.strip(" ")] * len(text) for text, style in words])
        if len(cells) != width:
            return fit(cells, width), looks[:width].ljust(width, names[None][True])
        return cells, looks


def _draw_row(cursor: Cursor, row: int, old: Row, new: Row) -> None:
    """Write what differs, near differences together, with whole wide characters."""
    cells, looks = new.cells, new.looks
    changed = differences(old, new)
    end = _blank_from(cursor, cells, looks)
    erase = any(changed[end:])
    for match in _CHANGED.finditer(changed, 0, end if erase else len(cells)):
        start, stop = match.span()
        while start and cells[start] == FILL:
            start -= 1
        while stop < len(cells) and cells[stop] == FILL:
            stop += 1
        cursor.write(row, start, cells[start:stop], looks[start:stop])
        if stop == len(cells):
            cursor.at_edge()
    if erase:
        cursor.erase(row, len(changed) - len(changed[end:].lstrip(b"\0")), looks[-1])


def _blank_from(cursor: Cursor, cells: str, looks: str) -> int:
    """Where the blank end of the row begins that can be erased instead of written."""
    look = looks[-1]
    start = len(looks.rstrip(look))
    if len(cells) - start < _BLANK_END or not cursor.erases(look):
        return len(cells)
    return start


def _set_in(row: str, column: int, cells: str) -> str:
    """Replace a part of a row; half of something wide does not stay behind."""
    right = row[column + len(cells) :]
    whole = right.lstrip(FILL)
    return fit(row, column) + cells + " " * (len(right) - len(whole)) + whole
