"""Decisions as tables that refer to each other, for SQLite, sqlite-utils and Datasette."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import islice
from typing import Any

from triage_tui.export.told import Told

TABLES = (
    """
    CREATE TABLE decision (
      id TEXT PRIMARY KEY, state TEXT NOT NULL, log_seq INTEGER NOT NULL, case_id TEXT NOT NULL,
      case_version INTEGER NOT NULL, case_sha256 TEXT NOT NULL, kind TEXT NOT NULL, outcome TEXT NOT NULL,
      confidence INTEGER, rationale TEXT NOT NULL, template TEXT, mode TEXT NOT NULL, reviewer TEXT NOT NULL,
      role TEXT NOT NULL, started_at TEXT, decided_at TEXT NOT NULL, active_seconds REAL,
      supersedes TEXT, supersedes_reason TEXT NOT NULL, appeal_of TEXT
    )
    """,
    """
    CREATE TABLE finding (
      id INTEGER PRIMARY KEY, decision_id TEXT NOT NULL REFERENCES decision (id), number INTEGER NOT NULL,
      policy_id TEXT NOT NULL, policy_version TEXT NOT NULL, clause TEXT NOT NULL, flag_id TEXT, locus TEXT NOT NULL,
      verdict TEXT NOT NULL, severity INTEGER, factors TEXT
    )
    """,
    """
    CREATE TABLE evidence (
      id INTEGER PRIMARY KEY, finding_id INTEGER NOT NULL REFERENCES finding (id), turn_id TEXT NOT NULL,
      part INTEGER NOT NULL, "start" INTEGER NOT NULL, "end" INTEGER NOT NULL
    )
    """,
    "CREATE TABLE root_cause (id INTEGER PRIMARY KEY, decision_id TEXT NOT NULL REFERENCES decision (id), cause TEXT)",
    "CREATE TABLE remedy (id INTEGER PRIMARY KEY, decision_id TEXT NOT NULL REFERENCES decision (id), type TEXT)",
)
"""Made before anything is written."""

INDEXES = (
    *(
        f"CREATE INDEX decision_{column} ON decision ({column})"
        for column in ("case_id", "outcome", "reviewer", "decided_at", "supersedes")
    ),
    *(f"CREATE INDEX finding_{column} ON finding ({column})" for column in ("decision_id", "clause", "verdict")),
    "CREATE INDEX evidence_finding_id ON evidence (finding_id)",
    *(f"CREATE INDEX {table}_decision_id ON {table} (decision_id)" for table in ("root_cause", "remedy")),
    "CREATE INDEX root_cause_cause ON root_cause (cause)",
)
"""Made when everything is there."""

Rows = dict[str, list[tuple[Any, ...]]]
"""Rows by their table, in an order in which each finds what it refers to."""
CHUNK = 1_000
"""Decisions that are written at a time."""


def tables(decisions: Iterable[Told]) -> Iterator[Rows]:
    """The rows of some decisions at a time; the first table has one for each."""
    rest, number = iter(decisions), 0
    while some := list(islice(rest, CHUNK)):
        rows: Rows = {name: [] for name in ("decision", "finding", "evidence", "root_cause", "remedy")}
        for one in some:
            rows["decision"].append(_decision(one))
            rows["root_cause"] += [(None, one.id, cause) for cause in one.root_causes]
            rows["remedy"] += [(None, one.id, remedy.type) for remedy in one.remedies]
            for place, found in enumerate(one.findings, 1):
                number += 1
                factors = None if found.factors is None else bytes(found.factors).decode()
                rows["finding"].append(
                    (number, one.id, place, found.policy_id, found.policy_version, found.clause, found.flag_id,
                     found.locus, found.verdict, found.severity, factors)
                )  # fmt: skip
                rows["evidence"] += [(None, number, e.turn_id, e.part, e.start, e.end) for e in found.evidence]
        yield rows


def _decision(one: Told) -> tuple[Any, ...]:
    return (
        one.id, one.state, one.seq, one.case_id, one.case_version, one.case_sha256, one.kind, one.outcome,
        one.confidence, one.rationale, one.template, one.mode, one.reviewer, one.role, one.started_at or None,
        one.decided_at, one.active_seconds, one.supersedes, one.supersedes_reason, one.appeal_of,
    )  # fmt: skip
