"""Many reviewers on one queue: how soon each gets a case and an answer, and that no case is served twice."""

from __future__ import annotations

import asyncio
import json
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from hashlib import sha256
from random import Random
from time import perf_counter, time
from typing import Any

import msgspec

from benchmarks.inputs import Inputs
from benchmarks.served import OPERATOR, Served, postgresql, serving
from benchmarks.table import Row, Target
from triage_tui.domain.ids import uuid7
from triage_tui.domain.values import rfc3339
from triage_tui.domain.wire.leases import Lease

QUEUES = ("general", "security")
Think = Callable[[], float]
"""Seconds that a reviewer takes for a case."""


class Line:
    """A line to the server that stays open. As little as can be: what is measured is not the client."""

    def __init__(self, port: int, token: str) -> None:
        self._port, self._token = port, token
        self._reader: asyncio.StreamReader | None = None

    async def open(self) -> None:
        """Connect."""
        self._reader, self._writer = await asyncio.open_connection("127.0.0.1", self._port)

    async def ask(self, method: str, path: str, said: Any = None, **headers: str) -> tuple[int, bytes]:
        """One request; the status and the body of the answer."""
        assert self._reader is not None
        body = b"" if said is None else json.dumps(said).encode()
        head = {"Host": "x", "Authorization": f"Bearer {self._token}", "Content-Length": str(len(body)), **headers}
        if body:
            head["Content-Type"] = "application/json"
        lines = "".join(f"{name.replace('_', '-')}: {value}\r\n" for name, value in head.items())
        self._writer.write(f"{method} {path} HTTP/1.1\r\n{lines}\r\n".encode() + body)
        answer = (await self._reader.readuntil(b"\r\n\r\n")).lower()
        length = answer.partition(b"content-length: ")[2].partition(b"\r\n")[0]
        return int(answer[9:12]), await self._reader.readexactly(int(length or b"0"))

    def close(self) -> None:
        """Hang up."""
        self._writer.close()


@dataclass
class Tally:
    """What all reviewers together found."""

    leases: list[float] = field(default_factory=list)
    """Milliseconds of each."""
    decisions: list[float] = field(default_factory=list)
    served: Counter[str] = field(default_factory=Counter)
    """How often each case was."""
    acknowledged: set[str] = field(default_factory=set)
    """Ids of decisions."""
    later: int = 0
    """How often somebody was asked to come back."""
    seconds: float = 0.0


async def _work(line: Line, name: str, queue: str, tally: Tally, until: float, think: Think) -> None:
    """Take cases and decide them until a time."""
    await asyncio.sleep(think())
    while perf_counter() < until:
        status, body = await _timed(line, tally, tally.leases, "/v1/leases", {"queue": queue, "ttl_s": 900})
        if status == 204:
            return
        lease = msgspec.json.decode(body, type=Lease)
        tally.served[lease.case_id] += 1
        await asyncio.sleep(think())
        said = _decision(name, bytes(lease.case or b""))
        fence = {"Lease_Fence": str(lease.fence)}
        await _timed(line, tally, tally.decisions, "/v1/decisions", said, fence)
        tally.acknowledged.add(said["id"])


async def _timed(
    line: Line, tally: Tally, times: list[float], path: str, said: Any, headers: Mapping[str, str] | None = None
) -> tuple[int, bytes]:
    """Ask until there is an answer; the time counts from the first time."""
    began = perf_counter()
    while True:
        status, body = await line.ask("POST", path, said, **(headers or {}))
        if status not in (429, 503):
            break
        tally.later += 1
        await asyncio.sleep(float(json.loads(body).get("retry_after", 1)))
    if status >= 400:
        raise RuntimeError(f"{path}: {status} {body[:300]!r}")
    times.append((perf_counter() - began) * 1000)
    return status, body


def _decision(reviewer: str, case: bytes) -> dict[str, Any]:
    read = json.loads(case)
    about = {"case_id": read["id"], "case_version": read.get("version", 1), "case_sha256": sha256(case).hexdigest()}
    return about | {
        "schema": "triage.decision/1", "id": uuid7(int(time() * 1000)), "outcome": "uphold", "confidence": 4,
        "rationale": "A rationale as long as most of them are.", "reviewer": reviewer,
        "decided_at": rfc3339(datetime.now(UTC)),
    }  # fmt: skip


