"""Rows that moved as a block are moved by the terminal itself, so that only the new ones are sent."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

Row = tuple[str, str]
"""The cells of a row and their looks."""
_WORTH = 4


@dataclass(frozen=True, slots=True)
class Scroll:
    """A block of rows that moves up or down."""

    top: int
    """First row of the region that changes, from 0."""
    bottom: int
    """The row after the last of the region."""
    up: int
    """Rows that the content moves up; negative when it moves down."""

    @property
    def sequence(self) -> str:
        """Delete or insert rows within the region; nobody knows where the cursor is afterwards."""
        count = f"{abs(self.up)}M" if self.up > 0 else f"{-self.up}L"
        return f"\x1b[{self.top + 1};{self.bottom}r\x1b[{self.top + 1}H\x1b[{count}\x1b[r"

    def moved(self, rows: Sequence[Row], fresh: Row) -> list[Row]:
        """The rows after the move, `fresh` where nothing is known any more."""
        region = rows[self.top : self.bottom]
        empty = [fresh] * abs(self.up)
        region = [*region[self.up :], *empty] if self.up > 0 else [*empty, *region[: self.up]]
        return [*rows[: self.top], *region, *rows[self.bottom :]]


def find(shown: Sequence[Row], wanted: Mapping[int, Row]) -> Scroll | None:
    """The one move that brings the longest block into place, if that is worth it."""
    changed = [(row, new) for row, new in wanted.items() if shown[row] != new and new[0].strip()]
    if len(changed) < _WORTH:
        return None
    places = {content: row for row, content in enumerate(shown)}
    votes = Counter(places[new] - row for row, new in changed if new in places)
    for up, count in votes.most_common(1):
        if count < _WORTH:
            return None
        first, last = _longest([row for row, new in wanted.items() if _came(shown, new, row + up)])
        if last - first + 1 >= _WORTH:
            return Scroll(min(first, first + up), max(last, last + up) + 1, up)
    return None


def _came(shown: Sequence[Row], new: Row, source: int) -> bool:
    return 0 <= source < len(shown) and shown[source] == new


def _longest(rows: list[int]) -> tuple[int, int]:
    """The longest run of consecutive numbers, as its first and last."""
    best = run = (0, -1)
    for row in sorted(rows):
        run = (run[0], row) if run[1] == row - 1 else (row, row)
        best = max(best, run, key=lambda one: one[1] - one[0])
    return best
