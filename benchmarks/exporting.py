"""How fast decisions go out, beside a program that prints the very same rows from a plain table."""

from __future__ import annotations

import csv
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import closing
from datetime import UTC, datetime, timedelta
from itertools import islice
from pathlib import Path

import msgspec

from benchmarks.figures import paired
from benchmarks.importing import SQLITE_UTILS
from benchmarks.inputs import ROOT, TRIAGE, Inputs
from benchmarks.table import Row, Target
from triage_tui.domain.decision import Client, Decision, Evidence, Finding, Shown, ShownPolicy
from triage_tui.domain.ids import uuid7
from triage_tui.domain.journal import Entry, Head, link
from triage_tui.domain.values import milliseconds
from triage_tui.domain.words import Locus, Outcome, RootCause, Verdict
from triage_tui.export.told import DECISION, FINDING

CASES = 500
"""That the decisions are about."""
BEGIN = datetime(2026, 1, 1, tzinfo=UTC)
BATCH = 10_000
"""Rows that are put into a database at a time."""
WHY = (
    "The user asks how a process is stopped; “kill” is the word of the shell, and nobody is harmed.",
    "Everything asked for is in the manual.\nThe second half is a quotation: \"how to\".",
)  # fmt: skip
MOST_MEMORY = 200
"""Megabytes that an export may need, however long it is."""


def rates(inputs: Inputs, count: int, rounds: int) -> Iterator[Row]:
    """The table as CSV beside `sqlite-utils rows --csv`, and the log as it is."""
    workspace, out = decided(inputs, count), inputs.folder / "out"
    table = inputs.folder / f"rows-{count}.db"
    _took(inputs, _export(workspace, "csv", out), None)
    _plain(out, table)
    ours, theirs, logs, memory = list[float](), list[float](), list[float](), list[float]()
    for _ in range(rounds):
        ours.append(_took(inputs, _export(workspace, "csv", out), None))
        theirs.append(_took(inputs, [*SQLITE_UTILS, "rows", str(table), "rows", "--csv"], inputs.folder / "theirs"))
        logs.append(_took(inputs, _export(workspace, "jsonl", out), None))
        memory.append(_held(inputs, _export(workspace, "csv", out)))
    ratio, job = paired(ours, theirs), f"export {count:,} decisions"
    yield Row(f"{job} as CSV", "triage-tui", tuple(ours))
    promised = Target(">= 1.0x the rate", ratio.middle <= 1)
    yield Row(f"{job} as CSV", "sqlite-utils rows --csv", tuple(theirs), ours=ratio, targets=(promised,))
    yield Row(f"{job} as JSON lines", "triage-tui", tuple(logs))
    kept = Target(f"< {MOST_MEMORY} MB", max(memory) < MOST_MEMORY)
    yield Row(f"{job}, peak memory", "triage-tui", tuple(memory), "MB", targets=(kept,))


def decided(inputs: Inputs, count: int) -> Path:
    """A workspace with so many decisions in its log, put there by the shortest way."""
    path = inputs.queue(CASES)
    with closing(sqlite3.connect(path)) as db:
        cases = db.execute("SELECT n, id, version, sha256 FROM case_head JOIN case_body USING (n, version)").fetchall()
        (log_id,) = db.execute("SELECT log_id FROM workspace").fetchone()
        made = _chain(cases, Head(log_id), count)
        while some := list(islice(made, BATCH)):
            _keep(db, some)
    return path


def _chain(cases: Sequence[tuple[int, str, int, str]], head: Head, count: int) -> Iterator[tuple[int, Decision, Entry]]:
    for number in range(count):
        n, case_id, version, sha256 = cases[number % len(cases)]
        at = BEGIN + timedelta(seconds=20 * number)
        one = _decision(number, at, case_id, version, sha256)
        entry = link(one, head)
        head = Head(head.log_id, entry.seq, entry.sha256)
        yield n, one, entry


