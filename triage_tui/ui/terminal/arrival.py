"""The arrival guard: a decision key counts only when the case in front has been shown."""

from __future__ import annotations

from itertools import cycle

PATIENCE = 0.35
"""Seconds after the frame went out that stand for an answer where the terminal never gives one."""
MARKS = range(10, 30)
"""Columns (from 1) to ask for the cursor in, in turn; beyond those that late answers to the first measuring name."""


class Arrival:
    """Whether the terminal has answered for a frame; each question carries a mark, so a lost answer does no harm."""

    def __init__(self, *, answers: bool, patience: float = PATIENCE) -> None:
        self.answers = answers
        """Whether this terminal is known to report its cursor; the first answer settles it."""
        self._patience = patience
        self._asked: set[int] = set()
        self._marks = cycle(MARKS)
        self._sent: float | None = None
        self._shown_at: float | None = 0.0

    @property
    def awaited(self) -> bool:
        """Whether something has come in front that the terminal has not yet answered for."""
        return self._shown_at is None

    def expect(self) -> None:
        """Something else is in front now; what was asked before says nothing about it."""
        self._shown_at = None
        self._asked.clear()
        self._sent = None

    def frame_sent(self, now: float) -> int:
        """The frame's bytes went out at `now` (monotonic seconds); give the mark to ask with."""
        mark = next(self._marks)
        self._asked.add(mark)
        if self._sent is None:
            self._sent = now
        return mark

    def acknowledged(self, mark: int, now: float) -> None:
        """The terminal has answered with `mark`."""
        self.answers = True
        if mark in self._asked:
            self._shown_at = now
            self._asked.clear()

    def shown(self, at: float) -> bool:
        """Whether the case in front had been shown at `at` (monotonic seconds), when a key was pressed."""
        if self._shown_at is not None:
            return at >= self._shown_at
        return not self.answers and self._sent is not None and at - self._sent >= self._patience

    def why_not(self, at: float) -> str:
        """Why a decision key pressed at `at` does not count; empty when it does."""
        if self.shown(at):
            return ""
        if self.answers:
            return "the terminal had not shown this case yet; press it once more"
        return "this case came up only just now; press it once more"
