"""The screen as a person would see it, drawn when somebody looks so that drawing delays no measurement."""

from __future__ import annotations

import re

import pyte

STRANGE = re.compile(
    rb"\x1b\[[<=>][0-?]*[ -/]*[@-~]|\x1b\[[0-?]*[ -/]+[@-~]|\x1b\[\?u|\x1b[]PX^_].*?(?:\x07|\x1b\\)", re.S
)
"""What the drawing library would put on the screen as text."""


class Screen:
    """What a program has sent, drawn piece by piece."""

    def __init__(self, columns: int, rows: int) -> None:
        self._screen = pyte.Screen(columns, rows)
        self._stream = pyte.ByteStream(self._screen)
        self._waiting: list[tuple[float, bytes]] = []

    def add(self, at: float, sent: bytes) -> None:
        """Keep whole sequences that were read at a time (seconds)."""
        self._waiting.append((at, sent))

    def cursor(self) -> tuple[int, int]:
        """Row and column of the cursor, from 1."""
        self._draw()
        return self._screen.cursor.y + 1, min(self._screen.cursor.x, self._screen.columns - 1) + 1

    def text(self) -> str:
        """What is on the screen."""
        self._draw()
        return self._said()

    def find(self, wanted: re.Pattern[str]) -> float | None:
        """Draw what is waiting, piece by piece; when the piece was read that completed the wanted text."""
        while self._waiting:
            at, sent = self._waiting.pop(0)
            self._feed(sent)
            if wanted.search(self._said()):
                return at
        return None

    def shows(self, wanted: re.Pattern[str]) -> bool:
        """Whether the wanted text is on the screen."""
        return bool(wanted.search(self.text()))

    def _said(self) -> str:
        # pyte's own way of saying it fails where half of something wide is overwritten and the rest still to come.
        rows, columns, cells = self._screen.lines, self._screen.columns, self._screen.buffer
        return "\n".join("".join(cells[y][x].data for x in range(columns)) for y in range(rows))

    def _draw(self) -> None:
        for _, sent in self._waiting:
            self._feed(sent)
        self._waiting.clear()

    def _feed(self, sent: bytes) -> None:
        self._stream.feed(STRANGE.sub(b"", sent))
