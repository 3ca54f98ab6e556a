"""Whether size matters: queues of more and more cases, and cases of more and more text."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from dataclasses import replace

from benchmarks import programs
from benchmarks.figures import paired
from benchmarks.inputs import TALK, Inputs
from benchmarks.keys import OPEN, PAGE, ROW
from benchmarks.startup import started_in_turn
from benchmarks.table import Row, Target
from benchmarks.terminal import Terminal
from benchmarks.turns import Seat, opened, press_in_turn

BACK = (b"q", r"CASE\s+SEV")
"""The key that leaves a case, and what is then on the screen."""
QUEUE_KEYS: dict[str, Sequence[bytes]] = {"row": [b"j"], "page": PAGE, "end and top": [b"G", b"\x1b[H"]}
MANY_TURNS, LONG_MIB = 2_000, 5
"""Of the cases that the program is started in."""
CASE_KEYS = {"row": ROW, "page": PAGE}


def queues(inputs: Inputs, counts: Sequence[int], rounds: int, starts: int) -> Iterator[Row]:
    """Start, move and page in queues of different length; the first is the one the others are beside."""
    sizes = [programs.triage(inputs, inputs.queue(count)) for count in counts]
    names = [f"{count:,} cases" for count in counts]
    shown, answered = started_in_turn(sizes, starts)
    yield from _beside_first("queue: first case", names, shown)
    yield from _beside_first("queue: first key answered", names, answered)
    with ExitStack() as stack:
        terminals = [stack.enter_context(opened(program)) for program in sizes]
        for what, keys in QUEUE_KEYS.items():
            yield from _pressed(f"queue: {what}", names, terminals, keys, rounds)
        yield from (Row("queue: peak memory", n, (t.peak(),), "MB") for n, t in zip(names, terminals, strict=True))


def starts_in_a_case(inputs: Inputs, starts: int) -> Iterator[Row]:
    """Start where a case was left open; the case of one short turn is the one the long ones are beside."""
    turns, mib = min(MANY_TURNS, inputs.turns), min(LONG_MIB, inputs.mib)
    left = {
        "1 turn": inputs.left_open(1),
        f"{turns:,} turns": inputs.left_open(turns),
        f"{mib} MiB in one turn": inputs.left_open(0, mib),
    }
    started = [replace(programs.triage(inputs, path, OPEN[1]), moved=None) for path in left.values()]
    shown, _ = started_in_turn(started, starts)
    for name, taken in zip(left, shown, strict=True):
        ratio = None if taken is shown[0] else paired(taken, shown[0])
        promised = (Target("<= 1.2x", ratio.middle <= 1.2),) if ratio else ()
        yield Row("start in a case", name, taken, ours=ratio, targets=promised)


def cases(inputs: Inputs, rounds: int, opens: int) -> Iterator[Row]:
    """Open, scroll and jump to the end of cases of different length."""
    names = {TALK: f"{TALK} turns", inputs.turns: f"{inputs.turns:,} turns", 0: f"{inputs.mib} MiB in one turn"}
    with ExitStack() as stack:
        programs_ = [programs.triage(inputs, inputs.alone(turns), "long-") for turns in names]
        terminals = [stack.enter_context(opened(program)) for program in programs_]
        yield from _opened_and_ended(list(names.values()), terminals, opens)
        for terminal in terminals:
            terminal.press(*OPEN)
        for what, keys in CASE_KEYS.items():
            yield from _pressed(f"case: {what}", list(names.values()), terminals, keys, rounds)
        peaks = zip(names.values(), terminals, strict=True)
        yield from (Row("case: peak memory", name, (terminal.peak(),), "MB") for name, terminal in peaks)


def _opened_and_ended(names: Sequence[str], terminals: Sequence[Terminal], rounds: int) -> Iterator[Row]:
    opening: list[list[float]] = [[] for _ in names]
    ending: list[list[float]] = [[] for _ in names]
    for _ in range(rounds):
        for terminal, took, ended in zip(terminals, opening, ending, strict=True):
            took.append(terminal.press(*OPEN).last)
            ended.append(terminal.press(b"G").last)
            terminal.press(*BACK)
    yield from _beside_first("case: open", names, [tuple(took) for took in opening])
    yield from _beside_first("case: first time to the end", names, [tuple(ended) for ended in ending])


def _pressed(
    job: str, names: Sequence[str], terminals: Sequence[Terminal], keys: Sequence[bytes], rounds: int
) -> Iterator[Row]:
    seats = [Seat(job, name, terminal, keys) for name, terminal in zip(names, terminals, strict=True)]
    press_in_turn(seats, rounds)
    yield from (seat.row() for seat in seats)


def _beside_first(job: str, names: Sequence[str], times: Sequence[tuple[float, ...]]) -> Iterator[Row]:
    for name, taken in zip(names, times, strict=True):
        yield Row(job, name, taken, ours=None if taken is times[0] else paired(taken, times[0]))
