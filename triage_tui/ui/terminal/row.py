"""One row of the screen as its cells and how each looks, ready to be compared with another."""

from __future__ import annotations

from typing import NamedTuple


class Row(NamedTuple):
    """Strings of one character for every cell."""

    cells: str
    """The text, spelt."""
    looks: str
    """How the pen draws each cell."""
    code: int
    """Both strings as one number, four bytes a character: numbers are compared faster than characters."""

    @classmethod
    def of(cls, cells: str, looks: str) -> Row:
        """A row of these cells; both strings have its width."""
        return cls(cells, looks, int.from_bytes((cells + looks).encode("utf-32-le"), "little"))


def differences(one: Row, other: Row) -> bytes:
    """One byte for every cell: 0 where both rows of the same width show the same."""
    width = len(one.cells)
    both = one.code ^ other.code
    both |= both >> 32 * width  # A cell differs by its text or by its look,
    both |= both >> 8 | both >> 16  # and a character by any of its three bytes.
    return both.to_bytes(8 * width, "little")[: 4 * width : 4]
