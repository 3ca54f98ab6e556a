"""Leaving on time: signals and a vanished terminal end the app, in order when it can and anyway when it cannot."""

from __future__ import annotations

import asyncio
import os
import signal
import threading
from collections.abc import Callable
from types import FrameType
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from textual.app import App

SIGNALS = (signal.SIGHUP, signal.SIGTERM, signal.SIGINT)
"""Signals that end the app with 128 plus their number."""
GRACE = 0.8
"""Seconds that an orderly exit may take."""


class Departure:
    """Watches for the reasons to leave."""

    def __init__(self, app: App[Any], restore: Callable[[], None]) -> None:
        """Ask `app` to exit; when it does not, call `restore` and end the process."""
        self._app = app
        self._restore = restore
        self._loop = asyncio.get_running_loop()
        self._before: dict[int, Any] = {}
        self._limit: threading.Timer | None = None

    def watch(self) -> None:
        """Take the signals; a plain handler runs even while the loop is busy."""
        for number in SIGNALS:
            self._before.setdefault(number, signal.signal(number, self._signalled))

    def lend(self) -> None:
        """Another program has the terminal: an interrupt is meant for it."""
        signal.signal(signal.SIGINT, lambda number, frame: None)

    def forget(self) -> None:
        """Give the signals back."""
        for number, handler in self._before.items():
            signal.signal(number, handler)
        self._before.clear()

    def settle(self) -> None:
        """The app has ended in order."""
        if self._limit is not None:
            self._limit.cancel()

    def leave(self, code: int) -> None:
        """End the app with the exit status `code`, the first reason winning."""
        if self._limit is not None:
            return
        self._limit = threading.Timer(GRACE, self._leave_anyway, [code])
        self._limit.daemon = True
        self._limit.start()
        self._loop.call_soon_threadsafe(lambda: self._app.exit(return_code=code))

    def _signalled(self, number: int, frame: FrameType | None) -> None:
        self.leave(128 + number)

    def _leave_anyway(self, code: int) -> None:
        self._restore()
        os._exit(code)
