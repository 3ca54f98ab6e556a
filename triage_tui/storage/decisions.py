"""Decisions: kept once, together with their log entry and their way out, and taken back only while held."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from datetime import datetime
from typing import Any

import msgspec

from triage_tui.domain.decision import Decision
from triage_tui.domain.journal import Entry, Event
from triage_tui.domain.standing import Standing
from triage_tui.domain.values import milliseconds
from triage_tui.domain.words import OutboxState
from triage_tui.errors import Refused
from triage_tui.storage import skips
from triage_tui.storage.journal import append, decision_in
from triage_tui.storage.rows import moment_of
from triage_tui.storage.state import number, restate

STANDINGS = """
    SELECT j.seq, j.sha256, j.body, o.state, o.held_until_ms
    FROM decision d JOIN journal j ON j.seq = d.seq JOIN outbox o ON o.decision_id = d.id
"""
"""What `standing_of` reads; a condition may follow."""


def standing_of(row: tuple[Any, ...]) -> Standing:
    """A row of `STANDINGS` as a decision and how far it has come."""
    seq, sha256, body, state, held_until = row
    return Standing(decision_in(Entry(seq, sha256, body)), OutboxState(state), moment_of(held_until))


def standing(db: sqlite3.Connection, decision_id: str) -> Standing | None:
    """One decision by its id."""
    row = db.execute(f"{STANDINGS} WHERE d.id = ?", (decision_id,)).fetchone()
    return None if row is None else standing_of(row)


def about(db: sqlite3.Connection, n: int) -> tuple[Standing, ...]:
    """All decisions about a case at any version, oldest first."""
    return tuple(map(standing_of, db.execute(f"{STANDINGS} WHERE d.n = ? ORDER BY d.seq", (n,))))


def last(db: sqlite3.Connection, reviewer: str) -> Standing | None:
    """The reviewer's newest decision that stands."""
    newest = "SELECT id FROM standing WHERE reviewer = ? ORDER BY seq DESC LIMIT 1"
    row = db.execute(f"{STANDINGS} WHERE d.id = ({newest})", (reviewer,)).fetchone()
    return None if row is None else standing_of(row)


def record(db: sqlite3.Connection, decision: Decision, hold_until: datetime) -> Standing:
    """Keep a decision; the same one again is the same answer. Raises `Refused` with the reason."""
    decision = msgspec.structs.replace(decision, log=None)
    if (before := standing(db, decision.id)) is not None:
        if msgspec.structs.replace(before.decision, log=None) == decision:
            return before
        raise Refused(f"decision {decision.id} is taken already, and says something else", "decide again")
    n = number(db, decision.case_id)
    _refuse_changed(db, n, decision)
    _refuse_closed(db, n, decision)
    _refuse_second(db, n, decision)
    entry = append(db, decision)
    keep(db, n, decision, entry.seq, hold_until)
    db.execute("DELETE FROM draft WHERE n = ?", (n,))
    skips.take_back(db, n)
    db.execute("UPDATE case_head SET skipped = 0, not_before_ms = NULL WHERE n = ?", (n,))
    restate(db, n)
    kept = standing(db, decision.id)
    assert kept is not None
    return kept


def _refuse_changed(db: sqlite3.Connection, n: int, decision: Decision) -> None:
    version, sha256 = db.execute(
        "SELECT version, sha256 FROM case_head JOIN case_body USING (n, version) WHERE n = ?", (n,)
    ).fetchone()
    if version != decision.case_version:
        raise Refused(
            f"the case has changed: it is at version {version}, the decision is about {decision.case_version}",
            "open it again; the draft is kept",
        )
    if sha256 != decision.case_sha256:
        raise Refused("the decision is about other text than the case holds", "open the case again")


def _refuse_closed(db: sqlite3.Connection, n: int, decision: Decision) -> None:
    closed = db.execute("SELECT 1 FROM pulled WHERE n = ? AND closed", (n,)).fetchone()
    if closed and decision.supersedes is None:
        raise Refused("the source has closed this case", "go on with the next one; the draft is kept")


def _refuse_second(db: sqlite3.Connection, n: int, decision: Decision) -> None:
    stand = dict(db.execute("SELECT id, reviewer FROM standing WHERE n = ?", (n,)).fetchall())
    if decision.supersedes is not None and decision.supersedes not in stand:
        raise Refused("the decision to be replaced does not stand any more", "open the case again")
    others = "SELECT reviewer, outcome FROM standing WHERE n = ? AND version = ? AND id IS NOT ? LIMIT 1"
    other = db.execute(others, (n, decision.case_version, decision.supersedes)).fetchone()
    if other is not None:
        raise Refused(f"already decided by {other[0]}: {other[1]}", "take that decision back, or replace it")


def keep(db: sqlite3.Connection, n: int, decision: Decision, seq: int, hold_until: datetime) -> None:
    """Lay a decision that is in the log already into its tables, on its way out."""
    now = milliseconds(decision.decided_at)
    db.execute(
        "INSERT INTO decision (id, seq, n, version, kind, outcome, causes, reviewer, decided_ms, supersedes)"
        " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (
            decision.id,
            seq,
            n,
            decision.case_version,
            decision.kind,
            decision.outcome,
            msgspec.json.encode(decision.root_causes).decode(),
            decision.reviewer,
            now,
            decision.supersedes,
        ),
    )
    held = hold_until > decision.decided_at
    state, until = (OutboxState.HELD, milliseconds(hold_until)) if held else (OutboxState.QUEUED, None)
    db.execute(
        "INSERT INTO outbox (decision_id, state, created_ms, held_until_ms, seq, fence)"
        " VALUES (?, ?, ?, ?, ?, (SELECT fence FROM pulled WHERE n = ?))",
        (decision.id, state, now, until, seq, n),
    )


def withdraw(db: sqlite3.Connection, decision_id: str, event: Event) -> bool:
    """Take a held decision back and say so in the log; false when it is no longer held."""
    taken = db.execute(
        "UPDATE outbox SET state = 'withdrawn', held_until_ms = NULL WHERE decision_id = ? AND state = 'held'",
        (decision_id,),
    )
    if not taken.rowcount:
        return False
    append(db, event)
    restate(db, *_cases(db, [decision_id]))
    return True


_OVER = "SELECT decision_id FROM outbox WHERE state = 'held' AND (held_until_ms <= :now OR created_ms > :now)"
"""Held decisions whose time is over; also those from a future that a corrected clock took back."""


def due_for_release(db: sqlite3.Connection, now: datetime) -> list[str]:
    """The held decisions whose undo window is over."""
    return [one for (one,) in db.execute(_OVER, {"now": milliseconds(now)})]


def release(db: sqlite3.Connection, now: datetime) -> int:
    """Queue the held decisions whose undo window is over; how many."""
    ids = due_for_release(db, now)
    sql = "UPDATE outbox SET state = 'queued', held_until_ms = NULL WHERE decision_id = ?"
    db.executemany(sql, [(one,) for one in ids])
    restate(db, *_cases(db, ids))
    return len(ids)


def _cases(db: sqlite3.Connection, decision_ids: Sequence[str]) -> list[int]:
    sql = "SELECT DISTINCT n FROM decision WHERE id IN (SELECT value FROM json_each(?))"
    return [n for (n,) in db.execute(sql, (msgspec.json.encode(decision_ids).decode(),))]
