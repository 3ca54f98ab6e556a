"""How decisions got into this log: taken at this desk, or in a file; and then out of which log, by whose key."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence

from triage_tui.bundles.returned import Returned
from triage_tui.domain.journal import Event
from triage_tui.errors import Refused
from triage_tui.storage import journal


def told(reviewer: str, key_id: str) -> str:
    """What the log says of a file: whose decisions it brought, and by which key."""
    return f"decided by {reviewer}, signed with the key {key_id}"


def key_of(event: Event) -> str:
    """The id of the key that signed a file that was merged."""
    return event.note.rpartition(" ")[2]


def why_not_by(db: sqlite3.Connection, returned: Returned, merges: Sequence[Event], *, named: bool) -> Refused | None:
    """Why a file is not by whom it says; `named` where somebody here said that this is the one of that name.

    A log stays with the key that it came with first. Under a name that another key came with, or that somebody at this
    desk has, no further key is believed.
    """
    reviewer, key = returned.manifest.reviewer, returned.by.id
    same_log = {key_of(one) for one in merges if one.other is not None and one.other.log_id == returned.log_id}
    if same_log - {key}:
        return Refused(f"its log came with another key before: {', '.join(sorted(same_log - {key}))}")
    if named or any(one.note == told(reviewer, key) for one in merges):
        return None
    hint = f"if they are one person, --reviewer {reviewer} believes it; `bundle create --reviewer` says it beforehand"
    others = [key_of(one) for one in merges if one.note == told(reviewer, key_of(one))]
    if others:
        return Refused(f"it is signed by {returned.by.name}, and {reviewer} came with another key: {others[0]}", hint)
    if db.execute("SELECT 1 FROM decision WHERE reviewer = ? LIMIT 1", (reviewer,)).fetchone() is not None:
        return Refused(f"it is signed by {returned.by.name}, and {reviewer} has decided at this desk", hint)
    return None


def came_out_of(db: sqlite3.Connection, decision_id: str, log_id: str) -> bool:
    """Whether a decision here was brought by a file of that log: it stands right before the event that tells of it."""
    row = db.execute("SELECT seq FROM journal WHERE id = ?", (decision_id,)).fetchone()
    if row is None or (event := journal.merge_after(db, row[0])) is None:
        return False
    seq, merge = event
    (between,) = db.execute(
        "SELECT count(*) FROM journal WHERE type = 'decision' AND seq > ? AND seq < ?", (row[0], seq)
    ).fetchone()
    return merge.other is not None and merge.other.log_id == log_id and between < (merge.count or 0)
