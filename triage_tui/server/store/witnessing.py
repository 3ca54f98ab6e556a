"""The witness of reviewers' logs: it remembers how long each was, so that none gets shorter or is written anew unseen.

It sees numbers and hashes, never an entry, so it cannot say that a longer log continues the shorter one: that shows
when the log is verified against the checkpoints that were signed here.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from msgspec import Struct
from sqlalchemy import Connection, bindparam, select, update

from triage_tui.domain.values import ID_PATTERN, Invalid
from triage_tui.domain.wire.capabilities import Me
from triage_tui.domain.wire.checkpoints import GivenCheckpoint, Witnessed
from triage_tui.errors import Refused
from triage_tui.server.rejected import Rejected, rejected
from triage_tui.server.store.engine import Base
from triage_tui.server.store.identity import own_key
from triage_tui.server.store.people import keys_of
from triage_tui.server.store.seeing import seat
from triage_tui.server.store.tables import checkpoint
from triage_tui.server.store.values import Clock, insert_once, ms
from triage_tui.signing.keys import PrivateKey, PublicKey, read_public
from triage_tui.signing.note import Checkpoint, Note, read_note

_LOG = select(checkpoint).where(checkpoint.c.log_id == bindparam("log_id"))
_HELD = _LOG.with_for_update()
_MOST = 8
"""Signatures below a note."""


class Witness:
    """What the server has seen of logs."""

    def __init__(self, base: Base, now: Clock) -> None:
        self._base = base
        self._now = now

    def key(self) -> PrivateKey:
        """The server's key."""
        with self._base.write() as db:
            return own_key(db, self._now())

    def take(self, me: Me, given: GivenCheckpoint) -> Witnessed:
        """Sign a checkpoint of their log; raises `checkpoint_conflict` with the newest one inside."""
        read = _read(given)
        with self._base.write() as db:
            return _take(db, me, read, self._now())

    def newest(self, me: Me, log_id: str) -> Witnessed:
        """The newest checkpoint of a log that they may ask about."""
        with self._base.read() as db:
            row = db.execute(_LOG, {"log_id": log_id}).first()
            if row is None or not (row.reviewer == me.reviewer or seat(db, me).reads_all):
                raise rejected("not_found", "no checkpoint of this log is here")
            return Witnessed(note=row.note, key=own_key(db, self._now()).public.line())


class _Read(Struct, frozen=True):
    """A checkpoint that can be read, and the key that is said to have signed it."""

    note: Note
    about: Checkpoint
    key: PublicKey | None


def _read(given: GivenCheckpoint) -> _Read:
    try:
        note = read_note(given.note.encode())
        about = note.checkpoint()
    except (Invalid, UnicodeEncodeError):
        raise _wrong("/note", "it is no checkpoint of a log") from None
    plain = all(line.isprintable() for line in given.note.split("\n"))
    if not plain or re.match(ID_PATTERN, about.log_id) is None or not 0 < len(note.signatures) <= _MOST:
        raise _wrong("/note", "it names no log, or is signed by nobody or by too many")
    try:
        return _Read(note, about, read_public(given.key, "device") if given.key else None)
    except Refused as refused:
        raise _wrong("/key", refused.title) from None


def _take(db: Connection, me: Me, read: _Read, now: datetime) -> Witnessed:
    about, key = read.about, own_key(db, now)
    blank = {"key_line": "", "size": 0, "sha256": "", "note": "", "at_ms": ms(now)}
    insert_once(db, checkpoint, [{"log_id": about.log_id, "reviewer": me.reviewer, **blank}], key="log_id")
    row = db.execute(_HELD, {"log_id": about.log_id}).one()
    if row.reviewer != me.reviewer:
        raise rejected("forbidden", "the log is somebody else's")
    if row.note and (about.size < row.size or (about.size == row.size and about.sha256 != row.sha256)):
        why = f"the log had {row.size} entries, and now says {about.size}" if about.size < row.size else ""
        raise rejected("checkpoint_conflict", why, note=row.note)
    signer = _signer(db, row, read)
    if row.note and read_note(row.note.encode()).text == read.note.text:
        return Witnessed(note=row.note, key=key.public.line())
    note = read.note.witnessed(key, now).raw().decode()
    said = {"key_line": signer, "size": about.size, "sha256": about.sha256, "note": note, "at_ms": ms(now)}
    db.execute(update(checkpoint).where(checkpoint.c.log_id == about.log_id).values(said))
    return Witnessed(note=note, key=key.public.line())


def contradicts(db: Connection, log_id: str, digests: Sequence[str]) -> bool:
    """Whether a log, by the hashes of its entries, is another than the one that was witnessed under its id."""
    row = db.execute(_LOG, {"log_id": log_id}).first()
    return row is not None and 0 < row.size <= len(digests) and digests[row.size - 1] != row.sha256


def _signer(db: Connection, row: Any, read: _Read) -> str:
    """Which key signed it, as far as that is known: the log's from the first time on, or one that was registered."""
    lines = [line for line in (row.key_line, *keys_of(db, row.reviewer)) if line]
    trusted = [*map(read_public, lines), *([read.key] if read.key is not None and not row.key_line else [])]
    try:
        signed = [one.key.bare for one in read.note.vouched(trusted) if one.at is None]
    except Invalid as error:
        raise _wrong("/note", error.reason) from None
    if not signed and (row.key_line or read.key is not None):
        raise _wrong("/note", "neither the key that this log began with nor one that was registered signed it")
    return row.key_line if row.key_line in signed else signed[0] if signed else ""


def _wrong(pointer: str, reason: str) -> Rejected:
    return rejected("invalid_field", reason, pointer=pointer, reason=reason)
