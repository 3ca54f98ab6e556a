"""One key at a time: what is typed ahead goes to whatever the keys before it have brought in front.

Textual hands every key to the screen that is in front when the key arrives. Keys that come in one read, as over a
slow line, would all go to the screen that the first of them leaves.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator
from typing import Any

from textual import events
from textual.app import App
from textual.message_pump import MessagePump
from textual.timer import Timer

STUCK = 0.25
"""Seconds after which the next key goes on although the one before was never seen through."""
ROUNDS = 2
"""Times that a key's message may bubble from a field to its screen: the key, and what the field makes of it."""


class Turnstile(App[int]):
    """Lets the next key through when the one before has been dealt with."""

    def __init__(self, **options: Any) -> None:
        super().__init__(**options)
        self._typed: deque[events.Key | events.Paste] = deque()
        self._turn = 0
        self._alarm: Timer | None = None

    async def on_event(self, event: events.Event) -> None:
        """Queue what is typed; everything else goes on at once."""
        if isinstance(event, events.Key | events.Paste) and not event.is_forwarded:
            self._typed.append(event)
            if self._alarm is None:
                await self._let_in()
        else:
            await super().on_event(event)

    async def _let_in(self) -> None:
        """Hand the next key to the screen in front, and follow it."""
        self._turn += 1
        if self._alarm is not None:
            self._alarm.stop()
            self._alarm = None
        if self._typed:
            self._alarm = self.set_timer(STUCK, self._let_in)
            path = ROUNDS * (self.focused or self.screen, self.screen)
            await super().on_event(self._typed.popleft())
            self._follow(iter(path), self._turn)

    def _follow(self, path: Iterator[MessagePump], turn: int) -> None:
        """Wait in each queue that the key passes through; the last step lets the next key in."""
        if turn != self._turn:
            return
        queue = next((one for one in path if one.is_running), None)
        if queue is not None:
            queue.call_later(self._follow, path, turn)
        else:
            self.screen.call_later(self.call_later, self._let_in)
