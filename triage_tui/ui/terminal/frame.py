"""What the terminal shows, and the fewest bytes that make it show something else."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from operator import ne, or_

from rich.color import ColorSystem
from rich.segment import Segment

from triage_tui.ui.terminal.cells import FILL, Alphabet, fit
from triage_tui.ui.terminal.cursor import Cursor
from triage_tui.ui.terminal.pen import PLAIN, Pen
from triage_tui.ui.terminal.scroll import find

UNKNOWN = "\uf8ff"
"""A cell of which we do not know what the terminal shows."""
_CHANGED = re.compile(rb"\x01(?:\x00{0,5}\x01)*")
_BLANK_END = 4


class Frame:
    """The cells of the screen; every character sent to draw them passes here, scrubbed."""

    def __init__(self, colours: ColorSystem | None, *, bce: bool = True, ascii_only: bool = False) -> None:
        """Draw with `colours` (None: attributes only); `bce`: erasing paints the background colour."""
        self._pen = Pen(colours)
        self._alphabet = Alphabet(ascii_only=ascii_only)
        self._bce = bce
        self._size = (0, 0)
        self._shown: list[tuple[str, str]] = []
        self._wanted: dict[int, tuple[str, str]] = {}
        self.valid = False
        """Whether we know what the terminal shows; when not, the next frame has to cover all of it."""

    def invalidate(self) -> None:
        """Something else has drawn on the terminal, or a frame did not arrive."""
        self.valid = False

    def begin(self, columns: int, rows: int) -> None:
        """Start a frame that covers the whole screen of this size."""
        if self._alphabet.full:
            self._alphabet = self._alphabet.anew()
        self._size = (columns, rows)
        if not self.valid or len(self._shown) != rows or len(self._shown[0][0]) != columns:
            self._shown = [(UNKNOWN * columns, PLAIN * columns)] * rows
        self.valid = True

    @property
    def size(self) -> tuple[int, int]:
        """Columns and rows of the screen that is known."""
        return self._size

    def put(self, row: int, column: int, strip: Iterable[Segment], width: int) -> None:
        """Want the first `width` cells of a strip at this place."""
        columns, rows = self._size
        width = min(width, columns - column)
        if width <= 0 or not 0 <= row < rows:
            return
        cells, looks = self._spelt(strip, width)
        if width != columns:
            old_cells, old_looks = self._wanted.get(row) or self._shown[row]
            cells = _set_in(old_cells.replace(UNKNOWN, " "), column, cells)
            looks = old_looks[:column] + looks + old_looks[column + width :]
        self._wanted[row] = (cells, looks)

    def draw(self) -> str:
        """The bytes that turn what is shown into what is wanted; nothing when nothing differs."""
        before = self._shown
        cursor = Cursor(self._pen, self._alphabet)
        if scroll := find(self._shown, self._wanted):
            cursor.scroll(scroll)
            columns = self._size[0]
            self._shown = scroll.moved(self._shown, (UNKNOWN * columns, PLAIN * columns))
            for row in range(scroll.top, scroll.bottom):
                self._wanted.setdefault(row, before[row])
        for row in sorted(self._wanted):
            new, old = self._wanted[row], self._shown[row]
            if new != old:
                self._draw_row(cursor, row, old, new)
                self._shown[row] = new
        self._wanted.clear()
        cursor.use(PLAIN)
        return cursor.sent()

    def _spelt(self, strip: Iterable[Segment], width: int) -> tuple[str, str]:
        spell, look = self._alphabet.spell, self._pen.look
        cells: list[str] = []
        looks: list[str] = []
        for text, style, control in strip:
            if not control:
                spelt = spell(text)
                cells.append(spelt)
                looks.append(look(style) * len(spelt))
        return fit("".join(cells), width), "".join(looks)[:width].ljust(width, PLAIN)

    def _draw_row(self, cursor: Cursor, row: int, old: tuple[str, str], new: tuple[str, str]) -> None:
        cells, looks = new
        mask = bytes(map(or_, map(ne, old[0], cells), map(ne, old[1], looks)))
        end = self._blank_from(cells, looks)
        erase = b"\x01" in mask[end:]
        for start, stop in _spans(mask[:end] if erase else mask, cells):
            cursor.go(row, start)
            cursor.write(cells[start:stop], looks[start:stop], at_edge=stop == len(cells))
        if erase:
            cursor.go(row, end + mask[end:].index(1))
            cursor.erase(looks[-1])

    def _blank_from(self, cells: str, looks: str) -> int:
        """Where the blank end of the row begins that can be erased instead of written."""
        look = looks[-1]
        start = max(len(cells.rstrip(" ")), len(looks.rstrip(look)))
        if len(cells) - start < _BLANK_END or not self._pen.blank(look, bce=self._bce):
            return len(cells)
        return start


def _set_in(row: str, column: int, cells: str) -> str:
    """Replace a part of a row; half of something wide does not stay behind."""
    right = row[column + len(cells) :]
    whole = right.lstrip(FILL)
    return fit(row, column) + cells + " " * (len(right) - len(whole)) + whole


def _spans(mask: bytes, cells: str) -> Iterator[tuple[int, int]]:
    """Runs of changed cells, near ones joined, with whole wide characters."""
    for match in _CHANGED.finditer(mask):
        start, stop = match.span()
        while start and cells[start] == FILL:
            start -= 1
        while stop < len(cells) and cells[stop] == FILL:
            stop += 1
        yield start, stop
