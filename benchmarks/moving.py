"""Many cases in and many decisions out through the verb `sync`, beside the least that a client can do, in turn."""

from __future__ import annotations

import json
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import msgspec

from benchmarks.figures import paired
from benchmarks.inputs import ROOT, TRIAGE, Inputs
from benchmarks.relay import Relay
from benchmarks.served import Served, peak, serving
from benchmarks.table import Row, Target
from triage_tui.domain.decision import Client, Decision
from triage_tui.domain.filter import parse
from triage_tui.domain.ids import uuid7
from triage_tui.domain.words import Outcome
from triage_tui.storage.opening import open_workspace
from triage_tui.storage.workspace import Workspace

FLOOR = (sys.executable, "-m", "benchmarks.floor")
MEMORY = 300.0
"""MB that a client may hold, however much it pulls."""


@dataclass(frozen=True, slots=True)
class Ran:
    """A program that came to its end."""

    seconds: float
    said: str
    peak: float
    """MB."""


def run(inputs: Inputs, argv: Sequence[str], **more: str) -> Ran:
    """Run a program to its end."""
    began, most = time.perf_counter(), 0.0
    with subprocess.Popen(argv, env={**inputs.environment, **more}, cwd=ROOT, stdout=subprocess.PIPE) as running:
        while running.poll() is None:
            most = max(most, peak(running.pid))
            time.sleep(0.01)
        took = time.perf_counter() - began
        assert running.stdout is not None
        if running.returncode:
            raise RuntimeError(f"{argv} ended with {running.returncode}")
        return Ran(took, running.stdout.read().decode(), most)


