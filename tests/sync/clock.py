"""A time of one's own: it passes when a test says so."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta
from threading import Condition


class VirtualClock:
    """A wall clock that can be put wrong, and a steady one."""

    def __init__(self) -> None:
        self._wall = datetime(2026, 11, 22, 9, 0, tzinfo=UTC)
        self._steady = 1_000.0
        self._sleeping = list[tuple[float, asyncio.AbstractEventLoop, asyncio.Event]]()
        self._changed = Condition()

    def now(self) -> datetime:
        """The wall clock."""
        return self._wall

    def monotonic(self) -> float:
        """The steady clock, in seconds."""
        return self._steady

    async def sleep(self, seconds: float) -> None:
        """Wait until the test lets so much time pass."""
        woken = asyncio.Event()
        with self._changed:
            mine = (self._steady + seconds, asyncio.get_running_loop(), woken)
            self._sleeping.append(mine)
            self._changed.notify_all()
        try:
            await woken.wait()
        finally:
            with self._changed:
                self._sleeping.remove(mine)

    def advance(self, seconds: float) -> None:
        """Let time pass; whoever slept so long goes on."""
        with self._changed:
            self._steady += seconds
            self._wall += timedelta(seconds=seconds)
            for until, loop, woken in self._sleeping:
                if until <= self._steady:
                    loop.call_soon_threadsafe(woken.set)

    def jump(self, seconds: float) -> None:
        """Put the wall clock forward or back."""
        self._wall += timedelta(seconds=seconds)
