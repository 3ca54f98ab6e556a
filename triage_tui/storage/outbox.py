"""The outbox: what may be sent now, what is on the wire, and what became of it."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from datetime import datetime
from typing import Any

import msgspec

from triage_tui.domain.draft import Draft
from triage_tui.domain.journal import Event
from triage_tui.domain.outbox import TROUBLED, Outgoing, Settled
from triage_tui.domain.retention import answer_without_text
from triage_tui.domain.standing import OutboxRow
from triage_tui.domain.values import milliseconds
from triage_tui.domain.words import OutboxState
from triage_tui.storage.decisions import STANDINGS, standing_of
from triage_tui.storage.journal import append
from triage_tui.storage.rows import moment_of, ms_of
from triage_tui.storage.schema import WAITING
from triage_tui.storage.state import restate, restate_sent, save_draft

_FIRST = f"""
    o.state IN ({WAITING}) AND NOT EXISTS (
      SELECT 1 FROM decision e JOIN outbox eo ON eo.decision_id = e.id
      WHERE e.n = d.n AND eo.seq < o.seq AND eo.state IN ({WAITING}))
"""
"""The first unanswered decision about a case: the later ones wait for it."""

# A time of trying that lies ahead tells of a clock that was put back: then nobody knows how long to wait.
_DUE = "(o.next_try_ms IS NULL OR o.next_try_ms <= :now OR o.tried_ms > :now)"
_OUTGOING = "FROM outbox o INDEXED BY outbox_pending JOIN decision d ON d.id = o.decision_id"


def waiting(db: sqlite3.Connection, now: datetime, limit: int) -> list[Outgoing]:
    """What may be sent now, the first of each case, oldest first."""
    rows = db.execute(
        f"SELECT d.id, h.id, j.body, o.attempts, o.fence, o.state = 'unknown' {_OUTGOING}"
        " JOIN journal j ON j.seq = d.seq JOIN case_head h ON h.n = d.n"
        f" WHERE o.state IN ('queued', 'unknown') AND {_DUE} AND {_FIRST} ORDER BY o.seq LIMIT :most",
        {"now": milliseconds(now), "most": limit},
    )
    return [
        Outgoing(decision_id, case_id, body, attempts, bool(unknown), fence)
        for decision_id, case_id, body, attempts, fence, unknown in rows
    ]


def next_try(db: sqlite3.Connection, now: datetime) -> datetime | None:
    """When the next one is due; a held one is when its undo window is over."""
    (soonest,) = db.execute(
        "SELECT min(CASE WHEN o.state = 'held' THEN coalesce(o.held_until_ms, 0)"
        f" WHEN {_DUE} THEN 0 ELSE o.next_try_ms END) {_OUTGOING} WHERE o.state <> 'sending' AND {_FIRST}",
        {"now": milliseconds(now)},
    ).fetchone()
    return None if soonest is None else max(moment_of(soonest) or now, now)


def sending(db: sqlite3.Connection, ids: Sequence[str]) -> None:
    """Mark as on the wire."""
    db.executemany(
        "UPDATE outbox SET state = 'sending' WHERE decision_id = ? AND state IN ('queued', 'unknown')",
        [(one,) for one in ids],
    )
    restate_sent(db, ids)


def settle(db: sqlite3.Connection, settled: Sequence[Settled], now: datetime) -> None:
    """Write down what became of some; one that the source has answered for good stays as it is."""
    db.executemany(
        "UPDATE outbox SET state = ?, reason = ?, answer = ?, next_try_ms = ?, tried_ms = ?, attempts = attempts + ?"
        " WHERE decision_id = ? AND state IN ('queued', 'sending', 'unknown')",
        [
            (
                one.state,
                one.reason,
                answer_without_text(one.answer) or None,
                ms_of(one.next_try),
                milliseconds(now),
                one.attempted,
                one.decision_id,
            )
            for one in settled
        ],
    )
    restate_sent(db, [one.decision_id for one in settled])


def doubt(db: sqlite3.Connection) -> None:
    """What was on the wire when we ended may have arrived: it is unknown."""
    ids = in_doubt(db)
    db.execute("UPDATE outbox SET state = 'unknown', next_try_ms = NULL WHERE state = 'sending'")
    restate_sent(db, ids)


def in_doubt(db: sqlite3.Connection) -> list[str]:
    """What is marked as on the wire."""
    return [one for (one,) in db.execute("SELECT decision_id FROM outbox WHERE state = 'sending'")]


def retry(db: sqlite3.Connection, decision_id: str) -> bool:
    """Have one sent, or asked for, as soon as may be; false where it is none that waits or was turned down."""
    kept = db.execute(
        "UPDATE outbox SET next_try_ms = NULL WHERE decision_id = ? AND state IN ('queued', 'unknown')", (decision_id,)
    )
    again = db.execute(
        "UPDATE outbox SET state = 'queued', next_try_ms = NULL, fence = (SELECT p.fence FROM decision d"
        " JOIN pulled p ON p.n = d.n WHERE d.id = decision_id)"
        " WHERE decision_id = ? AND state IN ('refused', 'conflict')",
        (decision_id,),
    )
    restate_sent(db, [decision_id])
    return bool(kept.rowcount + again.rowcount)


def close_conflict(
    db: sqlite3.Connection, decision_id: str, event: Event, draft: Draft | None, close: bool, now: datetime
) -> bool:
    """Withdraw what the source did not take; false where it is in no such state."""
    taken = db.execute(
        "UPDATE outbox SET state = 'withdrawn' WHERE decision_id = ? AND state IN ('conflict', 'refused')",
        (decision_id,),
    )
    if not taken.rowcount:
        return False
    append(db, event)
    if draft is not None:
        save_draft(db, draft, now)
    if close:
        db.execute(
            "INSERT INTO pulled (n, round, closed) SELECT n, 0, 1 FROM decision WHERE id = ?"
            " ON CONFLICT (n) DO UPDATE SET closed = 1",
            (decision_id,),
        )
    _restate(db, [decision_id])
    return True


def unfinished(db: sqlite3.Connection, case_id: str) -> bool:
    """Whether a decision about the case has no answer yet."""
    sql = (
        "SELECT 1 FROM case_head h JOIN decision d ON d.n = h.n JOIN outbox o ON o.decision_id = d.id"
        f" WHERE h.id = ? AND o.state IN ({WAITING})"
    )
    return db.execute(sql, (case_id,)).fetchone() is not None


def counts(db: sqlite3.Connection) -> dict[OutboxState, int]:
    """How many are in each state but accepted, sent and withdrawn."""
    states = [state for state in OutboxState if state not in ("accepted", "sent", "withdrawn")]
    sql = "SELECT count(*) FROM outbox WHERE state = ?"
    return {state: db.execute(sql, (state,)).fetchone()[0] for state in states}


_ROWS = STANDINGS.replace("SELECT", "SELECT o.attempts, o.next_try_ms, o.reason, o.answer,", 1)
_RANK = f"CASE WHEN o.state IN ({', '.join(repr(one.value) for one in TROUBLED)}) THEN 0"


def rows(db: sqlite3.Connection, since: datetime, most: int) -> list[OutboxRow]:
    """Trouble first, then what is on its way, then what was accepted since a moment; the newest of each first."""
    found = db.execute(
        f"{_ROWS} WHERE o.state NOT IN ('withdrawn', 'accepted', 'sent')"
        " OR (o.state IN ('accepted', 'sent') AND d.decided_ms >= :since)"
        f" ORDER BY {_RANK} WHEN o.state IN ({WAITING}) THEN 1 ELSE 2 END, d.seq DESC LIMIT :most",
        {"since": milliseconds(since), "most": most},
    )
    return [_row(row) for row in found]


def row(db: sqlite3.Connection, decision_id: str) -> OutboxRow | None:
    """One decision, in whatever state."""
    found = db.execute(f"{_ROWS} WHERE d.id = ?", (decision_id,)).fetchone()
    return None if found is None else _row(found)


def _row(found: tuple[Any, ...]) -> OutboxRow:
    attempts, next_try_ms, reason, answer, *rest = found
    return OutboxRow(standing_of(tuple(rest)), attempts, moment_of(next_try_ms), reason, bytes(answer or b""))


def _restate(db: sqlite3.Connection, ids: Sequence[str]) -> None:
    sql = "SELECT DISTINCT n FROM decision WHERE id IN (SELECT value FROM json_each(?))"
    restate(db, *[n for (n,) in db.execute(sql, (msgspec.json.encode(ids).decode(),)).fetchall()])
