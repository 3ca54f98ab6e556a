"""One row of the screen as its cells and how each looks, ready to be compared with another."""

from __future__ import annotations

from typing import NamedTuple


class Row(NamedTuple):
    """Strings of one character for every cell, and the same as numbers, which are compared faster."""

    cells: str
    """The text, spelt."""
    looks: str
    """How the pen draws each cell."""
    text: int
    """The cells, four bytes each."""
    paint: int
    """The looks, four bytes each."""

    @classmethod
    def of(cls, cells: str, looks: str) -> Row:
        """A row of these cells; both strings have its width."""
        text, paint = cells.encode("utf-32-le"), looks.encode("utf-32-le")
        return cls(cells, looks, int.from_bytes(text, "little"), int.from_bytes(paint, "little"))


def differences(one: Row, other: Row) -> bytes:
    """One byte for every cell: 0 where both rows of the same width show the same."""
    width = len(one.cells)
    both = one.text ^ other.text | one.paint ^ other.paint
    both |= both >> 8 | both >> 16  # A character differs by any of its three bytes.
    return both.to_bytes(4 * width, "little")[::4]
