"""Leases: a case is served to one reviewer at a time."""

from __future__ import annotations

from datetime import datetime, timedelta
from secrets import token_hex
from typing import Any

import msgspec
from sqlalchemy import Connection, bindparam, insert, select, update

from triage_tui.domain.wire.capabilities import Limits
from triage_tui.domain.wire.leases import Lease, LeaseWish
from triage_tui.domain.words import Outcome
from triage_tui.server.rejected import Rejected, rejected
from triage_tui.server.store import reading, standing
from triage_tui.server.store.seeing import INDEPENDENT, SIGHT, TO_BE_SERVED, Seat, seen
from triage_tui.server.store.tables import case, lease, provisional, queue
from triage_tui.server.store.telling import about, tell, told
from triage_tui.server.store.values import insert_once, moment, moment_or_none, ms

_NEXT = (
    SIGHT.where(case.c.queue == bindparam("queue"), case.c.state == bindparam("state"), TO_BE_SERVED)
    .order_by(case.c.by_priority, case.c.by_due, case.c.id)
    .limit(1)
    .with_for_update(of=case, skip_locked=True)
)
_QUEUE = select(queue.c.id).where(queue.c.id == bindparam("queue"))
_INDEPENDENT = select(case.c.id).where(case.c.id == bindparam("case_id"), INDEPENDENT)
_LEASE = select(lease.c.case_id).where(lease.c.id == bindparam("lease_id"), lease.c.reviewer == bindparam("me"))
_TAKE = insert(lease)


def take(db: Connection, seat: Seat, wish: LeaseWish, now: datetime) -> Lease | None:
    """The case that was wished for, or the next of a queue; none when nothing waits there for this reviewer."""
    if wish.case_id is not None:
        if wish.queue is not None:
            raise rejected("invalid_field", "name a queue or a case", pointer="/case_id")
        return _grant(db, seat, _wished(db, seat, wish.case_id, now), wish.ttl_s, now)
    if wish.queue is None:
        raise rejected("missing_field", pointer="/queue")
    if not _there(db, seat, wish.queue):
        raise rejected("not_found", f"there is no queue {wish.queue!r}")
    for state in ("adjudication", "open") if seat.judges else ("open",):
        row = db.execute(_NEXT, {**seat.binds, "queue": wish.queue, "state": state, "now": ms(now)}).first()
        if row is not None:
            return _grant(db, seat, row, wish.ttl_s, now)
    return None


def _there(db: Connection, seat: Seat, queue_id: str) -> bool:
    return seat.may_see(queue_id) and db.execute(_QUEUE, {"queue": queue_id}).first() is not None


def _wished(db: Connection, seat: Seat, case_id: str, now: datetime) -> Any:
    """A case by name, where it may be served to this reviewer; one that they hold already is theirs again."""
    row = seen(db, seat, case_id, lock=True)
    if row.state == "closed":
        raise rejected("case_gone")
    if db.execute(_INDEPENDENT, {**seat.binds, "case_id": case_id}).first() is None:
        raise rejected("reviewer_not_independent")
    if row.state == "adjudication" and not seat.judges:
        raise rejected("forbidden", "this case is for adjudicators")
    if row.state == "decided":
        raise standing.already_decided(db, seat, row)
    if row.lease_until_ms > ms(now) and row.lease_holder != seat.reviewer:
        raise held(seat, row)
    return row


def held(seat: Seat, row: Any, kind: str = "lease_held") -> Rejected:
    """Somebody else has the case: until when, and for leads also who."""
    live = row.lease_until_ms or None
    return rejected(kind, until=moment_or_none(live), holder=row.lease_holder if seat.leads and live else None)


def _grant(db: Connection, seat: Seat, row: Any, ttl_s: int, now: datetime) -> Lease:
    fence, lease_id, until, ttl = row.fence + 1, token_hex(16), *_until(ttl_s, now)
    said = {"id": lease_id, "case_id": row.id, "reviewer": seat.reviewer, "fence": fence, "taken_ms": ms(now)}
    db.execute(_TAKE, said)
    kept = {"fence": fence, "lease_id": lease_id, "lease_holder": seat.reviewer, "lease_until_ms": until}
    db.execute(update(case).where(case.c.id == row.id).values(kept))
    tell(db, told("lease_taken", now, **about(row), holder=seat.reviewer, until_ms=until))
    shown_case = msgspec.Raw(reading.body(row))
    return Lease(lease_id=lease_id, fence=fence, case_id=row.id, ttl_s=ttl, expires_at=moment(until), case=shown_case)


def _until(ttl_s: int, now: datetime) -> tuple[int, int]:
    ttl = min(ttl_s, Limits().lease_s)
    return ms(now + timedelta(seconds=ttl)), ttl


def renew(db: Connection, seat: Seat, lease_id: str, ttl_s: int, now: datetime) -> Lease:
    """More time from now on; an ended lease is `lease_lost`, also when nobody has taken the case since."""
    row = _live(db, seat, lease_id, now)
    until, ttl = _until(ttl_s, now)
    db.execute(update(case).where(case.c.id == row.id).values(lease_until_ms=until))
    tell(db, told("lease_taken", now, **about(row), holder=seat.reviewer, until_ms=until))
    return Lease(lease_id=lease_id, fence=row.fence, case_id=row.id, ttl_s=ttl, expires_at=moment(until))


def _live(db: Connection, seat: Seat, lease_id: str, now: datetime) -> Any:
    """The case of a lease that still holds."""
    case_id = db.execute(_LEASE, {"lease_id": lease_id, "me": seat.reviewer}).scalar()
    if case_id is None:
        raise rejected("lease_lost")
    row = seen(db, seat, case_id, lock=True)
    if row.lease_id != lease_id or row.lease_until_ms <= ms(now):
        raise held(seat, row, "lease_lost")
    return row


def end(db: Connection, seat: Seat, lease_id: str, now: datetime) -> None:
    """Give a case back; a lease that has ended is no error."""
    try:
        give_back(db, _live(db, seat, lease_id, now), now)
    except Rejected as refused:
        if refused.problem.kind not in {"lease_lost", "not_found"}:
            raise


def give_back(db: Connection, row: Any, now: datetime) -> None:
    """End the newest lease of a case, where it is live."""
    if row.lease_until_ms > ms(now):
        db.execute(update(case).where(case.c.id == row.id).values(lease_until_ms=0))
        tell(db, told("lease_ended", now, **about(row)))


def say(db: Connection, seat: Seat, lease_id: str, outcome: Outcome, now: datetime) -> bytes:
    """Write down what the reviewer thinks before seeing all; the whole case. What was said first stays."""
    row = _live(db, seat, lease_id, now)
    said = {"case_id": row.id, "reviewer": seat.reviewer, "case_version": row.version}
    insert_once(db, provisional, [{**said, "outcome": outcome.value, "at_ms": ms(now)}], key="case_id")
    whole: bytes = row.body
    return whole
