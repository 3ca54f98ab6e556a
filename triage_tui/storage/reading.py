"""Reading what is there: one case in full, and long runs of cases and decisions piece by piece."""

from __future__ import annotations

import sqlite3
from datetime import datetime
from typing import Any

import msgspec

from triage_tui.domain.canonical import sha256 as hashed
from triage_tui.domain.case import decode_case
from triage_tui.domain.draft import Draft
from triage_tui.domain.head import CaseHead
from triage_tui.domain.journal import Entry
from triage_tui.domain.standing import OpenCase, Standing
from triage_tui.domain.words import OutboxState
from triage_tui.storage.decisions import about
from triage_tui.storage.journal import decision_in
from triage_tui.storage.packing import unpack, unpacked
from triage_tui.storage.rows import SHOWN, head_of, moment_of, ms_of

Decided = tuple[Entry, Standing, CaseHead]
"""A decision as the log has it, how far it has come, and the case's row as it is now."""


def head(db: sqlite3.Connection, case_id: str) -> CaseHead | None:
    """One row of the queue."""
    row = db.execute(f"SELECT {SHOWN} FROM case_head WHERE id = ?", (case_id,)).fetchone()
    return None if row is None else head_of(row)


def open_case(db: sqlite3.Connection, case_id: str) -> OpenCase | None:
    """A case with everything known about it."""
    row = db.execute(
        f"SELECT purged_ms, sha256, zstd, default_policy_id, default_policy_version, {SHOWN}"
        " FROM case_head JOIN case_body USING (n, version) WHERE id = ?",
        (case_id,),
    ).fetchone()
    if row is None:
        return None
    purged_ms, sha256, packed, policy_id, version, *shown = row
    known = head_of(tuple(shown))
    draft = db.execute("SELECT json FROM draft WHERE n = ?", (known.n,)).fetchone()
    return OpenCase(
        case=decode_case(unpacked(packed)),
        sha256=sha256,
        head=known,
        draft=None if draft is None else msgspec.json.decode(draft[0], type=Draft),
        decisions=about(db, known.n),
        default_pack=None if policy_id is None else (policy_id, version),
        purged_at=moment_of(purged_ms),
    )


def body(db: sqlite3.Connection, case_id: str, version: int) -> bytes | None:
    """The bytes of one version of a case as it was received; none where they are not kept, or were forgotten."""
    sql = "SELECT sha256, zstd FROM case_body WHERE n = (SELECT n FROM case_head WHERE id = ?) AND version = ?"
    row = db.execute(sql, (case_id, version)).fetchone()
    raw = None if row is None else unpack(row[1])
    return raw if raw is not None and hashed(raw) == row[0] else None


def bodies(db: sqlite3.Connection, ns: list[int]) -> list[bytes]:
    """The bytes of some cases as they were received, in the order of the numbers; those that were forgotten not."""
    sql = "SELECT zstd FROM case_body JOIN case_head USING (n, version) WHERE n = ? AND purged_ms IS NULL"
    found = (db.execute(sql, (n,)).fetchone() for n in ns)
    return [unpack(row[0]) for row in found if row is not None]


def decided(db: sqlite3.Connection, after: int, ns: str | None, since: datetime | None, limit: int) -> list[Decided]:
    """Decisions behind an entry number, oldest first; `ns` is a JSON array of the case numbers that count."""
    shown = ", ".join(f"case_head.{column}" for column in SHOWN.split(", "))
    rows = db.execute(
        f"SELECT j.seq, j.sha256, j.body, o.state, o.held_until_ms, {shown}"
        " FROM decision d JOIN journal j ON j.seq = d.seq JOIN outbox o ON o.decision_id = d.id"
        " JOIN case_head ON case_head.n = d.n"
        " WHERE d.seq > :after AND d.decided_ms >= :since"
        " AND (:ns IS NULL OR d.n IN (SELECT value FROM json_each(:ns))) ORDER BY d.seq LIMIT :most",
        {"after": after, "since": ms_of(since) if since else -(1 << 63), "ns": ns, "most": limit},
    )
    return [_decided(row) for row in rows]


def _decided(row: tuple[Any, ...]) -> Decided:
    seq, sha256, body, state, held_until, *known = row
    entry = Entry(seq, sha256, body)
    return entry, Standing(decision_in(entry), OutboxState(state), moment_of(held_until)), head_of(tuple(known))
