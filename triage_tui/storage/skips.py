"""Skips on their way to the source: kept with their entry in the log, forgotten once the source has answered."""

from __future__ import annotations

import sqlite3
from datetime import datetime

import msgspec

from triage_tui.domain.outbox import OutgoingSkip
from triage_tui.domain.values import milliseconds
from triage_tui.storage.rows import moment_of, ms_of
from triage_tui.storage.schema import WAITING

_DUE = "(s.next_try_ms IS NULL OR s.next_try_ms <= :now OR s.tried_ms > :now)"  # as with decisions, see `outbox`
_FREE = f"""
    NOT EXISTS (SELECT 1 FROM decision d JOIN outbox o ON o.decision_id = d.id
      WHERE d.n = s.n AND o.state IN ({WAITING}))
"""
"""That the source has answered every decision about the case."""


def keep(db: sqlite3.Connection, n: int, seq: int) -> None:
    """Have the source told of the skip in a log entry; nothing where the case came from no source."""
    db.execute("INSERT INTO skip (seq, n) SELECT ?, n FROM pulled WHERE n = ?", (seq, n))


def take_back(db: sqlite3.Connection, n: int) -> None:
    """Tell the source nothing of a case that it has not been told yet."""
    db.execute("DELETE FROM skip WHERE n = ?", (n,))


def waiting(db: sqlite3.Connection, now: datetime) -> OutgoingSkip | None:
    """The oldest that may be sent now."""
    row = db.execute(
        "SELECT j.id, h.id, j.body, s.attempts FROM skip s JOIN journal j ON j.seq = s.seq"
        f" JOIN case_head h ON h.n = s.n WHERE {_DUE} AND {_FREE} ORDER BY s.seq LIMIT 1",
        {"now": milliseconds(now)},
    ).fetchone()
    if row is None:
        return None
    skip_id, case_id, body, attempts = row
    said = msgspec.json.decode(body)
    return OutgoingSkip(skip_id, case_id, said.get("reason", ""), said.get("note", ""), attempts)


def next_try(db: sqlite3.Connection, now: datetime) -> datetime | None:
    """When the next one is due."""
    (soonest,) = db.execute(
        f"SELECT min(CASE WHEN {_DUE} THEN 0 ELSE s.next_try_ms END) FROM skip s WHERE {_FREE}",
        {"now": milliseconds(now)},
    ).fetchone()
    return None if soonest is None else max(moment_of(soonest) or now, now)


def settle(db: sqlite3.Connection, skip_id: str, again: datetime | None, now: datetime) -> None:
    """Forget one, or try it again at a later time."""
    this = "WHERE seq = (SELECT seq FROM journal WHERE id = ?)"
    if again is None:
        db.execute(f"DELETE FROM skip {this}", (skip_id,))
    else:
        later = f"UPDATE skip SET attempts = attempts + 1, next_try_ms = ?, tried_ms = ? {this}"
        db.execute(later, (ms_of(again), milliseconds(now), skip_id))
