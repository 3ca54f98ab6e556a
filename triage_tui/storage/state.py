"""Where a case stands on the desk, worked out from what is known about it."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from datetime import datetime

import msgspec

from triage_tui.domain.draft import Draft
from triage_tui.domain.journal import Entry, Event
from triage_tui.domain.values import milliseconds
from triage_tui.errors import Refused
from triage_tui.storage import skips
from triage_tui.storage.journal import append
from triage_tui.storage.rows import ms_of
from triage_tui.storage.schema import CAUSES

_STANDING = """
    UPDATE case_head SET (outcome, outbox, reviewer, decided_ms) = (
      SELECT outcome, outbox, reviewer, decided_ms FROM standing
      WHERE n = case_head.n AND version = case_head.version ORDER BY seq DESC LIMIT 1)
    WHERE n = ?
"""
_SENT = """
    UPDATE case_head SET outbox = (
      SELECT outbox FROM standing
      WHERE n = case_head.n AND version = case_head.version ORDER BY seq DESC LIMIT 1)
    WHERE n IN (SELECT n FROM decision WHERE id IN (SELECT value FROM json_each(?)))
"""
_STATE = """
    UPDATE case_head SET state = CASE
      WHEN outcome IS NOT NULL OR EXISTS (SELECT 1 FROM pulled WHERE n = case_head.n AND closed) THEN 'decided'
      WHEN skipped THEN 'skipped'
      WHEN EXISTS (SELECT 1 FROM draft WHERE n = case_head.n AND version = case_head.version) THEN 'draft'
      ELSE 'open' END
    WHERE n = ?
"""
_CAUSES = (
    "DELETE FROM case_cause WHERE n = ?",
    f"INSERT INTO case_cause {CAUSES} WHERE case_head.n = ?",
)


def restate(db: sqlite3.Connection, *ns: int) -> None:
    """Say in the cases' rows what follows from their decisions and drafts about the newest version."""
    for n in ns:
        db.execute(_STANDING, (n,))
        db.execute(_STATE, (n,))
        for statement in _CAUSES:
            db.execute(statement, (n,))


def restate_sent(db: sqlite3.Connection, ids: Sequence[str]) -> None:
    """Say how far decisions have come where that is all that changed about them: each stands, or not, as before."""
    db.execute(_SENT, (msgspec.json.encode(ids).decode(),))


def number(db: sqlite3.Connection, case_id: str) -> int:
    """A case's row number; raises `Refused` for one that is not there."""
    row = db.execute("SELECT n FROM case_head WHERE id = ?", (case_id,)).fetchone()
    if row is None:
        raise Refused(f"there is no case {case_id} in this workspace", "triage-tui cases lists what there is")
    return int(row[0])


def skip(db: sqlite3.Connection, case_id: str, event: Event, not_before: datetime | None) -> Entry:
    """Put a case aside, say so in the log, and have its source told."""
    n = number(db, case_id)
    if db.execute("SELECT 1 FROM case_head WHERE n = ? AND state = 'decided'", (n,)).fetchone():
        raise Refused("the case is decided already, or its source closed it", "take the decision back first")
    entry = append(db, event)
    skips.keep(db, n, entry.seq)
    db.execute("UPDATE case_head SET skipped = 1, not_before_ms = ? WHERE n = ?", (ms_of(not_before), n))
    restate(db, n)
    return entry


def reopen(db: sqlite3.Connection, case_id: str) -> None:
    """Take a skipped case back."""
    n = number(db, case_id)
    skips.take_back(db, n)
    db.execute("UPDATE case_head SET skipped = 0, not_before_ms = NULL WHERE n = ?", (n,))
    restate(db, n)


def due_to_wake(db: sqlite3.Connection, now: datetime) -> list[int]:
    """The cases that were put aside until now."""
    sql = "SELECT n FROM case_head WHERE state = 'skipped' AND state <> 'open' AND not_before_ms <= ?"
    return [n for (n,) in db.execute(sql, (milliseconds(now),))]


def wake(db: sqlite3.Connection, now: datetime) -> None:
    """Take back the cases that were put aside until now."""
    ns = due_to_wake(db, now)
    sql = "UPDATE case_head SET skipped = 0, not_before_ms = NULL WHERE n = ?"
    db.executemany(sql, [(n,) for n in ns])
    restate(db, *ns)


def save_draft(db: sqlite3.Connection, draft: Draft, now: datetime) -> None:
    """Keep a draft in place of the one before."""
    n = number(db, draft.case_id)
    db.execute(
        "INSERT INTO draft (n, version, saved_ms, json) VALUES (?, ?, ?, ?) ON CONFLICT (n) DO UPDATE"
        " SET version = excluded.version, saved_ms = excluded.saved_ms, json = excluded.json",
        (n, draft.case_version, milliseconds(now), msgspec.json.encode(draft)),
    )
    restate(db, n)


def drop_draft(db: sqlite3.Connection, case_id: str) -> None:
    """Forget a draft."""
    n = number(db, case_id)
    db.execute("DELETE FROM draft WHERE n = ?", (n,))
    restate(db, n)


def tag(db: sqlite3.Connection, case_ids: Sequence[str], on: bool) -> None:
    """Mark cases, or unmark them."""
    db.execute(
        "UPDATE case_head SET tagged = ? WHERE id IN (SELECT value FROM json_each(?))",
        (on, msgspec.json.encode(case_ids).decode()),
    )
