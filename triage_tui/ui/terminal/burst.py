"""The burst rule: a decision key counts only when it came alone, pressed and not held down."""

from __future__ import annotations

from collections import deque
from enum import Enum

HOLD = 0.015
"""How long a decision key must stand alone, before and after it, in seconds."""
REPEAT = 0.1
"""Seconds within which the same key again means that it is held down."""


class Verdict(Enum):
    """What to do with a decision key."""

    ACCEPT = "accept"
    REFUSE = "refuse"
    WAIT = "wait"


class Burst:
    """Remembers when keys came; pastes, replies and stuck keys come faster than a hand can press."""

    def __init__(self) -> None:
        self._presses: deque[tuple[float, str]] = deque(maxlen=64)
        self._doubt: float | None = None

    def pressed(self, key: str, at: float) -> float:
        """Note a key (or a paste, as an empty one) read at the monotonic time `at`; give the time that counts for it.

        What was already waiting when a key was judged may have come right after that key, and counts so.
        """
        at = at if self._doubt is None else self._doubt
        self._presses.append((at, key))
        return at

    def settled(self) -> None:
        """Everything that was waiting has been read."""
        self._doubt = None

    def judge(self, at: float, now: float, *, pending: bool = False) -> Verdict:
        """Judge the key that counts as pressed at `at`; `pending` says that more input is waiting to be read.

        A key that was never noted did not come from the terminal and is not ours to refuse.
        """
        near = [key for time, key in self._presses if abs(time - at) < HOLD]
        if len(near) > 1 or any(key in near and 0 < at - time < REPEAT for time, key in self._presses):
            return Verdict.REFUSE
        if near and pending:
            self._doubt = at
            return Verdict.WAIT
        return Verdict.WAIT if near and now - at < HOLD else Verdict.ACCEPT
