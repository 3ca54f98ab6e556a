"""A program in a terminal of ours: press its keys, and know to the microsecond when it answered."""

from __future__ import annotations

import fcntl
import os
import re
import select
import signal
import struct
import subprocess
import termios
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Self

from benchmarks.answers import ASKED, UNFINISHED, answer
from benchmarks.screen import Screen

COLUMNS, ROWS = 160, 48
QUIET = 0.08
"""Seconds of silence that end an answer; they are not counted."""
PATIENCE = 60.0
"""Seconds after which a program that does not answer is given up."""


class NoAnswer(Exception):
    """A program did not do what it was started for."""


@dataclass(frozen=True, slots=True)
class Press:
    """What one key brought about."""

    first: float
    """Milliseconds from the key to the first byte."""
    last: float
    """Milliseconds from the key to the last byte."""
    sent: int
    """Bytes."""
    cpu: float
    """Milliseconds of processor time of the program, all threads."""


class Terminal:
    """One program and the terminal around it."""

    def __init__(self, argv: Sequence[str], env: Mapping[str, str]) -> None:
        self.screen = Screen(COLUMNS, ROWS)
        self._fd, slave = os.openpty()
        fcntl.ioctl(slave, termios.TIOCSWINSZ, struct.pack("HHHH", ROWS, COLUMNS, 0, 0))
        self._held = b""
        self.started = time.perf_counter()
        self._program = subprocess.Popen(
            argv, stdin=slave, stdout=slave, stderr=slave, env=env, start_new_session=True, preexec_fn=_take_terminal
        )
        os.close(slave)

    def until(self, wanted: str) -> float:
        """Wait for a text on the screen; milliseconds from the start to the read that completed it."""
        return (self._found(re.compile(wanted)) - self.started) * 1000

    def press(self, keys: bytes, wanted: str | None = None, at_first: Callable[[], None] | None = None) -> Press:
        """Press keys and wait until the answer is over: silence, or first a text and then silence.

        `at_first` is called as soon as the first byte has come.
        """
        self.drain()
        cpu, before = self._cpu(), time.perf_counter()
        os.write(self._fd, keys)
        first = last = self._read(PATIENCE)
        if first is None or last is None:
            raise NoAnswer(f"no answer to {keys!r}; the screen is:\n{self.screen.text()}")
        if at_first is not None:
            at_first()
        sent = self._size
        if wanted is not None:
            pattern = re.compile(wanted)
            while (shown := self.screen.find(pattern)) is None and self._read(PATIENCE) is not None:
                sent += self._size
            last = shown or last
        while (at := self._read(QUIET)) is not None:
            last, sent = at, sent + self._size
        return Press((first - before) * 1000, (last - before) * 1000, sent, (self._cpu() - cpu) * 1000)

    def answered(self, keys: bytes, wanted: str | None) -> float:
        """Press keys right after the start; milliseconds from the start until they are answered."""
        before = time.perf_counter()
        return (before - self.started) * 1000 + self.press(keys, wanted).last

    def drain(self, seconds: float = 0.0) -> int:
        """Read what comes by itself; how many bytes."""
        limit, sent = time.perf_counter() + seconds, 0
        while self._read(max(limit - time.perf_counter(), 0.0)) is not None:
            sent += self._size
        return sent

    def settle(self) -> None:
        """Wait until the program is quiet."""
        while self._read(QUIET * 2) is not None:
            pass

    def peak(self) -> float:
        """The most memory that the program has held so far, in MB."""
        with open(f"/proc/{self._program.pid}/status", encoding="ascii") as status:
            found = re.search(r"VmHWM:\s+(\d+) kB", status.read())
        return int(found[1]) / 1024 if found else 0.0

    def close(self) -> None:
        """End the program."""
        if self._program.poll() is None:
            os.killpg(self._program.pid, signal.SIGKILL)
        self._program.wait()
        os.close(self._fd)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _found(self, wanted: re.Pattern[str]) -> float:
        while (at := self.screen.find(wanted)) is None:
            if self._read(PATIENCE) is None:
                raise NoAnswer(f"{wanted.pattern} never came; the screen is:\n{self.screen.text()}")
            while self._read(0.02) is not None:
                pass
        return at

    def _read(self, seconds: float) -> float | None:
        """Read once and answer what is asked; when it came, None for silence."""
        if not select.select([self._fd], [], [], seconds)[0]:
            return None
        try:
            piece = os.read(self._fd, 65_536)
        except OSError:
            return None
        at = time.perf_counter()
        self._size = len(piece)
        self._take(at, piece)
        return at if piece else None

    def _take(self, at: float, piece: bytes) -> None:
        sent = self._held + piece
        unfinished = UNFINISHED.search(sent)
        whole = len(sent) if unfinished is None else unfinished.start()
        self._held, done = sent[whole:], 0
        for asked in ASKED.finditer(sent, 0, whole):
            self.screen.add(at, sent[done : asked.end()])
            done = asked.end()
            if asked["cursor"]:
                row, column = (int(asked["row"]), int(asked["column"])) if asked["row"] else self.screen.cursor()
                os.write(self._fd, b"\x1b[%d;%dR" % (row, column))
            else:
                os.write(self._fd, answer(asked))
        self.screen.add(at, sent[done:whole])

    def _cpu(self) -> float:
        return time.clock_gettime((~self._program.pid << 3) | 2)


def _take_terminal() -> None:
    fcntl.ioctl(0, termios.TIOCSCTTY, 0)
