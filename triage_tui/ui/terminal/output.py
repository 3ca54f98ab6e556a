"""Bytes on their way to the terminal: never blocking, whole frames dropped when it does not keep up."""

from __future__ import annotations

import asyncio
import os
import select
import time
from collections import deque
from collections.abc import Callable

AHEAD = 2
"""Frames that may wait, the one being written included, before the rest is dropped."""


class Output:
    """A queue in front of one non-blocking file descriptor."""

    def __init__(self, fd: int, *, on_drained: Callable[[bool], None], on_gone: Callable[[], None]) -> None:
        """Write to `fd`; say when a slow terminal took everything (and whether frames were dropped), or has gone."""
        self._fd = fd
        self._loop = asyncio.get_running_loop()
        self._on_drained = on_drained
        self._on_gone = on_gone
        self.sent = 0
        """Bytes that were to be sent so far, what was dropped among them."""
        self._queue: deque[tuple[bytes, bool]] = deque()
        self._begun = False
        self._dropped = False
        self._waiting = False
        self._gone = False

    @property
    def idle(self) -> bool:
        """Whether every byte is in the hands of the terminal."""
        return not self._queue

    @property
    def stalled(self) -> bool:
        """Whether the terminal is behind: frames made now would not be seen."""
        return self._dropped or sum(frame for _, frame in self._queue) >= AHEAD

    def control(self, sequence: bytes) -> None:
        """Send something that must arrive, in order."""
        self._put(sequence, frame=False)

    def frame(self, drawing: bytes) -> bool:
        """Send a frame; False when it and the frames not yet begun were dropped, because nobody would see them."""
        if self.stalled:
            self.drop_frames()
            return False
        self._put(drawing, frame=True)
        return True

    def drop_frames(self) -> None:
        """Forget the frames that have not been begun."""
        first = 1 if self._begun else 0
        kept = [piece for place, piece in enumerate(self._queue) if place < first or not piece[1]]
        self._queue = deque(kept)
        self._dropped = True

    def finish(self, seconds: float) -> None:
        """Wait until everything but the frames not yet begun is written, at most so long; forget the rest."""
        self.drop_frames()
        self._stop_waiting()
        limit = time.monotonic() + seconds
        while self._queue and not self._gone:
            left = limit - time.monotonic()
            if left <= 0 or not select.select([], [self._fd], [], left)[1]:
                break
            self._write()
        self._queue.clear()
        self._begun = self._dropped = False

    def _put(self, piece: bytes, *, frame: bool) -> None:
        if self._gone or not piece:
            return
        self.sent += len(piece)
        self._queue.append((piece, frame))
        if not self._waiting:
            self._write()
        if self._queue and not self._waiting and not self._gone:
            self._loop.add_writer(self._fd, self._writable)
            self._waiting = True

    def _writable(self) -> None:
        self._write()
        if self._queue:
            return
        self._stop_waiting()
        if not self._gone:
            dropped, self._dropped = self._dropped, False
            self._on_drained(dropped)

    def _stop_waiting(self) -> None:
        if self._waiting:
            self._loop.remove_writer(self._fd)
            self._waiting = False

    def _write(self) -> None:
        while self._queue:
            piece, frame = self._queue[0]
            try:
                count = os.write(self._fd, piece)
            except BlockingIOError:
                return
            except OSError:
                self._gone = True
                self._queue.clear()
                self._stop_waiting()
                self._on_gone()
                return
            if count == len(piece):
                self._queue.popleft()
                self._begun = False
            else:
                self._queue[0] = (piece[count:], frame)
                self._begun = True
