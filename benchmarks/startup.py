"""From the start of a program to its first useful screen."""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from dataclasses import replace

from benchmarks import programs
from benchmarks.figures import paired
from benchmarks.inputs import Inputs
from benchmarks.line import NEAR, Line
from benchmarks.programs import Program
from benchmarks.table import Row, Target


def first_screens(inputs: Inputs, count: int, rounds: int, line: Line = NEAR) -> Iterator[Row]:
    """The first case of a queue, beside the least that Textual can do and a mail index; and the first key."""
    others = [programs.bare(inputs), programs.neomutt(inputs, inputs.mail(count))]
    programs_ = [programs.triage(inputs, inputs.queue(count)), *(one for one in others if one)]
    started = [replace(program, line=line) for program in programs_]
    shown, answered = started_in_turn(started, rounds)
    over = "" if line == NEAR else f"{line}: "
    for job, times in ((f"{over}first case on screen", shown), (f"{over}first key answered", answered)):
        yield Row(job, "triage-tui", times[0])
        for program, theirs in zip(started[1:], times[1:], strict=True):
            ratio = paired(times[0], theirs)
            here = times is shown and program.name == "neomutt" and line == NEAR
            promised = (Target("<= 1.3x", ratio.middle <= 1.3),) * here
            yield Row(job, program.name, theirs, ours=ratio, targets=promised)


Times = list[tuple[float, ...]]
"""Milliseconds of each start, program by program."""


def started_in_turn(started: Sequence[Program], rounds: int) -> tuple[Times, Times]:
    """From the start of each to its first useful screen, and to the answer to a key pressed as soon as that is there.

    One program runs at a time; of several rounds the first warms up and is not counted.
    """
    shown: list[list[float]] = [[] for _ in started]
    answered: list[list[float]] = [[] for _ in started]
    for number in range(0 if rounds > 1 else 1, rounds + 1):
        for n, program in enumerate(started):
            with program.start() as terminal:
                times = terminal.until(program.ready), terminal.answered(program.step, program.moved)
            if number:
                shown[n].append(times[0])
                answered[n].append(times[1])
    return [tuple(one) for one in shown], [tuple(one) for one in answered]


def help_text(inputs: Inputs, rounds: int) -> Iterator[Row]:
    """The help, beside what Python takes to do nothing."""
    commands = {
        "triage-tui": (*programs.triage(inputs, inputs.folder).argv[:1], "--help"),
        "python -c pass": (sys.executable, "-c", "pass"),
    }
    times: dict[str, list[float]] = {name: [] for name in commands}
    for number in range(rounds + 1):
        for name, argv in commands.items():
            before = time.perf_counter()
            subprocess.run(argv, env=inputs.environment, check=True, stdout=subprocess.DEVNULL)
            if number:
                times[name].append((time.perf_counter() - before) * 1000)
    ours, theirs = (tuple(taken) for taken in times.values())
    row = Row("--help", "triage-tui", ours)
    yield Row("--help", "triage-tui", ours, targets=(Target("p50 < 150 ms", row.middle < 150),))
    yield Row("--help", "python -c pass", theirs, ours=paired(ours, theirs))
