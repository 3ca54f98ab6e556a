"""Ctrl-C while something must not be cut in two."""

from __future__ import annotations

import signal
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import FrameType


class Interrupt:
    """Ctrl-C stops what may be stopped at once, and waits where it would leave something half known."""

    def __init__(self) -> None:
        self._whole = False
        self._asked = False

    @contextmanager
    def watched(self) -> Iterator[None]:
        """Take Ctrl-C over for the length of a block."""
        before = signal.signal(signal.SIGINT, self._pressed)
        try:
            yield
        finally:
            signal.signal(signal.SIGINT, before)

    @contextmanager
    def held(self) -> Iterator[None]:
        """Let a block finish first; Ctrl-C counts at its end."""
        self._whole = True
        try:
            yield
        finally:
            self._whole = False
        if self._asked:
            raise KeyboardInterrupt

    @contextmanager
    def asking(self) -> Iterator[Callable[[], bool]]:
        """Let a block find out by itself that it should end."""
        self._whole = True
        try:
            yield lambda: self._asked
        finally:
            self._whole = False

    def _pressed(self, number: int, frame: FrameType | None) -> None:
        self._asked = True
        if not self._whole:
            raise KeyboardInterrupt
