"""Measure everything and print it: `python -m benchmarks [--quick]`."""

from __future__ import annotations

import argparse
import compileall
import json
import os
import platform
import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, replace
from pathlib import Path

from benchmarks import away, exporting, far, importing, keys, moving, reviewers, sealing, sizes, startup, verifying
from benchmarks.inputs import ROOT, Inputs
from benchmarks.line import Line
from benchmarks.table import Row, lines


@dataclass(frozen=True, slots=True)
class Server:
    """How much is measured of the server and of the desks on it."""

    reviewers: int
    """Who share a queue."""
    shift: float
    """Seconds that they work."""
    pause: float
    """Seconds that each takes for a case."""
    queue: int
    """Cases that wait for them."""
    cases: int
    """That are pulled."""
    pulls: int
    """How often."""
    decisions: int
    """That are pushed."""
    pushes: int
    """In so many turns."""
    starts: int
    """Starts of a desk far from its server."""
    rounds: int
    """Presses of each key there."""


@dataclass(frozen=True, slots=True)
class Offline:
    """How much is measured of what leaves the machine."""

    cases: int
    """That are sealed and opened."""
    decisions: int
    """That are exported."""
    turns: int
    """How often each thing is done."""


@dataclass(frozen=True, slots=True)
class Scale:
    """How much is measured."""

    cases: int
    """In the queue that is compared with other programs."""
    queues: tuple[int, ...]
    """Lengths of the queues that are compared with each other."""
    imports: int
    """Cases that are taken in at a time."""
    turns: int
    """Of the longest conversation."""
    mib: int
    """Of the longest message."""
    rounds: int
    """Presses of each key."""
    starts: int
    """Starts of each program."""
    opens: int
    """How often each long case is opened."""
    idle: float
    """Seconds of silence that are listened to."""
    lines: tuple[Line, ...]
    """That lie between the programs and a terminal far away."""
    far: int
    """Presses of each key over each line."""
    holds: int
    """How often each key is held down over each line."""
    held: float
    """Seconds that a key is held down."""
    server: Server
    """How much of the server is."""
    offline: Offline
    """How much of what leaves the machine is."""


FULL = Scale(
    10_000, (1_000, 100_000), 20_000, 5_000, 16, rounds=200, starts=15, opens=5, idle=5.0,
    lines=far.LINES, far=15, holds=3, held=2.0,
    server=Server(200, 12.0, 5.0, 20_000, 100_000, pulls=2, decisions=10_000, pushes=2, starts=5, rounds=25),
    offline=Offline(cases=50_000, decisions=1_000_000, turns=5),
)  # fmt: skip
QUICK = Scale(
    100, (300, 400), 100, 200, 1, rounds=1, starts=1, opens=1, idle=0.1,
    lines=far.LINES[1:], far=1, holds=1, held=0.1,
    server=Server(4, 0.2, 0.05, 600, 600, pulls=1, decisions=20, pushes=1, starts=1, rounds=1),
    offline=Offline(cases=100, decisions=100, turns=1),
)  # fmt: skip


def measured(inputs: Inputs, scale: Scale) -> Iterator[Row]:
    """Every row, in the order of the table."""
    yield from startup.first_screens(inputs, scale.cases, scale.starts)
    yield from startup.help_text(inputs, scale.starts)
    with ExitStack() as stack:
        daily = keys.Daily(inputs, scale.cases, stack)
        yield from daily.measure(scale.rounds)
        yield from daily.memory_and_silence(scale.idle)
    for line in scale.lines:
        yield from far.over(line, inputs, scale.cases, scale.far, scale.holds, scale.held)
    yield from importing.rates(inputs, scale.imports, scale.opens)
    yield from importing.answers(inputs, scale.queues[-1], scale.rounds // 4 or 1)
    yield from sizes.queues(inputs, scale.queues, scale.rounds // 4 or 1, scale.starts)
    yield from sizes.starts_in_a_case(inputs, scale.starts)
    yield from sizes.cases(inputs, scale.rounds // 4 or 1, scale.opens)


def served(inputs: Inputs, scale: Server) -> Iterator[Row]:
    """Every row about the server."""
    yield from reviewers.everywhere(inputs, scale.queue, scale.reviewers, scale.shift, scale.pause)
    yield from moving.rates(inputs, scale.cases, scale.decisions, scale.pulls, scale.pushes)
    yield from away.far(inputs, min(scale.queue, 10_000), scale.starts, scale.rounds)


def sealed(inputs: Inputs, scale: Offline) -> Iterator[Row]:
    """Every row about what leaves the machine."""
    yield from sealing.rates(inputs, scale.cases, scale.turns)
    yield from exporting.rates(inputs, scale.decisions, scale.turns)
    yield from verifying.rates(inputs, scale.decisions, scale.turns)


def machine() -> str:
    """What the figures were taken on."""
    cores, load = len(os.sched_getaffinity(0)), os.getloadavg()[0]
    return (
        f"{platform.system()} {platform.machine()}, {cores} cores, load {load:.1f}, Python {platform.python_version()}"
    )


def main(argv: Sequence[str] | None = None) -> int:
    """Measure, print the table, and keep it as JSON where that was asked for."""
    parser = argparse.ArgumentParser(prog="benchmarks", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="everything once and small: a smoke run, no figures")
    parser.add_argument("--server", action="store_true", help="only the server, and the desks on it")
    parser.add_argument("--offline", action="store_true", help="only what leaves the machine: sealed files, exports")
    parser.add_argument("--large", action="store_true", help="a queue of 1,000,000 cases as well")
    parser.add_argument("--rounds", type=int, help="presses of each key")
    parser.add_argument("--json", type=Path, metavar="FILE", help="write every single value here")
    parser.add_argument("--inputs", type=Path, metavar="DIR", help="keep the generated files here for the next run")
    asked = parser.parse_args(argv)
    scale = QUICK if asked.quick else FULL
    if asked.rounds:
        scale = replace(scale, rounds=asked.rounds)
    if asked.large:
        scale = replace(scale, queues=(*scale.queues, 1_000_000))
    compileall.compile_dir(ROOT / "triage_tui", quiet=2)
    rows: list[Row] = []
    try:
        with tempfile.TemporaryDirectory() as folder:
            inputs = Inputs(asked.inputs or Path(folder), turns=scale.turns, mib=scale.mib)
            rows.extend(_chosen(asked, inputs, scale))
    finally:
        print(machine(), "", *lines(rows), sep="\n")
    if asked.json:
        document = {"machine": machine(), "rows": [row.as_json() for row in rows]}
        asked.json.write_text(json.dumps(document, indent=1), encoding="utf-8")
    return 0


def _chosen(asked: argparse.Namespace, inputs: Inputs, scale: Scale) -> Iterator[Row]:
    if asked.server:
        return served(inputs, scale.server)
    return sealed(inputs, scale.offline) if asked.offline else measured(inputs, scale)


if __name__ == "__main__":
    sys.exit(main())
