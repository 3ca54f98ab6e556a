"""Programs that are open at once and pressed in turn, so that whatever disturbs one disturbs all."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import cycle
from statistics import median

from benchmarks.figures import paired
from benchmarks.programs import Program
from benchmarks.table import Row, Target
from benchmarks.terminal import Press, Terminal

UNMEASURED = 3
"""Presses of each program before those that count, at most."""


@dataclass
class Seat:
    """One open program that does one job."""

    job: str
    program: str
    terminal: Terminal
    keys: Iterable[bytes]
    """What is pressed, over and over."""
    wanted: str | None = None
    """What has to be on the screen for the answer to be over."""
    at_first: Callable[[], None] | None = None
    """What is looked at when the first byte has come."""
    presses: list[Press] = field(default_factory=list)

    def row(self, ours: Seat | None = None, *targets: Target) -> Row:
        """What was measured; beside it, how our program did the same."""
        last = tuple(press.last for press in self.presses)
        ratio = paired([press.last for press in ours.presses], last) if ours else None
        return Row(
            self.job, self.program, last, "ms", self.sent, median(press.cpu for press in self.presses), ratio, targets
        )

    @property
    def sent(self) -> int:
        """Bytes a key, the median."""
        return int(median(press.sent for press in self.presses))


def press_in_turn(seats: Sequence[Seat], rounds: int) -> None:
    """Press every program once a round."""
    keys = [cycle(seat.keys) for seat in seats]
    for number in range(-min(UNMEASURED, rounds // 2), rounds):
        for seat, pressed in zip(seats, keys, strict=True):
            press = seat.terminal.press(next(pressed), seat.wanted, seat.at_first)
            if number >= 0:
                seat.presses.append(press)


@contextmanager
def opened(program: Program, *keys: tuple[bytes, str]) -> Iterator[Terminal]:
    """A program that is there and quiet, after some keys, each with what it brings on the screen."""
    with program.start() as terminal:
        terminal.until(program.ready)
        terminal.settle()
        for pressed, wanted in keys:
            terminal.press(pressed, wanted)
        yield terminal
