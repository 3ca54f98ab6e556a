"""Cases on their way in. All of a request is taken, or nothing: a refusal points to the case that is at fault."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from typing import Any, Literal

from msgspec import Struct
from sqlalchemy import Connection, bindparam, select, update

from triage_tui.domain.case import Case, decode_case
from triage_tui.domain.retention import never_kept, without_text
from triage_tui.domain.values import Invalid
from triage_tui.domain.wire.cases import Taken, TakenIn
from triage_tui.server.rejected import Rejected, rejected, unreadable
from triage_tui.server.store import queues
from triage_tui.server.store.rows import LOWEST, PRIME
from triage_tui.server.store.tables import case
from triage_tui.server.store.telling import tell, told
from triage_tui.server.store.values import NEVER, canonical_sha256, insert_once, ms, ms_or_none, sha256

_SEPARATE = bytes.maketrans(b"\r\n", b"  ")
"""In JSON a line break stands only where a blank may stand."""


class _Read(Struct, frozen=True):
    """A case that was handed in."""

    at: int
    """Its place in the request."""
    raw: bytes
    case: Case
    sha256: str


class _Known(Struct, frozen=True):
    """A case as it is kept."""

    version: int
    sha256: str
    queue: str
    raw: bytes | None = None
    """None where it has to be looked up."""


def take_in(db: Connection, cases: Sequence[bytes], now: datetime) -> TakenIn:
    """Keep new cases and new versions; what is here already, or older, changes nothing."""
    read = [_decode(at, raw) for at, raw in enumerate(cases)]
    queues.make(db, {one.case.queue for one in read})
    spans = queues.spans(db, {one.case.queue for one in read})
    before = _locked(db, {one.case.id for one in read})
    fresh = {one.case.id: one for one in sorted(read, key=_backwards) if one.case.id not in before}
    rows = [_row(one, spans[one.case.queue], now) for _, one in sorted(fresh.items())]
    inserted = insert_once(db, case, [{**row, **_UNTOUCHED} for row in rows])
    before |= _locked(db, fresh.keys() - inserted)
    known = dict(before)
    results = tuple([_compared(db, one, known) for one in read])
    changed = [one for one in read if one.case.id in before and known[one.case.id].raw is one.raw]
    _renew(db, [_row(one, spans[one.case.queue], now) for one in changed])
    tell(db, *_news(inserted, before, known, now))
    return TakenIn(results=results)


def _decode(at: int, raw: bytes) -> _Read:
    raw = bytes(raw).translate(_SEPARATE).strip()
    try:
        read = decode_case(raw)
    except Invalid as error:
        raise unreadable(error, f"/cases/{at}") from None
    if never_kept(read.retention) and (kept := without_text(raw)) is not raw:
        raw, read = kept, decode_case(kept)
    if not read.queue or "\0" in read.queue:
        raise rejected("invalid_field", "a queue has a name", pointer=f"/cases/{at}/queue")
    return _Read(at, raw, read, sha256(raw))


def _backwards(one: _Read) -> tuple[int, int]:
    """An order in which the highest version comes last, and of two that are alike the first."""
    return one.case.version, -one.at


def _locked(db: Connection, ids: Iterable[str]) -> dict[str, _Known]:
    asked = select(case.c.id, case.c.version, case.c.sha256, case.c.queue).where(case.c.id.in_(sorted(ids)))
    rows = db.execute(asked.order_by(case.c.id).with_for_update())
    return {row.id: _Known(row.version, row.sha256, row.queue) for row in rows}


def _compared(db: Connection, one: _Read, known: dict[str, _Known]) -> Taken:
    """What became of a case, given what was known before it; what is newer is known from now on."""
    before = known.get(one.case.id)
    status: Literal["new", "changed", "known", "older"] = "new"
    if before is not None and one.case.version < before.version:
        status = "older"
    elif before is not None and one.case.version == before.version:
        _same(db, one, before)
        status = "known"
    else:
        status = "new" if before is None else "changed"
        known[one.case.id] = _Known(one.case.version, one.sha256, one.case.queue, one.raw)
    return Taken(id=one.case.id, version=one.case.version, status=status)


def _same(db: Connection, one: _Read, before: _Known) -> None:
    if one.sha256 == before.sha256:
        return
    raw = before.raw
    if raw is None:
        raw = db.execute(select(case.c.body).where(case.c.id == one.case.id)).scalar_one()
    try:
        if raw and canonical_sha256(raw) == canonical_sha256(one.raw):
            return
    except Rejected:
        pass  # without a canonical form only equal bytes are equal
    detail = f"version {one.case.version} of case {one.case.id} is here already, and is another"
    raise rejected("idempotency_mismatch", detail, pointer=f"/cases/{one.at}")


def _row(one: _Read, span_ms: int | None, now: datetime) -> dict[str, Any]:
    read, appeal = one.case, one.case.appeal
    age = ms(now) if read.received_at is None else ms(read.received_at)
    due = age + span_ms if read.due_at is None and span_ms is not None else ms_or_none(read.due_at)
    return {
        "id": read.id,
        "version": read.version,
        "queue": read.queue,
        "state": "open",
        "sha256": one.sha256,
        "body": one.raw,
        "origin": read.origin,
        "received_ms": ms_or_none(read.received_at),
        "own_due_ms": ms_or_none(read.due_at),
        "due_ms": due,
        "priority": read.priority,
        "domain": read.work_domain,
        "language": read.language,
        "flags": len(read.flags),
        "appeal": int(appeal is not None or read.origin == "appeal"),
        "appeal_of": appeal.decision_id if appeal else "",
        "appeal_reviewer": appeal.reviewer if appeal else "",
        "sent_to": "",
        "sent_by": "",
        "by_priority": LOWEST if read.priority is None else -read.priority,
        "by_due": NEVER if due is None else due,
        "by_age": age,
        "dice": _dice(read.id),
    }


_UNTOUCHED = {"fence": 0, "lease_id": None, "lease_holder": None, "lease_until_ms": 0}
"""A new version leaves the lease as it is: its holder is told when they decide about the old one."""


def _dice(case_id: str) -> int:
    return int.from_bytes(hashlib.sha256(case_id.encode()).digest()[:8], "big") % (PRIME - 1) + 1


def _renew(db: Connection, rows: Sequence[dict[str, Any]]) -> None:
    if rows:
        db.execute(
            update(case).where(case.c.id == bindparam("known_id")), [{**row, "known_id": row["id"]} for row in rows]
        )


def _news(
    inserted: Iterable[str], before: dict[str, _Known], known: dict[str, _Known], now: datetime
) -> Iterator[dict[str, Any]]:
    for case_id in inserted:
        yield _new("case_new", case_id, known[case_id].version, known[case_id].queue, now)
    for case_id, old in before.items():
        new = known[case_id]
        if new is old:
            continue
        if new.queue != old.queue:
            yield _new("case_closed", case_id, old.version, old.queue, now)
        yield _new("case_changed" if new.queue == old.queue else "case_new", case_id, new.version, new.queue, now)


def _new(kind: Any, case_id: str, version: int, queue: str, now: datetime) -> dict[str, Any]:
    return told(kind, now, case_id=case_id, case_version=version, queue=queue)