async def _shift(port: int, tokens: Mapping[str, str], seconds: float, think: Think) -> Tally:
    """All of them for so many seconds; what was begun is finished."""
    tally, lines = Tally(), {name: Line(port, token) for name, token in tokens.items()}
    for line in lines.values():
        await line.open()
    began = perf_counter()
    works = [
        _work(line, name, QUEUES[n % len(QUEUES)], tally, began + seconds, think)
        for n, (name, line) in enumerate(lines.items())
    ]
    await asyncio.gather(*works)
    tally.seconds = perf_counter() - began
    for line in lines.values():
        line.close()
    return tally


async def _alive(port: int, clients: int, seconds: float) -> list[float]:
    """So many that only ask whether the server is there: what HTTP alone takes."""
    times: list[float] = []

    async def ask() -> None:
        line = Line(port, "nobody")
        await line.open()
        while perf_counter() < until:
            before = perf_counter()
            await line.ask("GET", "/v1/healthz")
            times.append((perf_counter() - before) * 1000)
        line.close()

    until = perf_counter() + seconds
    await asyncio.gather(*(ask() for _ in range(clients)))
    return times


def everywhere(inputs: Inputs, cases: int, reviewers: int, seconds: float, pause: float) -> Iterator[Row]:
    """One process on a file, and four that share a PostgreSQL where that is installed."""
    with serving(str(inputs.folder / "shared.db"), cases) as served:
        yield from shifts(served, "SQLite", reviewers, seconds, pause)
    with postgresql(inputs.folder) as database:
        if database is not None:
            with serving(database, cases, 4) as served:
                yield from shifts(served, "PostgreSQL", reviewers, seconds, pause)


def shifts(served: Served, where: str, reviewers: int, seconds: float, pause: float) -> Iterator[Row]:
    """A calm shift and one as fast as the server can; `pause` is how long a reviewer takes for a case, about."""
    tokens = {f"reviewer-{n}": served.token(f"reviewer-{n}") for n in range(reviewers)}
    dice = Random(1)
    calm = asyncio.run(_shift(served.port, tokens, seconds, lambda: dice.uniform(0, 2 * pause)))
    yield from _rows(f"{where}: {reviewers} reviewers, {pause:g} s a case", calm, promised=True)
    alive = asyncio.run(_alive(served.port, reviewers, seconds / 4))
    flat = asyncio.run(_shift(served.port, tokens, seconds, lambda: 0.0))
    yield from _rows(f"{where}: {reviewers} reviewers, no pause", flat)
    yield Row(f"{where}: {reviewers} clients, no work", "healthz", (len(alive) / (seconds / 4),), "/s")
    yield Row(f"{where}: peak memory", "serve", (served.peak(),), "MB")
    kept = _kept(served)
    twice = sum(times > 1 for times in (calm.served + flat.served).values())
    lost = len((calm.acknowledged | flat.acknowledged) ^ kept)
    yield Row(f"{where}: served twice", "serve", (twice,), "cases", targets=(Target("0", twice == 0),))
    yield Row(f"{where}: acknowledged and not kept", "serve", (lost,), "decisions", targets=(Target("0", lost == 0),))


def _rows(job: str, tally: Tally, *, promised: bool = False) -> Iterator[Row]:
    for name, times in (("lease", tally.leases), ("decision", tally.decisions)):
        row = Row(f"{job}: {name}", "serve", tuple(times))
        targets = (Target("p99 < 200 ms", row.at(0.99) < 200),) if promised else ()
        yield Row(row.job, row.program, row.values, targets=targets)
        yield Row(f"{job}: {name}s", "serve", (len(times) / tally.seconds,), "/s")
    if tally.later:
        yield Row(f"{job}: asked to come back", "serve", (tally.later,), "times")


def _kept(served: Served) -> set[str]:
    """The decisions in the server's journal."""
    found: set[str] = set()
    since, more = None, True
    while more:
        page = served.store.journal(OPERATOR, since, 500)
        since, more = page.next, page.more
        found |= {one.decision.id for one in page.decisions}
    return found
