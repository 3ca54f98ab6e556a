"""The chained log in its table: read its end, add to it, read it out."""

from __future__ import annotations

import sqlite3
from datetime import datetime
from typing import Any

import msgspec

from triage_tui.domain.canonical import NoCanonicalForm
from triage_tui.domain.decision import Decision
from triage_tui.domain.journal import Entry, Event, Head, chained, link, record_of
from triage_tui.domain.values import milliseconds
from triage_tui.errors import Refused
from triage_tui.storage.rows import ms_of


def head(db: sqlite3.Connection) -> Head:
    """Where the log stands."""
    (log_id,) = db.execute("SELECT log_id FROM workspace").fetchone()
    last = db.execute("SELECT seq, sha256 FROM journal ORDER BY seq DESC LIMIT 1").fetchone()
    return Head(log_id, *last) if last else Head(log_id)


def append(db: sqlite3.Connection, record: Decision | Event) -> Entry:
    """Chain a record onto the log; raises `Refused` for one that has no canonical form."""
    kind, at = ("decision", record.decided_at) if isinstance(record, Decision) else (record.type, record.at)
    try:
        new = link(record, head(db))
    except NoCanonicalForm as error:
        raise Refused(
            f"the {kind} cannot be written to the log: {error}", "take out what is not plain text or a plain number"
        ) from None
    _add(db, record.id, kind, at, new)
    return new


def append_handed(db: sqlite3.Connection, decision: Decision, said: dict[str, Any]) -> Entry:
    """Chain a decision onto the log that was taken elsewhere: all of it, also what only its program knows."""
    new = chained(said, head(db))
    _add(db, decision.id, "decision", decision.decided_at, new)
    return new


def _add(db: sqlite3.Connection, record_id: str, kind: str, at: datetime, new: Entry) -> None:
    db.execute(
        "INSERT INTO journal (seq, id, type, at_ms, sha256, body) VALUES (?, ?, ?, ?, ?, ?)",
        (new.seq, record_id, kind, milliseconds(at), new.sha256, new.body),
    )


def entry(db: sqlite3.Connection, record_id: str) -> Entry | None:
    """The entry of a decision or event; none where the log has not got it."""
    row = db.execute("SELECT seq, sha256, body FROM journal WHERE id = ?", (record_id,)).fetchone()
    return None if row is None else Entry(*row)


def entries(db: sqlite3.Connection, after: int, since: datetime | None, limit: int) -> list[Entry]:
    """Entries behind a number, oldest first, no older than `since`."""
    rows = db.execute(
        "SELECT seq, sha256, body FROM journal WHERE seq > ? AND at_ms >= ? ORDER BY seq LIMIT ?",
        (after, ms_of(since) if since else -(1 << 63), limit),
    )
    return [Entry(*row) for row in rows]


def decision_in(entry: Entry) -> Decision:
    """The decision of an entry, with its place in the log."""
    document = msgspec.json.decode(entry.body)
    document["log"]["sha256"] = entry.sha256
    return msgspec.convert(document, Decision)


def merged(db: sqlite3.Connection) -> list[Event]:
    """The events of the files that were merged into this log, oldest first."""
    rows = db.execute("SELECT body FROM journal WHERE type = 'merge' ORDER BY seq")
    return [msgspec.convert(record_of(body), Event) for (body,) in rows]


def merge_after(db: sqlite3.Connection, seq: int) -> tuple[int, Event] | None:
    """The first of these behind an entry, with its number."""
    sql = "SELECT seq, body FROM journal WHERE type = 'merge' AND seq > ? ORDER BY seq LIMIT 1"
    row = db.execute(sql, (seq,)).fetchone()
    return None if row is None else (row[0], msgspec.convert(record_of(row[1]), Event))
