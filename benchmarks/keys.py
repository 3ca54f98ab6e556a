"""What a reviewer does all day: the next row, the next case, reading, deciding; then memory, and silence."""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Iterator
from contextlib import ExitStack, closing
from dataclasses import replace
from pathlib import Path

from benchmarks import programs
from benchmarks.inputs import TALK, Inputs
from benchmarks.programs import Program
from benchmarks.table import Row, Target
from benchmarks.terminal import SMALL, WIDE, NoAnswer, Size, Terminal
from benchmarks.turns import Seat, opened, press_in_turn

SIZES = (WIDE, SMALL)
"""Of the terminals that are scrolled in: the clauses beside the conversation, and below it."""
OPEN = (b"\r", r"user #1")
"""The key that opens a case, and what is then on the screen."""
MESSAGE, TALKING = (b"\r", "Message-ID|Subject"), (b"\r", r"Turn 1\.")
"""The same in neomutt: any message, and the conversation."""
ROW, PAGE = (b"j",) * 20 + (b"k",) * 20, (b" ",) * 4 + (b"\x1b[5~",) * 4


class Daily:
    """The programs of this table, all open at once."""

    def __init__(self, inputs: Inputs, count: int, stack: ExitStack) -> None:
        self._inputs, self._stack = inputs, stack
        self._terminals: dict[str, Terminal] = {}
        self._decided = inputs.queue(count)
        self.queue = self._ours("move in the queue", self._open(inputs.queue(count), r"demo-\d{7}"), [b"j"])
        self.next = self._ours("next case", self._open(inputs.queue(count), r"demo-\d{7}", OPEN), [b"]"])
        self.decide = self._ours("decide, then next case", self._open(self._decided, r"demo-\d{7}", OPEN), [b"1"])
        self.decide.at_first = _Durable(self._decided)
        self.scrolls = [seat for size in SIZES for seat in self._talk(size)]
        self.others = list(self._others(count))

    def measure(self, rounds: int) -> Iterator[Row]:
        """Everything that is pressed."""
        own = (self.queue, self.next, self.decide, *self.scrolls)
        seats = [*own, *self.others]
        press_in_turn([seat for seat in seats if seat.keys is not PAGE], rounds)
        press_in_turn([seat for seat in seats if seat.keys is PAGE], rounds)
        for ours in own:
            slowest = ours.row().at(0.99)
            most = 60 if ours is self.decide else 20
            yield ours.row(None, Target(f"p99 < {most} ms", slowest < most))
            for seat in self.others:
                if seat.job == ours.job or (ours is self.queue and seat.job == self.next.job):
                    yield _beside(ours, seat)

    def memory_and_silence(self, idle: float) -> Iterator[Row]:
        """The most memory each program has held, and what it sends when nobody does anything."""
        for name, terminal in self._terminals.items():
            yield Row("peak memory", name, (terminal.peak(),), "MB")
        for terminal in self._terminals.values():
            terminal.drain()
        time.sleep(idle)
        for name, terminal in self._terminals.items():
            sent = terminal.drain()
            ours = name.startswith("triage-tui")
            yield Row(f"idle for {idle:g} s", name, (sent,), "bytes", targets=(Target("0", sent == 0),) * ours)

    def _open(self, workspace: Path, ready: str, *keys: tuple[bytes, str], size: Size = WIDE) -> Terminal:
        program = replace(programs.triage(self._inputs, workspace, ready), size=size)
        return self._stack.enter_context(opened(program, *keys))

    def _talk(self, size: Size) -> Iterator[Seat]:
        terminal = self._open(self._inputs.alone(TALK), "long-", OPEN, size=size)
        self._terminals[f"triage-tui, scroll a row, {size}"] = terminal
        return _scrolled("triage-tui", terminal, size)

    def _ours(self, job: str, terminal: Terminal, keys: list[bytes]) -> Seat:
        self._terminals[f"triage-tui, {job}"] = terminal
        return Seat(job, "triage-tui", terminal, keys)

    def _others(self, count: int) -> Iterator[Seat]:
        bare = programs.bare(self._inputs)
        yield Seat(self.next.job, bare.name, self._named(bare), [b"\x1b[B"])
        if neomutt := programs.neomutt(self._inputs, self._inputs.mail(count)):
            yield Seat(self.next.job, neomutt.name, self._named(neomutt, MESSAGE), [b"]"])
        for size in SIZES:
            if neomutt := programs.neomutt(self._inputs, self._inputs.talk_mail(), size):
                talk = self._stack.enter_context(opened(neomutt, TALKING))
                yield from _scrolled(neomutt.name, talk, size)
            if less := programs.less(self._inputs, self._inputs.talk_text()):
                yield from _scrolled(less.name, self._named(replace(less, size=size)), size)

    def _named(self, program: Program, *keys: tuple[bytes, str]) -> Terminal:
        terminal = self._terminals[program.name] = self._stack.enter_context(opened(program, *keys))
        return terminal


def _scrolled(name: str, terminal: Terminal, size: Size) -> Iterator[Seat]:
    yield Seat(f"scroll a row, {size}", name, terminal, ROW)
    yield Seat(f"scroll a page, {size}", name, terminal, PAGE)


class _Durable:
    """Looks into the workspace file: every decision must be in it before the next case is painted."""

    def __init__(self, path: Path) -> None:
        self._path, self._before = path, 0

    def __call__(self) -> None:
        with closing(sqlite3.connect(f"{self._path.as_uri()}?mode=ro", uri=True)) as db:
            (now,) = db.execute("SELECT count(*) FROM decision").fetchone()
        if now != self._before + 1:
            raise NoAnswer(f"{now} decisions are in the file, and the next case is on the screen already")
        self._before = now


def _beside(ours: Seat, other: Seat) -> Row:
    row = replace(other.row(ours), job=ours.job)
    if other.program != "neomutt" or row.ours is None:
        return row
    times = ours.sent / max(other.sent, 1)
    promised = (Target("p50 <= 1x", row.ours.middle <= 1), Target(f"bytes {times:.2f}x <= 0.7x", times <= 0.7))
    return replace(row, targets=promised)