class Mover:
    """One reviewer with a workspace, and another who has only httpx."""

    def __init__(self, inputs: Inputs, served: Served) -> None:
        self._inputs, self._served = inputs, served
        self._ours, self._floor = ({"TRIAGE_TOKEN": served.token(name)} for name in ("ana", "ben"))
        self._workspace = inputs.folder / "moved.db"

    def pull(self, count: int, rounds: int) -> Iterator[Row]:
        """Everything, into a new workspace each time."""
        ours, floor, most = list[float](), list[float](), 0.0
        for _ in range(rounds):
            floor.append(self._read(count, [*FLOOR, "pull", self._served.address], self._floor).seconds)
            self._forget()
            ran = self._read(count, self._sync("--pull"), self._ours)
            ours.append(ran.seconds)
            most = max(most, ran.peak)
        yield from _rates(f"pull {count:,} cases", count, ours, floor, 0.6)
        target = Target(f"< {MEMORY:.0f} MB", most < MEMORY)
        yield Row(f"pull {count:,} cases: peak memory", "triage-tui", (most,), "MB", targets=(target,))
        yield Row(f"pull {count:,} cases: workspace", "triage-tui", (self._workspace.stat().st_size / 1e6,), "MB")

    def push(self, count: int, rounds: int) -> Iterator[Row]:
        """Decisions about cases that were pulled, some each round; those of ours are in the outbox before."""
        each = count // rounds
        ids = self._waiting(2 * each * rounds)
        ours, floor = list[float](), list[float]()
        for n in range(rounds):
            mine, theirs = (ids[start : start + each] for start in (2 * n * each, (2 * n + 1) * each))
            self._decide(mine)
            path = self._inputs.folder / "decisions.jsonl"
            with path.open("wb") as file:
                file.writelines(msgspec.json.encode(_decision(one, "ben")) + b"\n" for one in theirs)
            ran = run(self._inputs, [*FLOOR, "push", self._served.address, str(path)], **self._floor)
            floor.append(_all(each, int(ran.said), ran).seconds)
            ran = run(self._inputs, self._sync("--push"), **self._ours)
            ours.append(_all(each, json.loads(ran.said)["pushed"], ran).seconds)
        yield from _rates(f"push {count:,} decisions", each, ours, floor, 0.8)

    def weigh(self, count: int) -> Iterator[Row]:
        """Bytes on the wire: a relay counts them."""
        with Relay(self._served.port) as relay:
            self._forget()
            run(self._inputs, self._sync("--pull", address=relay.address), **self._ours)
            yield Row("on the wire: a case pulled", "triage-tui", (relay.down / self._pulled(),), "bytes")
            relay.up = relay.down = 0
            self._decide(self._waiting(count))
            run(self._inputs, self._sync("--push", address=relay.address), **self._ours)
            yield Row("on the wire: a decision pushed", "triage-tui", (relay.up / count,), "bytes")
            yield Row("on the wire: its answer", "triage-tui", (relay.down / count,), "bytes")

    def _sync(self, what: str, address: str = "") -> list[str]:
        return [*TRIAGE, "--workspace", str(self._workspace), "sync", address or self._served.address, what, "--json"]

    def _read(self, count: int, argv: Sequence[str], token: Mapping[str, str]) -> Ran:
        ran = run(self._inputs, argv, **token)
        return _all(count, int(ran.said) if ran.said.isdigit() else json.loads(ran.said)["pulled"], ran)

    def _forget(self) -> None:
        for each in self._workspace.parent.glob(f"{self._workspace.name}*"):
            each.unlink()

    def _open(self) -> Workspace:
        return open_workspace(self._workspace, reviewer="ana")

    def _pulled(self) -> int:
        workspace = self._open()
        try:
            return workspace.count(parse(""))
        finally:
            workspace.close()

    def _waiting(self, count: int) -> list[str]:
        """Cases that wait, by id."""
        workspace, found, behind = self._open(), list[str](), None
        try:
            while len(found) < count:
                page = workspace.page(parse("is:open -origin:appeal"), limit=500, after=behind)
                found += [head.id for head in page.heads]
                behind = page.heads[-1].n
        finally:
            workspace.close()
        return found[:count]

    def _decide(self, ids: Sequence[str]) -> None:
        """Put decisions into the outbox that may go out at once."""
        workspace, over = self._open(), datetime.now(UTC) - timedelta(seconds=1)
        try:
            for one in ids:
                opened = workspace.open_case(one)
                assert opened is not None
                workspace.record(_decision(one, "ana", opened.sha256), hold_until=over)
        finally:
            workspace.close()


def _decision(case_id: str, reviewer: str, sha256: str = "0" * 64) -> Decision:
    now = datetime.now(UTC)
    return Decision(
        id=uuid7(int(now.timestamp() * 1000)), case_id=case_id, case_version=1, case_sha256=sha256,
        outcome=Outcome.UPHOLD, rationale="A rationale as long as most of them are.", confidence=4,
        reviewer=reviewer, decided_at=now, client=Client(name="benchmark"),
    )  # fmt: skip


def _all(count: int, done: int, ran: Ran) -> Ran:
    if done != count:
        raise RuntimeError(f"{done:,} instead of {count:,}")
    return ran


def _rates(job: str, count: int, ours: Sequence[float], floor: Sequence[float], least: float) -> Iterator[Row]:
    ratio = paired(floor, ours)
    target = Target(f">= {least}x the rate", ratio.middle >= least)
    yield Row(job, "triage-tui", tuple(count / one for one in ours), "/s")
    yield Row(job, "httpx and json", tuple(count / one for one in floor), "/s", ours=ratio, targets=(target,))


def rates(inputs: Inputs, cases: int, decisions: int, pulls: int, pushes: int) -> Iterator[Row]:
    """Pull and push, on a server of one process with a file."""
    with serving(str(inputs.folder / "moving.db"), cases) as served:
        mover = Mover(inputs, served)
        yield from mover.pull(cases, pulls)
        yield from mover.push(decisions, pushes)
    with serving(str(inputs.folder / "weighing.db"), cases // 20) as served:
        yield from Mover(inputs, served).weigh(decisions // 20)
