"""Sealed files to try the server with: bundles of cases, and decisions that come back."""

from __future__ import annotations

import io
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

import msgspec

from triage_tui.bundles.returned import LOG, NOTE
from triage_tui.bundles.sealing import Piece, case_pieces, seal
from triage_tui.domain.bundle import Manifest, Party
from triage_tui.domain.decision import Decision, decode_decision
from triage_tui.domain.ids import uuid7
from triage_tui.domain.journal import Entry, Event, Head, link
from triage_tui.signing.keys import PrivateKey, PublicKey
from triage_tui.signing.note import Checkpoint, note_of

NOW = datetime.now(UTC).replace(microsecond=0)
LOG_ID = "0193521c-0000-7000-8000-000000000009"


def party(key: PublicKey) -> Party:
    """Somebody with a key."""
    return Party(key_id=key.id, name=key.name)


def bundle(key: PrivateKey, cases: Sequence[bytes], *to: PublicKey, plain: bool = False) -> tuple[Manifest, bytes]:
    """Cases sealed for these keys."""
    said = _manifest("cases", key, to)
    return said, _sealed(said, list(case_pieces(cases)), key, () if plain else to)


def returned(
    key: PrivateKey,
    reviewer: str,
    records: Sequence[bytes | Event],
    *to: PublicKey,
    plain: bool = False,
    log_id: str = LOG_ID,
) -> bytes:
    """The log of these decisions and events, sealed for these keys."""
    entries = logged(records, log_id)
    head = Checkpoint(log_id, len(entries), entries[-1].sha256 if entries else "", NOW)
    note = note_of(head, key).raw().removesuffix(b"\n")
    said = msgspec.structs.replace(_manifest("decisions", key, to), reviewer=reviewer, answers=uuid7(1))
    pieces = [Piece(LOG, [entry.line() for entry in entries]), Piece(NOTE, [note])]
    return _sealed(said, pieces, key, () if plain else to)


def logged(records: Sequence[bytes | Event], log_id: str = LOG_ID) -> list[Entry]:
    """The log of these decisions and events."""
    head, entries = Head(log_id), list[Entry]()
    for one in records:
        record: Decision | Event = decode_decision(one) if isinstance(one, bytes) else one
        entries.append(link(record, head))
        head = Head(log_id, entries[-1].seq, entries[-1].sha256)
    return entries


def withdrawal(decision_id: str, reviewer: str) -> Event:
    """A reviewer takes a decision back."""
    return Event(id=uuid7(2), type="withdraw", at=NOW, reviewer=reviewer, decision_id=decision_id)


def _manifest(kind: str, key: PrivateKey, to: Sequence[PublicKey]) -> Manifest:
    return Manifest(
        id=uuid7(3),
        kind="cases" if kind == "cases" else "decisions",
        issuer=party(key.public),
        audience=tuple(map(party, to)),
        made_at=NOW,
        expires_at=NOW + timedelta(days=7),
        sequence=1,
        members=(),
    )


def _sealed(said: Manifest, pieces: Sequence[Piece], key: PrivateKey, to: Sequence[PublicKey]) -> bytes:
    out = io.BytesIO()
    seal(out, said, pieces, key=key, recipients=[one.line() for one in to])
    return out.getvalue()
