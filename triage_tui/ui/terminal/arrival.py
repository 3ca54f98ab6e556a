"""The arrival guard: a decision key counts only when the case in front has been shown."""

from __future__ import annotations

from triage_tui.ui.terminal.answers import Answers

PATIENCE = 0.35
"""Seconds after the frame went out that stand for an answer where the terminal never gives one."""


class Arrival:
    """Whether the terminal has answered for the frame of what is true now."""

    def __init__(self, answers: Answers, *, patience: float = PATIENCE) -> None:
        self._answers = answers
        self._patience = patience
        self._place: int | None = None
        self._sent = 0.0
        self._shown_at: float | None = 0.0

    @property
    def drawn(self) -> bool:
        """Whether the frame of what is true now has gone out."""
        return self._place is not None or self._shown_at is not None

    @property
    def unasked(self) -> bool:
        """Whether the frame has gone out and the terminal was not asked for it yet."""
        return self._shown_at is None and self._place is not None and self._answers.asked < self._place

    def expect(self) -> None:
        """Something is true now that no frame shows; what was sent before says nothing about it."""
        self._shown_at = self._place = None

    def frame_sent(self, place: int, now: float) -> None:
        """A frame of what is true went out at `now` (monotonic seconds), and with it `place` bytes in all."""
        if not self.drawn:
            self._place, self._sent = place, now

    def answered(self, place: int, now: float) -> None:
        """The terminal has taken so many bytes."""
        if self._shown_at is None and self._place is not None and self._place <= place:
            self._shown_at = now

    def shown(self, at: float) -> bool:
        """Whether the case in front had been shown at `at` (monotonic seconds), when a key was pressed."""
        if self._shown_at is not None:
            return at >= self._shown_at
        return not self._answers.known and self._place is not None and at - self._sent >= self._patience

    def why_not(self, at: float) -> str:
        """Why a decision key pressed at `at` does not count; empty when it does."""
        if self.shown(at):
            return ""
        if self._answers.known:
            return "the terminal had not shown this case yet; press it once more"
        return "this case came up only just now; press it once more"
