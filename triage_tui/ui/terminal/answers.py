"""What the terminal has taken: a question behind what was sent, and an answer that vouches for all before it."""

from __future__ import annotations

from collections import deque
from typing import NamedTuple

Mark = tuple[int, int]
"""Row and column (from 1) in which the cursor is asked for."""

ROWS, COLUMNS = range(2, 12), range(10, 30)
"""Where marks lie: beyond what late answers to the first measuring name, and what keys that look like answers do."""


class Question(NamedTuple):
    """Where is the cursor?"""

    mark: Mark
    """Where only this question puts it."""
    place: int
    """Bytes that had been sent before it."""
    at: float
    """When it was asked, in monotonic seconds."""


class Answers:
    """Questions in order; each has a mark of its own, so that an answer that is lost or forged does no harm."""

    def __init__(self, *, known: bool) -> None:
        self.known = known
        """Whether this terminal is known to report its cursor; the first answer settles it."""
        self.open = deque[Question]()
        """Questions that are not answered."""
        self.asked = -1
        """Bytes that had been sent before the last question; -1 before the first."""
        self._count = 0

    def ask(self, place: int, at: float, size: tuple[int, int]) -> Mark:
        """Ask behind `place` bytes, in a terminal of so many columns and rows; give the mark to ask with."""
        columns = max(min(size[0] + 1, COLUMNS.stop) - COLUMNS.start, 1)
        rows = max(min(size[1] + 1, ROWS.stop) - ROWS.start, 1)
        row, column = divmod(self._count % (columns * rows), columns)
        mark = ROWS[row], COLUMNS[column]
        while any(mark == question.mark for question in self.open):
            self.open.popleft()
        self._count += 1
        self.asked = place
        self.open.append(Question(mark, place, at))
        return mark

    def answered(self, mark: Mark) -> Question | None:
        """The question that was answered, with which those before it are; none where nobody asked that."""
        self.known = True
        found = next((question for question in self.open if question.mark == mark), None)
        while found is not None and self.open.popleft() is not found:
            pass
        return found

    def forget(self) -> None:
        """Somebody else has the terminal: what is still open has to be asked anew."""
        self.open.clear()
        self.asked = -1
