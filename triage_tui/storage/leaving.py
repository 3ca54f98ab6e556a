"""Decisions on their way out in long runs: no more is read of each than a table needs."""

from __future__ import annotations

import sqlite3
from datetime import datetime

from triage_tui.domain.standing import Recorded
from triage_tui.storage.packing import unpack
from triage_tui.storage.rows import ms_of


def recorded(db: sqlite3.Connection, after: int, ns: str | None, since: datetime | None, limit: int) -> list[Recorded]:
    """Decisions behind an entry number, oldest first; `ns` is a JSON array of the case numbers that count."""
    only = "" if ns is None else "AND j.id IN (SELECT id FROM decision WHERE n IN (SELECT value FROM json_each(:ns)))"
    return db.execute(
        "SELECT j.seq, j.body, o.state FROM journal j JOIN outbox o ON o.decision_id = j.id"
        f" WHERE j.type = 'decision' AND j.seq > :after AND j.at_ms >= :since {only} ORDER BY j.seq LIMIT :most",
        {"after": after, "since": ms_of(since) if since else -(1 << 63), "ns": ns, "most": limit},
    ).fetchall()


def replaced(db: sqlite3.Connection) -> frozenset[str]:
    """The ids of the decisions that another one, not withdrawn, has taken the place of."""
    rows = db.execute(
        "SELECT d.supersedes FROM decision d JOIN outbox o ON o.decision_id = d.id"
        " WHERE d.supersedes IS NOT NULL AND o.state <> 'withdrawn'"
    )
    return frozenset(one for (one,) in rows)


def about(db: sqlite3.Connection, case_id: str, version: int) -> bytes | None:
    """The version of a case that a decision is about, or what is left of it where its text was forgotten."""
    sql = "SELECT zstd FROM case_body WHERE n = (SELECT n FROM case_head WHERE id = ?) AND version = ?"
    row = db.execute(sql, (case_id, version)).fetchone()
    return None if row is None else unpack(row[0])
