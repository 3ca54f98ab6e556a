"""One key at a time: what is typed ahead goes to whatever the keys before it have brought in front.

Textual hands every key to the screen that is in front when the key arrives. Keys that come in one read, as over a
slow line, would all go to the screen that the first of them leaves.
"""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Iterator
from typing import Any

from textual import events
from textual.app import App
from textual.message import Message
from textual.message_pump import MessagePump

STUCK = 0.25
"""Seconds after which the next key goes on although the one before was never seen through."""
ROUNDS = 2
"""Times that a key's message may bubble from a field to its screen: the key, and what the field makes of it."""

Typed = events.Key | events.Paste


class Turnstile(App[int]):
    """Lets the next key through when the one before has been dealt with."""

    def __init__(self, **options: Any) -> None:
        super().__init__(**options)
        self._typed: deque[Typed] = deque()
        self._turn = 0
        self._alarm: asyncio.TimerHandle | None = None

    def post_message(self, message: Message) -> bool:
        """Take what is typed at once, without a round through the app's own queue; all else as ever."""
        # The first key waits in that queue until there is a screen.
        if self._turn and isinstance(message, Typed) and not message.is_forwarded:
            self._take(message)
            return True
        return super().post_message(message)

    async def on_event(self, event: events.Event) -> None:
        """Line up what is typed; everything else goes on at once."""
        if isinstance(event, Typed) and not event.is_forwarded:
            self._take(event)
        else:
            await super().on_event(event)

    def _take(self, event: Typed) -> None:
        self._typed.append(event)
        if self._alarm is None:
            self._let_in()

    def _let_in(self) -> None:
        """Hand the next key to what is in front, and follow it."""
        self._turn += 1
        if self._alarm is not None:
            self._alarm.cancel()
            self._alarm = None
        if self._typed:
            self._alarm = asyncio.get_running_loop().call_later(STUCK, self._let_in)
            if not self.app_focus:
                self.app_focus = True  # A terminal that is typed into has the focus, whatever it said.
            target = self.focused or self.screen
            event = self._typed.popleft()
            event._set_forwarded()
            target.post_message(event)
            self._follow(iter(ROUNDS * (target, self.screen)), self._turn)

    def _follow(self, path: Iterator[MessagePump], turn: int) -> None:
        """Wait in each queue that the key passes through; the last step lets the next key in."""
        if turn != self._turn:
            return
        queue = next((one for one in path if one.is_running), None)
        if queue is not None:
            queue.call_later(self._follow, path, turn)
        else:
            self.screen.call_later(self.call_later, self._let_in)
