"""The time as sync needs it: tests live in a time of their own."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime
from time import monotonic
from typing import Protocol

LONGEST = 3600.0
"""Seconds that anybody sleeps at a time."""


class Clock(Protocol):
    """The time, and waiting for it to pass."""

    def now(self) -> datetime:
        """The wall clock, in UTC; it may jump."""

    def monotonic(self) -> float:
        """Seconds that never jump."""

    async def sleep(self, seconds: float) -> None:
        """Wait."""


class SystemClock:
    """The machine's own clock."""

    def now(self) -> datetime:
        """The wall clock, in UTC."""
        return datetime.now(UTC)

    def monotonic(self) -> float:
        """Seconds that never jump."""
        return monotonic()

    async def sleep(self, seconds: float) -> None:
        """Wait, an hour at most."""
        await asyncio.sleep(min(seconds, LONGEST))
