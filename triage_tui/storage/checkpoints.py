"""Checkpoints in their table: signed notes about where the log stood, and the keys of those who witnessed them."""

from __future__ import annotations

import sqlite3
from datetime import datetime

import msgspec
from msgspec import Struct

from triage_tui.domain.values import Invalid, milliseconds
from triage_tui.errors import Refused
from triage_tui.signing.keys import PrivateKey, PublicKey
from triage_tui.signing.note import Checkpoint, Note, note_of, read_note
from triage_tui.storage import journal, memory

WITNESSES = "witnesses"
"""Under which name the memory keeps the keys of witnesses, as lines."""
_MANY = 8
"""Keys of witnesses that are kept; a source has one, and changes it hardly ever."""


class Kept(Struct, frozen=True):
    """A checkpoint as it lies in the workspace, where anybody may have changed it."""

    seq: int
    raw: bytes
    """A note as `triage_tui.signing.note` reads it."""
    witnessed: bool
    """Whether a source is said to have put its signature under it."""


def kept(db: sqlite3.Connection) -> list[Kept]:
    """All of them, the oldest first."""
    rows = db.execute("SELECT seq, note, witnessed FROM checkpoint ORDER BY seq")
    return [Kept(seq, raw, bool(witnessed)) for seq, raw, witnessed in rows]


def uncovered(db: sqlite3.Connection, *, witnessed: bool = False) -> int:
    """How many entries have come since the newest checkpoint, or the newest one that was witnessed."""
    only = " WHERE witnessed" if witnessed else ""
    (seq,) = db.execute(f"SELECT coalesce(max(seq), 0) FROM checkpoint{only}").fetchone()
    return journal.head(db).seq - int(seq)


def keep(db: sqlite3.Connection, note: Note, *, witness: str = "") -> None:
    """Keep a checkpoint; one that was witnessed, by the key of this line, takes the place of ours.

    Raises `Refused` for one that this log does not meet.
    """
    about = note.checkpoint()
    row = db.execute("SELECT sha256 FROM journal WHERE seq = ?", (about.size,)).fetchone()
    if about.log_id != journal.head(db).log_id or row != (about.sha256,):
        raise Refused(f"the log of this workspace does not meet the checkpoint at entry {about.size}")
    db.execute(
        "INSERT INTO checkpoint (seq, made_ms, note, witnessed) VALUES (?, ?, ?, ?) ON CONFLICT (seq) DO UPDATE"
        " SET made_ms = excluded.made_ms, note = excluded.note, witnessed = excluded.witnessed"
        " WHERE excluded.witnessed >= witnessed",
        (about.size, milliseconds(about.at), note.raw(), bool(witness)),
    )
    if witness and witness not in (lines := witnesses(db)):
        memory.remember(db, WITNESSES, msgspec.json.encode([*lines, witness][-_MANY:]))


def witnesses(db: sqlite3.Connection) -> list[str]:
    """The public keys of the witnesses, as they said themselves; nobody has vouched for these."""
    try:
        return msgspec.json.decode(memory.recall(db, WITNESSES) or b"[]", type=list[str])
    except msgspec.DecodeError:
        return []


def standing(db: sqlite3.Connection, key: PrivateKey, now: datetime) -> Note:
    """A note about where the log stands, signed by a key: the one that is kept, where that is by this key, or another.

    About an empty log one can be made, but not be kept.
    """
    head = journal.head(db)
    row = db.execute("SELECT note FROM checkpoint WHERE seq = ?", (head.seq,)).fetchone()
    before = _by(row[0], key.public) if row is not None else None
    if before is not None and (said := before.checkpoint()).sha256 == head.sha256 and said.log_id == head.log_id:
        return before
    return note_of(Checkpoint(head.log_id, head.seq, head.sha256, now), key)


def _by(raw: bytes, key: PublicKey) -> Note | None:
    try:
        note = read_note(raw)
        note.checkpoint()
        return note if note.vouched([key]) else None
    except Invalid:
        return None
