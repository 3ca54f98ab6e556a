"""How far drawing may run ahead of a terminal behind a slow line, which takes all that is sent and shows it late.

A frame waits while more than a window of bytes is unanswered for. Answers that come late make the window small; one
that comes in time, although a frame had to wait for it, doubles it: a line that is only long is soon used as it is.
"""

from __future__ import annotations

from collections import deque

from triage_tui.ui.terminal.answers import Answers, Question

ASK = 2_048
"""Bytes after which a terminal is asked, if only to know how far it is."""
WINDOW = 3_072
"""Bytes that may be on their way to a terminal that is slow, or not known yet, before a frame waits."""
SLACK = 0.02
"""Seconds that an answer may take longer than the quickest of late, and a quarter of that, before it is late."""
RECENT = 256
"""Answers among which the quickest is looked for: a line may become longer."""
PATIENCE = 1.0
"""Seconds without an answer after which a frame is sent all the same."""
TRUST = 3
"""How often that may happen before the terminal is not waited for any more, until it answers."""


class Pace:
    """Whether the next frame goes out or waits."""

    def __init__(self, answers: Answers) -> None:
        self._answers = answers
        self._window = WINDOW
        self._took: deque[float] = deque(maxlen=RECENT)
        self._taken = 0
        self._since = 0.0
        self._lost = 0
        self._waited = False

    def due(self, place: int) -> bool:
        """Whether the terminal should be asked behind `place` bytes; once early, while the line is free."""
        asked = self._answers.asked
        return self._answers.known and (asked < 0 or place - asked >= ASK)

    def waits(self, place: int, now: float) -> bool:
        """Whether a frame behind `place` bytes waits for an answer; not for one that is overdue."""
        waits = self._answers.known and self._lost < TRUST
        waits = waits and bool(self._answers.open) and place - self._taken >= self._window
        if waits and self.left(now) <= 0:
            self._taken, self._since = place, now
            self._lost += 1
            return False
        self._waited = self._waited or waits
        return waits

    def left(self, now: float) -> float:
        """Seconds until a frame waits no longer."""
        asked = self._answers.open[0].at if self._answers.open else now
        return max(asked, self._since) + PATIENCE - now

    def answered(self, question: Question, now: float) -> None:
        """An answer has come."""
        took = now - question.at
        self._took.append(took)
        if took > min(self._took) * 1.25 + SLACK:
            self._window = WINDOW
        elif self._waited:
            self._window *= 2
        self._taken = max(self._taken, question.place)
        self._waited, self._lost = False, 0
