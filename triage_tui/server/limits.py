"""Requests a minute: a bucket for each token, refilled all the time."""

from __future__ import annotations

from collections.abc import Callable
from time import monotonic

from triage_tui.server.rejected import rejected

_MOST = 10_000
"""Buckets that are kept; more than that are let go once they are full again."""


class Buckets:
    """A whole minute's requests may come at once; then each has to wait for its share of a minute."""

    def __init__(self, per_minute: int, clock: Callable[[], float] = monotonic) -> None:
        self._most = float(per_minute)
        self._per_second = per_minute / 60
        self._clock = clock
        self._left: dict[str, tuple[float, float]] = {}  # what was left, and when

    def take(self, name: str) -> None:
        """Count one request; raises `rate_limited` with the seconds until the next one may come."""
        now = self._clock()
        left = self._now(name, now)
        if left < 1:
            raise rejected("rate_limited", retry_after=round((1 - left) / self._per_second + 0.05, 1))
        if len(self._left) >= _MOST and name not in self._left:
            self._let_go(now)
        self._left[name] = left - 1, now

    def _now(self, name: str, now: float) -> float:
        left, at = self._left.get(name, (self._most, now))
        return min(self._most, left + (now - at) * self._per_second)

    def _let_go(self, now: float) -> None:
        self._left = {name: bucket for name, bucket in self._left.items() if self._now(name, now) < self._most}