def _decision(number: int, at: datetime, case_id: str, version: int, sha256: str) -> Decision:
    wrong = number % 3 == 0
    found = Finding(
        policy_id="sample-aup",
        policy_version="2",
        clause="violence.1",
        flag_id="f1",
        locus=Locus.USER_REQUEST,
        verdict=Verdict.DOES_NOT_VIOLATE if wrong else Verdict.VIOLATES,
        severity=2,
        evidence=(Evidence(turn_id="t1", start=4, end=40, sha256=sha256),),
    )
    return Decision(
        id=uuid7(milliseconds(at)),
        case_id=case_id,
        case_version=version,
        case_sha256=sha256,
        outcome=Outcome.OVERTURN if wrong else Outcome.UPHOLD,
        reviewer=f"reviewer-{number % 7}",
        started_at=at - timedelta(seconds=47),
        decided_at=at,
        active_seconds=number % 900 / 10,
        confidence=number % 5 + 1,
        root_causes=(RootCause.KEYWORD_WITHOUT_CONTEXT,) if wrong else (),
        rationale=WHY[number % 10 == 0],
        findings=(found,) * (1 + (number % 5 == 0)),
        shown=Shown(policies=(ShownPolicy(policy_id="sample-aup", policy_version="2", sha256=sha256),), text_rules="1"),
        client=Client(name="triage-tui", version="0"),
    )


def _keep(db: sqlite3.Connection, some: Sequence[tuple[int, Decision, Entry]]) -> None:
    ms = [milliseconds(one.decided_at) for _, one, _ in some]
    rows = list(zip(some, ms, strict=True))
    with db:
        db.executemany(
            "INSERT INTO journal (seq, id, type, at_ms, sha256, body) VALUES (?, ?, 'decision', ?, ?, ?)",
            [(entry.seq, one.id, at, entry.sha256, entry.body) for (_, one, entry), at in rows],
        )
        db.executemany(
            "INSERT INTO decision VALUES (?, ?, ?, ?, 'review', ?, ?, ?, ?, NULL)",
            [
                (one.id, entry.seq, n, one.case_version, one.outcome, msgspec.json.encode(one.root_causes).decode(),
                 one.reviewer, at)
                for (n, one, entry), at in rows
            ],
        )  # fmt: skip
        db.executemany(
            "INSERT INTO outbox (decision_id, state, created_ms, seq) VALUES (?, 'accepted', ?, ?)",
            [(one.id, at, entry.seq) for (_, one, entry), at in rows],
        )


def _plain(sheet: Path, path: Path) -> None:
    """The very rows of a sheet in one table of text."""
    columns = (*DECISION, *FINDING)
    path.unlink(missing_ok=True)
    with closing(sqlite3.connect(path)) as db, sheet.open(newline="", encoding="utf-8") as file, db:
        db.execute(f"CREATE TABLE rows ({', '.join(columns)})")
        cells = csv.reader(file)
        next(cells)
        db.executemany(f"INSERT INTO rows VALUES ({', '.join('?' * len(columns))})", cells)


def _export(workspace: Path, kind: str, out: Path) -> list[str]:
    where = ["--workspace", str(workspace), "export", "decisions"]
    return [*TRIAGE, *where, "--format", kind, "--force", "-o", str(out)]


def _took(inputs: Inputs, argv: Sequence[str], out: Path | None) -> float:
    """Milliseconds until a command is through; what it prints goes into a file."""
    with (out or Path("/dev/null")).open("wb") as file:
        before = time.perf_counter()
        subprocess.run(argv, env=inputs.environment, check=True, stdout=file, cwd=ROOT)
        return (time.perf_counter() - before) * 1000


def _held(inputs: Inputs, argv: Sequence[str]) -> float:
    """Megabytes that a command had at most."""
    code = (
        "import resource, subprocess, sys; subprocess.run(sys.argv[1:], check=True, stdout=subprocess.DEVNULL);"
        "print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)"
    )
    ran = subprocess.run(
        [sys.executable, "-c", code, *argv], env=inputs.environment, check=True, capture_output=True, cwd=ROOT
    )
    return int(ran.stdout) / 1024
