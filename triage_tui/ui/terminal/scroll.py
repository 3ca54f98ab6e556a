"""Rows that moved as a block are moved by the terminal itself, so that only the new ones are sent."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence

from msgspec import Struct

from triage_tui.ui.terminal.row import Row, differences

_LEAST = 4
"""Rows of the smallest block that is worth looking for."""
_COST = 24
"""Cells that could be written instead of moving rows."""


class Scroll(Struct, frozen=True):
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


def find(shown: Sequence[Row], wanted: Mapping[int, Row], fresh: Row, *, unseen: bool = False) -> Scroll | None:
    """The move of the longest block, if it leaves less to write.

    With `unseen` nobody sees the screen between the move and what is written after it: then it is enough that
    the left half of the rows has moved, and what is beside it is moved along and written again.
    """
    cells = len(fresh.cells) // 2 if unseen else len(fresh.cells)
    changed = [(row, new.cells[:cells]) for row, new in wanted.items() if shown[row] != new]
    changed = [(row, text) for row, text in changed if not text.isspace()]
    if len(changed) < _LEAST:
        return None
    places = {old.cells[:cells]: row for row, old in enumerate(shown)}
    votes = Counter(places[text] - row for row, text in changed if text in places)
    for up, count in votes.most_common(1):
        came = [row for row, new in wanted.items() if _came(shown, new, row + up, cells)]
        first, last = _longest(came)
        if up and min(count, last - first + 1) >= _LEAST:
            move = Scroll(min(first, first + up), max(last, last + up) + 1, up)
            return move if _saves(move, shown, wanted, fresh) else None
    return None


def _came(shown: Sequence[Row], new: Row, source: int, cells: int) -> bool:
    return 0 <= source < len(shown) and shown[source].cells[:cells] == new.cells[:cells]


def _saves(move: Scroll, shown: Sequence[Row], wanted: Mapping[int, Row], fresh: Row) -> bool:
    moved = move.moved(shown, fresh)
    saved = 0
    for row in range(move.top, move.bottom):
        old, new = shown[row], wanted.get(row, shown[row])
        saved += differences(moved[row], new).count(0) - differences(old, new).count(0)
    return saved > _COST


def _longest(rows: list[int]) -> tuple[int, int]:
    """The longest run of consecutive numbers, as its first and last."""
    best = run = (0, -1)
    for row in sorted(rows):
        run = (run[0], row) if run[1] == row - 1 else (row, row)
        best = max(best, run, key=lambda one: one[1] - one[0])
    return best
