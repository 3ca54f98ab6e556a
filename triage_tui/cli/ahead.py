"""Reading ahead: a process of its own reads and prepares the next cases while this one stores those before.

Two threads cannot do that at once, for both run Python. The other process is a fork, made before anything is open
and while there is but one thread: nothing needs to be imported or told again, so it costs a small file nothing that
could be noticed, and a file that makes the reader crash takes no workspace with it. It sends prepared rows through a
pipe and knows no more of this process than that pipe and another, whose end tells it that nobody reads any more.
"""

from __future__ import annotations

import fcntl
import gc
import os
import signal
import sys
import threading
import traceback
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from typing import IO, NoReturn

import msgspec

from triage_tui.cli.garbage import RARELY
from triage_tui.cli.reading import ReadCase, Record, Stopped, Stretch, Wanted, stretches
from triage_tui.errors import TriageError

ENOUGH = 256 * 1024
"""Bytes of prepared cases that are sent at a time."""
PIPE = 1024 * 1024
"""Bytes that wait in the pipe, where the system lets us choose."""
LENGTH = 8
"""Bytes that say how long what follows is."""

_encoder = msgspec.msgpack.Encoder()
_decoder = msgspec.msgpack.Decoder(Stretch)


@contextmanager
def read_ahead(paths: Sequence[str], wanted: Wanted) -> Iterator[Iterator[Stretch]]:
    """The stretches of all files. Enter this before the workspace is opened: a fork must share neither file nor lock.

    Where there are other threads already, or no forks, they are read here.
    """
    if not hasattr(os, "fork") or threading.active_count() > 1:
        yield stretches(paths, wanted)
        return
    (ready, feed), (alive, life) = _pipe(), os.pipe()
    # For the other process it stays so: Ctrl-C reaches both, and this one decides what it means.
    before = signal.signal(signal.SIGINT, signal.SIG_IGN)
    pid = os.fork()
    if not pid:
        os.close(ready)
        os.close(life)
        _send(feed, alive, paths, wanted)
    signal.signal(signal.SIGINT, before)
    os.close(feed)
    os.close(alive)
    try:
        with open(ready, "rb") as pipe:
            yield _received(pipe)
    finally:
        os.close(life)
        os.kill(pid, signal.SIGKILL)
        os.waitpid(pid, 0)


def _pipe() -> tuple[int, int]:
    ready, feed = os.pipe()
    if size := getattr(fcntl, "F_SETPIPE_SZ", None):
        with suppress(OSError):
            fcntl.fcntl(feed, size, PIPE)
    return ready, feed


def _received(pipe: IO[bytes]) -> Iterator[Stretch]:
    # What was cut off in the middle is as good as not sent.
    with suppress(msgspec.DecodeError):
        while length := pipe.read(LENGTH):
            yield _decoder.decode(pipe.read(int.from_bytes(length)))
    raise TriageError(
        "the process that reads the files was ended", "what is counted is stored; import the files again for the rest"
    )


def _send(feed: int, alive: int, paths: Sequence[str], wanted: Wanted) -> NoReturn:
    """Be the other process, to its end."""
    try:
        threading.Thread(target=_end_with, args=(alive,), daemon=True).start()
        gc.freeze()
        gc.set_threshold(RARELY)
        with open(feed, "wb") as pipe:
            sending = _Sending(pipe)
            try:
                for _ in map(sending.add, stretches(paths, wanted)):
                    pass
            finally:
                if (error := sys.exception()) is not None:
                    sending.add(Stretch((_crash(error),), 0, 0, last=True))
    finally:
        os._exit(0)


def _end_with(alive: int) -> None:
    """End when the first process does, however it does, even while a file keeps us waiting."""
    os.read(alive, 1)
    os._exit(0)


class _Sending:
    """Sends many short stretches as fewer, longer ones."""

    def __init__(self, pipe: IO[bytes]) -> None:
        self._pipe = pipe
        self._records = list[Record]()
        self._held = 0

    def add(self, stretch: Stretch) -> None:
        """Send a stretch, now or with those that follow; what is wrong with a record is never kept waiting."""
        for record in stretch.records:
            self._records.append(record)
            self._held += _size(record)
        if self._held >= ENOUGH or stretch.last:
            sent = _encoder.encode(Stretch(self._records, stretch.position, stretch.size, stretch.last))
            self._records, self._held = [], 0
            self._pipe.write(len(sent).to_bytes(LENGTH))
            self._pipe.write(sent)
            self._pipe.flush()


def _size(record: Record) -> int:
    """Bytes of a case, about."""
    return len(record.ready.kept.packed) + len(record.ready.kept.text) if isinstance(record, ReadCase) else ENOUGH


def _crash(error: BaseException) -> Stopped:
    """What nobody foresaw: its kind and its place, but nothing of a case."""
    place = traceback.extract_tb(error.__traceback__)[-1]
    where = f"{type(error).__name__} in {os.path.basename(place.filename)}:{place.lineno}, {place.name}"
    return Stopped(
        f"reading was stopped by an error in the program ({where})", "what is counted is stored", misused=False
    )
