"""A desk on a server far away: the start, and keys while the server is slow or has stopped answering."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from dataclasses import replace
from itertools import count
from pathlib import Path

from benchmarks import moving, programs
from benchmarks.figures import paired
from benchmarks.inputs import TRIAGE, Inputs
from benchmarks.keys import OPEN
from benchmarks.programs import Program
from benchmarks.relay import Relay
from benchmarks.served import serving
from benchmarks.startup import started_in_turn
from benchmarks.table import Row, Target
from benchmarks.turns import Seat, opened, press_in_turn

FAR = 0.15
"""Seconds to the server and back."""
STALLED = 3600.0
"""The same where no answer comes as long as anybody waits."""
KEYS = {"move in the queue": b"j", "next case": b"]", "decide, then next case": b"1"}
READY = r"demo-\d{7}"


def far(inputs: Inputs, cases: int, starts: int, rounds: int) -> Iterator[Row]:
    """Beside a local workspace of the same cases, in turn."""
    with serving(str(inputs.folder / "away.db"), cases) as served, Relay(served.port) as relay:
        desk = _Desk(inputs, cases, relay, served.token("ana"))
        desk.pull()
        relay.round_trip = FAR
        slow = f"server at {FAR * 1000:.0f} ms"
        yield from _starts(desk, slow, starts)
        with desk.new().start() as terminal:
            yield Row(f"{slow}, first time: first case on screen", "triage-tui", (terminal.until(READY),))
        yield from _keys(desk, slow, rounds)
        relay.round_trip = STALLED
        yield from _keys(desk, "server that stalls", rounds)


class _Desk:
    """One reviewer's desk on the server, as it is after the first pull, for any number of programs."""

    def __init__(self, inputs: Inputs, cases: int, relay: Relay, token: str) -> None:
        self._inputs, self._cases, self._relay, self._token = inputs, cases, relay, token
        self._numbers = count()
        self._pulled = self._home()

    def pull(self) -> None:
        """Bring the cases here, once."""
        argv = [*TRIAGE, "sync", self._relay.address, "--pull"]
        moving.run(self._inputs, argv, TRIAGE_TOKEN=self._token, **_folders(self._pulled))

    def new(self) -> Program:
        """The desk where nothing was pulled before. Decisions go out after a second, so that there is traffic."""
        return self._at(self._home())

    def again(self) -> Program:
        """The desk where the cases were pulled before."""
        home = self._home()
        shutil.copytree(self._pulled, home)
        return self._at(home)

    def local(self) -> Program:
        """The desk on a workspace with the same cases, and no server."""
        return programs.triage(self._inputs, self._inputs.queue(self._cases))

    def _home(self) -> Path:
        return self._inputs.folder / f"home-{next(self._numbers)}"

    def _at(self, home: Path) -> Program:
        program = self.local()
        more = {"TRIAGE_TOKEN": self._token, "TRIAGE_REVIEW_UNDO_WINDOW_S": "1"}
        argv = (program.argv[0], self._relay.address)
        return replace(program, argv=argv, environment={**program.environment, **_folders(home), **more})


def _folders(home: Path) -> dict[str, str]:
    return {f"XDG_{kind}_HOME": str(home / kind) for kind in ("CONFIG", "DATA", "STATE", "CACHE")}


def _starts(desk: _Desk, where: str, rounds: int) -> Iterator[Row]:
    """With cases that were pulled before: nothing has to be asked of the server until the first case is there."""
    shown, answered = started_in_turn([desk.again(), desk.local()], rounds)
    for job, times in (("first case on screen", shown), ("first key answered", answered)):
        longer = sum(times[0]) / len(times[0]) - sum(times[1]) / len(times[1])
        target = Target("<= 1 round trip more", longer <= FAR * 1000)
        yield Row(f"{where}: {job}", "triage-tui", times[0], targets=(target,))
        yield Row(f"{where}: {job}", "a local workspace", times[1], ours=paired(times[0], times[1]))


def _keys(desk: _Desk, where: str, rounds: int) -> Iterator[Row]:
    """Keys of the desk on the server and of the local one, in turn."""
    for job, key in KEYS.items():
        first = () if job == "move in the queue" else (OPEN,)
        with opened(desk.again(), *first) as here, opened(desk.local(), *first) as there:
            mine, beside = (Seat(job, "triage-tui", terminal, [key]) for terminal in (here, there))
            press_in_turn([mine, beside], rounds)
        row = _first(f"{where}: {job}", mine)
        yield replace(row, targets=(Target("p99 < 60 ms", row.at(0.99) < 60),))
        local = _first(f"{where}: {job}", beside)
        yield replace(local, program="a local workspace", ours=paired(row.values, local.values))


def _first(job: str, seat: Seat) -> Row:
    """To the first byte of each answer: what the server says meanwhile is drawn too, and would count as its end."""
    row = seat.row()
    return replace(row, job=job, values=tuple(press.first for press in seat.presses))
