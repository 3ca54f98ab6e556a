"""Where the terminal writes next, and with which look."""

from __future__ import annotations

from triage_tui.ui.terminal.cells import Alphabet, Piece
from triage_tui.ui.terminal.pen import PLAIN, Pen
from triage_tui.ui.terminal.scroll import Scroll


class Cursor:
    """Collects moves, looks and text; it moves only when it must."""

    def __init__(self, pen: Pen, alphabet: Alphabet) -> None:
        """Start anywhere, with the plain look."""
        self._out: list[str] = []
        self._pen = pen
        self._alphabet = alphabet
        self._row = -1
        self._column = 0
        self._sure = False
        self._look = PLAIN

    def sent(self) -> str:
        """Everything collected."""
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

    def use(self, look: str) -> None:
        """Change the pen."""
        if look != self._look:
            self._out.append(self._pen.change(self._look, look))
            self._look = look

    def erase(self, look: str) -> None:
        """Blank the rest of the row."""
        self.use(look)
        self._out.append("\x1b[K")

    def write(self, cells: str, looks: str, *, at_edge: bool) -> None:
        """Write cells from here on; `at_edge` says that they fill the row to its end."""
        start = 0
        while start < len(cells):
            look = looks[start]
            stop = len(looks) - len(looks[start:].lstrip(look))
            self.use(look)
            run = cells[start:stop]
            if self._sure and run.isascii():
                self._out.append(run)
                self._column += len(run)
            else:
                for piece in self._alphabet.pieces(run):
                    self._write_piece(piece)
            start = stop
        if at_edge:
            self._sure = False

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
