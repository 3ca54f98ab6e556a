"""The same work from far away: the start, keys, and a key that is held, over a line with a delay and a rate."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import replace
from itertools import cycle

from benchmarks import programs
from benchmarks.figures import paired
from benchmarks.inputs import TALK, Inputs
from benchmarks.keys import MESSAGE, OPEN, ROW, SIZES, TALKING
from benchmarks.line import Line
from benchmarks.programs import Program
from benchmarks.startup import first_screens
from benchmarks.table import Row
from benchmarks.turns import Seat, opened, press_in_turn

LINES = (Line(0.08), Line(0.08, 64_000))
"""To a machine on another continent, without a limit and with 512 kbit/s."""
QUEUE, NEXT = "move in the queue", "next case"
SCROLLS = {size: f"scroll a row, {size}" for size in SIZES}
BESIDE = {QUEUE: NEXT}
"""What other programs do instead, where they show the whole text for every row."""


class Far:
    """The programs that are open at once at the far end of one line."""

    def __init__(self, inputs: Inputs, count: int, line: Line, stack: ExitStack) -> None:
        self._inputs, self._count, self._line, self._stack = inputs, count, line, stack
        self._ours = {seat.job: seat for seat in self._own()}
        self._others = list(self._peers())

    def measure(self, rounds: int, holds: int, seconds: float) -> Iterator[Row]:
        """Keys one by one, then held down."""
        seats = [*self._ours.values(), *self._others]
        press_in_turn(seats, rounds)
        yield from self._beside({id(seat): seat.row() for seat in seats}, "")
        keys = [cycle(dict.fromkeys(seat.keys)) for seat in seats]
        lags: dict[int, list[float]] = {id(seat): [] for seat in seats}
        for _ in range(holds):
            for seat, held in zip(seats, keys, strict=True):
                lags[id(seat)].append(seat.terminal.hold(next(held), seconds))
        rows = {id(seat): Row(seat.job, seat.program, tuple(lags[id(seat)])) for seat in seats}
        yield from self._beside(rows, " held, lag after release")

    def _beside(self, rows: dict[int, Row], how: str) -> Iterator[Row]:
        for job, ours in self._ours.items():
            own, name = rows[id(ours)], f"{self._line}: {job}{how}"
            yield replace(own, job=name)
            for seat in self._others:
                if seat.job in (job, BESIDE.get(job)):
                    other = rows[id(seat)]
                    yield replace(other, job=name, ours=paired(own.values, other.values))

    def _own(self) -> Iterator[Seat]:
        queue, another = (programs.triage(self._inputs, self._inputs.queue(self._count)) for _ in range(2))
        yield self._seat(QUEUE, queue, [b"j"])
        yield self._seat(NEXT, another, [b"]"], OPEN)
        for size, job in SCROLLS.items():
            talk = programs.triage(self._inputs, self._inputs.alone(TALK), "long-")
            yield self._seat(job, replace(talk, size=size), ROW, OPEN)

    def _peers(self) -> Iterator[Seat]:
        yield self._seat(NEXT, programs.bare(self._inputs), [b"\x1b[B"])
        if neomutt := programs.neomutt(self._inputs, self._inputs.mail(self._count)):
            yield self._seat(NEXT, neomutt, [b"]"], MESSAGE)
        for size, job in SCROLLS.items():
            if neomutt := programs.neomutt(self._inputs, self._inputs.talk_mail(), size):
                yield self._seat(job, neomutt, ROW, TALKING)

    def _seat(
        self, job: str, program: Program, keys: list[bytes] | tuple[bytes, ...], *first: tuple[bytes, str]
    ) -> Seat:
        there = self._stack.enter_context(opened(replace(program, line=self._line), *first))
        return Seat(job, program.name, there, keys)


def over(line: Line, inputs: Inputs, count: int, rounds: int, holds: int, seconds: float) -> Iterator[Row]:
    """Everything over a line."""
    yield from first_screens(inputs, count, rounds // 3 or 1, line)
    with ExitStack() as stack:
        yield from Far(inputs, count, line, stack).measure(rounds, holds, seconds)
