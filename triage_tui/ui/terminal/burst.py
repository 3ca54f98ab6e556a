"""The burst rule: a decision key counts only when it came alone."""

from __future__ import annotations

from collections import deque
from enum import Enum

HOLD = 0.015
"""How long a decision key must stand alone, before and after it, in seconds."""


class Verdict(Enum):
    """What to do with a decision key."""

    ACCEPT = "accept"
    REFUSE = "refuse"
    WAIT = "wait"


class Burst:
    """Remembers when keys came; pastes, replies and stuck keys come faster than a hand can type."""

    def __init__(self, hold: float = HOLD) -> None:
        self._hold = hold
        self._times: deque[float] = deque(maxlen=64)

    def pressed(self, at: float) -> None:
        """Note a key, or a paste, read at the monotonic time `at` (seconds)."""
        self._times.append(at)

    def judge(self, at: float, now: float, *, pending: bool = False) -> Verdict:
        """Judge the key read at `at`; `pending` says that more input is waiting to be read.

        A key that was never noted did not come from the terminal and is not ours to refuse.
        """
        near = sum(1 for time in self._times if abs(time - at) < self._hold)
        if near > 1:
            return Verdict.REFUSE
        if near and (pending or now - at < self._hold):
            return Verdict.WAIT
        return Verdict.ACCEPT
