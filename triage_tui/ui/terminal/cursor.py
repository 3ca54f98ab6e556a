"""Where the terminal writes next, and with which look."""

from __future__ import annotations

import re

from triage_tui.ui.terminal.cells import Alphabet, Piece
from triage_tui.ui.terminal.pen import PLAIN, Pen
from triage_tui.ui.terminal.scroll import Scroll

_SAME = re.compile(r"(.)\1*", re.DOTALL)
_ERASED = 12
"""Blank cells that take more bytes as spaces than to erase and to pass by."""


class Cursor:
    """Collects moves, looks and text; it moves only when it must."""

    def __init__(self, pen: Pen, alphabet: Alphabet, *, bce: bool) -> None:
        """Start anywhere, with the plain look; `bce`: erasing paints the background colour."""
        self._out: list[str] = []
        self._pen = pen
        self._alphabet = alphabet
        self._bce = bce
        self._row = -1
        self._column = 0
        self._sure = False
        self._look = PLAIN

    def sent(self) -> str:
        """Everything collected; the pen is left plain."""
        self._use(PLAIN)
        return "".join(self._out)

    def go(self, row: int, column: int) -> None:
        """Move to a cell, counted from 0."""
        distance = column - self._column
        if row != self._row:
            self._out.append(f"\x1b[{row + 1};{column + 1}H" if column else f"\x1b[{row + 1}H")
        elif not self._sure or distance < 0:
            self._out.append(f"\x1b[{column + 1}G")
        elif distance:
            self._out.append("\x1b[C" if distance == 1 else f"\x1b[{distance}C")
        self._row, self._column, self._sure = row, column, True

    def scroll(self, scroll: Scroll) -> None:
        """Let the terminal move rows."""
        self._out.append(scroll.sequence)
        self._row = -1

    def write(self, row: int, column: int, cells: str, looks: str) -> None:
        """Write cells from this place on."""
        for same in _SAME.finditer(looks):
            start, stop = same.span()
            self.go(row, column + start)
            self._use(same[1])
            run = cells[start:stop]
            if len(run) >= _ERASED and self.erases(same[1]):
                self._out.append(f"\x1b[{len(run)}X")
            elif run.isascii() or self._alphabet.one_each(run):
                self._out.append(run)
                self._column += len(run)
            else:
                for piece in self._alphabet.pieces(run):
                    self._write_piece(piece)

    def erases(self, look: str) -> bool:
        """Whether cells of this look are blank and can be erased instead of written."""
        return self._pen.erases(look, bce=self._bce)

    def erase(self, row: int, column: int, look: str) -> None:
        """Blank the rest of a row."""
        self.go(row, column)
        self._use(look)
        self._out.append("\x1b[K")

    def at_edge(self) -> None:
        """The last cell of a row was written: terminals disagree on where the cursor is now."""
        self._sure = False

    def _use(self, look: str) -> None:
        if look != self._look:
            sequence, self._look = self._pen.change(self._look, look)
            self._out.append(sequence)

    def _write_piece(self, piece: Piece) -> None:
        """Write; what a terminal may measure otherwise gets clean ground, and an absolute move after it."""
        self.go(self._row, self._column)
        if piece.width == "odd":
            self._out.append(" " * len(piece.cells))
            self._sure = False
            self.go(self._row, self._column)
        self._out.append(piece.text)
        self._column += len(piece.cells)
        self._sure = piece.width == "sure"
