"""Verifying a log beside hashing the same bytes, each in a process of its own.

`python -m benchmarks.verifying ACT FILE` is one such process: it says how long it took, and what it held.
"""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

from benchmarks.figures import paired
from benchmarks.inputs import ROOT, Inputs
from benchmarks.served import peak
from benchmarks.table import Row, Target
from triage_tui.domain.decision import Client, Decision, Evidence, Finding, Shown, ShownPolicy, ShownScore
from triage_tui.domain.ids import uuid7
from triage_tui.domain.journal import Entry, Head, link
from triage_tui.domain.words import Locus, Outcome, Verdict

SLOWEST = 3.0
"""How many times longer than hashing it may take."""
KINDS = 64
"""Decisions that differ in more than their place."""
LOG = "0193c1f0-0000-7000-8000-000000000001"
START = datetime(2026, 4, 21, 9, 30, tzinfo=UTC)


def rates(inputs: Inputs, count: int, rounds: int) -> Iterator[Row]:
    """`triage-tui log verify FILE`, in turn with one process of it, and with SHA-256 over the file and its lines."""
    path = inputs.folder / f"log-{count}.jsonl"
    with path.open("wb") as file:
        file.writelines(line + b"\n" for line in lines(count))
    taken: dict[str, list[tuple[float, float]]] = {act: [] for act in ACTS}
    for _ in range(rounds):
        for act, ran in taken.items():
            ran.append(_ran(inputs, act, path))
    path.unlink()
    (ours, held), (alone, _), (whole, _), (each, _) = (zip(*ran, strict=True) for ran in taken.values())
    job = f"verify a log of {count:,} entries"
    ratio = paired(ours, whole)
    yield Row(job, "triage-tui", ours)
    yield Row(job, "SHA-256 of the file", whole, ours=ratio, targets=(Target("<= 3x", ratio.middle <= SLOWEST),))
    yield Row(job, "SHA-256 of each line", each, ours=paired(ours, each))
    yield Row(job, "triage-tui, one process", alone, ours=paired(ours, alone))
    yield Row(f"{job}, peak memory of the first process", "triage-tui", held, "MB")


def lines(count: int) -> Iterator[bytes]:
    """A log of so many decisions, as it is exported: a few that differ, again and again in other places."""
    bodies = [link(_decision(n), Head(LOG)).body for n in range(min(KINDS, count))]
    before = ""
    for seq in range(1, count + 1):
        n = seq % len(bodies)
        place = b'"prev_sha256":"%b","seq":%d' % (before.encode(), seq)
        body = bodies[n].replace(b'"prev_sha256":"","seq":1', place).replace(uuid7(n).encode(), uuid7(seq).encode())
        before = hashlib.sha256(body).hexdigest()
        yield Entry(seq, before, body).line()


def _decision(n: int) -> Decision:
    digest = hashlib.sha256(bytes([n])).hexdigest()
    finding = Finding(
        policy_id="sample-aup", policy_version="2026.1", clause=f"cyber.{n % 7}", flag_id=f"f{n}",
        locus=Locus.USER_REQUEST, verdict=Verdict.DOES_NOT_VIOLATE, severity=n % 5,
        evidence=(Evidence(turn_id="t1", start=n, end=n + 40, sha256=digest),),
    )  # fmt: skip
    scores = tuple(ShownScore(flag_id=f"f{n}", clause=f"cyber.{i}", score=0.31 + n / 97, threshold=0.5) for i in (1, 2))
    return Decision(
        id=uuid7(n), case_id=f"case-{n}", case_version=1, case_sha256=digest, outcome=Outcome.OVERTURN,
        reviewer="r7", decided_at=START + timedelta(seconds=n), started_at=START, active_seconds=7.5 + n / 10,
        findings=(finding,), confidence=4, rationale="“Kill” is about a process; nobody is threatened. " * (n % 4),
        shown=Shown(
            policies=(ShownPolicy(policy_id="sample-aup", policy_version="2026.1", sha256=digest),),
            scores=scores,
            text_rules="1",
        ),
        client=Client(name="triage-tui", version="0.5.0"),
    )  # fmt: skip


def _ran(inputs: Inputs, act: str, path: Path) -> tuple[float, float]:
    argv = [sys.executable, "-m", "benchmarks.verifying", act, str(path)]
    found = subprocess.run(argv, env=inputs.environment, cwd=ROOT, check=True, stdout=subprocess.PIPE).stdout.split()
    return float(found[-2]), float(found[-1])


def _verify(path: Path) -> None:
    from triage_tui.cli.main import run

    assert run(["log", "verify", str(path), "--json"]) == 0


def _verify_alone(path: Path) -> None:
    from triage_tui.cli import log_ranges

    log_ranges.processors = lambda: 1
    _verify(path)


def _hash(path: Path) -> None:
    with path.open("rb") as file:
        hashlib.file_digest(file, "sha256")


def _hash_lines(path: Path) -> None:
    with path.open("rb") as file:
        for line in file:
            hashlib.sha256(line).hexdigest()


ACTS: dict[str, Callable[[Path], None]] = {
    "verify": _verify,
    "verify-alone": _verify_alone,
    "hash": _hash,
    "hash-lines": _hash_lines,
}


def main(act: str, path: str) -> None:
    """Do it once; say the milliseconds, and the most megabytes that this process held."""
    began = time.perf_counter()
    ACTS[act](Path(path))
    took = (time.perf_counter() - began) * 1000
    print(took, peak(os.getpid()))


if __name__ == "__main__":
    main(*sys.argv[1:])
