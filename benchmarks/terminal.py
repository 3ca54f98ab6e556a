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
from typing import NamedTuple, Self

from benchmarks.answers import ASKED, UNFINISHED, answer
from benchmarks.line import NEAR, Line, Way
from benchmarks.screen import Screen

QUIET = 0.08
"""Seconds of silence that end an answer, besides the round trip of the line; they are not counted."""
PATIENCE = 60.0
"""Seconds after which a program that does not answer is given up."""
HELD = 30
"""How often a second a key that is held comes again."""


class Size(NamedTuple):
    """Of a terminal, in cells."""

    columns: int
    rows: int

    def __str__(self) -> str:
        return f"{self.columns}x{self.rows}"


WIDE, SMALL = Size(160, 48), Size(80, 24)


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
    """One program, the terminal around it, and the line between them."""

    def __init__(self, argv: Sequence[str], env: Mapping[str, str], size: Size = WIDE, line: Line = NEAR) -> None:
        self.screen = Screen(size.columns, size.rows)
        self._shown, self._typed, self._quiet = Way(line), Way(line), QUIET + line.round_trip
        self._fd, slave = os.openpty()
        fcntl.ioctl(slave, termios.TIOCSWINSZ, struct.pack("HHHH", size.rows, size.columns, 0, 0))
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
        self._type(keys)
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
        while (at := self._read(self._quiet)) is not None:
            last, sent = at, sent + self._size
        return Press((first - before) * 1000, (last - before) * 1000, sent, (self._cpu() - cpu) * 1000)

    def hold(self, key: bytes, seconds: float) -> float:
        """Hold a key down; milliseconds from the last time it came to the last byte that any of them brought."""
        self.drain()
        begin = time.perf_counter()
        for number in range(max(int(seconds * HELD), 1)):
            while (left := begin + number / HELD - time.perf_counter()) > 0:
                self._read(left)
            self._type(key)
        released = last = time.perf_counter()
        while (at := self._read(self._quiet)) is not None:
            last = at
        return (last - released) * 1000

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
        while self._read(self._quiet + QUIET) is not None:
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
        """Take what arrives next and answer what it asks; when it came, None for silence."""
        limit = time.perf_counter() + seconds
        while True:
            now = time.perf_counter()
            self._deliver(now)
            if arrived := self._shown.arrived(now):
                self._size = len(arrived[1])
                self._take(*arrived)
                return arrived[0]
            wait = min(limit, self._shown.due, self._typed.due) - now
            if select.select([self._fd], [], [], max(wait, 0.0))[0]:
                try:
                    piece = os.read(self._fd, 65_536)
                except OSError:
                    return None
                self._shown.send(time.perf_counter(), piece)
            elif now >= limit:
                return None

    def _type(self, keys: bytes) -> None:
        self._typed.send(time.perf_counter(), keys)
        self._deliver(time.perf_counter())

    def _deliver(self, now: float) -> None:
        while typed := self._typed.arrived(now):
            os.write(self._fd, typed[1])

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
                self._type(b"\x1b[%d;%dR" % (row, column))
            else:
                self._type(answer(asked))
        self.screen.add(at, sent[done:whole])

    def _cpu(self) -> float:
        return time.clock_gettime((~self._program.pid << 3) | 2)


def _take_terminal() -> None:
    fcntl.ioctl(0, termios.TIOCSCTTY, 0)
