"""A workspace's tables in memory, filled with facts directly."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime

from tests.storage.facts import Facts
from triage_tui.domain.values import milliseconds
from triage_tui.storage.schema import EVERY

VERSION = 2
"""Of every case; every other undecided one has a decision about the version before."""


def shelf() -> sqlite3.Connection:
    """Empty tables."""
    db = sqlite3.connect(":memory:")
    for statement in EVERY:
        db.execute(statement)
    return db


def fill(db: sqlite3.Connection, cases: Iterable[Facts]) -> None:
    """Put cases in, numbered from 1."""
    for n, case in enumerate(cases, 1):
        _insert(db, "case_head", _head(n, case))
        for f, flag in enumerate(case.flags):
            _insert(
                db,
                "case_flag",
                {
                    "n": n,
                    "f": f,
                    "clause": flag.clause,
                    "policy_id": flag.policy,
                    "policy_version": flag.version,
                    "classifier": flag.classifier,
                    "probability": flag.probability,
                },
            )
        db.execute("INSERT INTO case_text (rowid, text) VALUES (?, ?)", (n, case.text))
        if "draft" in case.has:
            _insert(db, "draft", {"n": n, "version": VERSION, "saved_ms": 0, "json": b"{}"})
        if case.outcome is not None:
            _decide(db, n, VERSION, case)
            for cause in set(case.causes):
                _insert(db, "case_cause", {"n": n, "value": cause})
        elif n % 2:
            _decide(db, n, VERSION - 1, replace(case, outcome="modify", outbox="sent", reviewer="x", causes=("other",)))


def _head(n: int, case: Facts) -> dict[str, object]:
    return {
        "n": n,
        "id": case.id,
        "version": VERSION,
        "queue": case.queue,
        "origin": case.origin,
        "received_ms": _ms(case.received),
        "due_ms": _ms(case.due),
        "domain": case.domain,
        "language": case.lang,
        "tier": case.tier,
        "model": case.model,
        "probability": case.score,
        "over": case.over,
        "severity": case.sev,
        "turns": 0,
        "chars": 0,
        "flags": len(case.flags),
        "has": "".join(f" {word}" for word in sorted(case.has)) + " ",
        "snippet": "",
        "labels": json.dumps(case.labels),
        "retention_class": "standard",
        "legal_hold": 0,
        "state": "decided" if case.state == "closed" else case.state,
        "tagged": case.tagged,
        "outcome": case.outcome,
        "outbox": case.outbox,
        "reviewer": case.reviewer,
    }


def _decide(db: sqlite3.Connection, n: int, version: int, case: Facts) -> None:
    entry = {"seq": 1 + db.execute("SELECT count(*) FROM journal").fetchone()[0], "id": f"d{n}"}
    _insert(db, "journal", {**entry, "type": "decision", "at_ms": 0, "sha256": "", "body": b""})
    decision = {"version": version, "kind": "review", "outcome": case.outcome, "causes": json.dumps(case.causes)}
    _insert(db, "decision", {**entry, "n": n, **decision, "reviewer": case.reviewer, "decided_ms": 0})
    _insert(db, "outbox", {"decision_id": f"d{n}", "state": case.outbox, "created_ms": 0})


def _ms(moment: datetime | None) -> int | None:
    return None if moment is None else milliseconds(moment)


def _insert(db: sqlite3.Connection, table: str, row: dict[str, object]) -> None:
    marks = ", ".join("?" * len(row))
    db.execute(f"INSERT INTO {table} ({', '.join(row)}) VALUES ({marks})", tuple(row.values()))
