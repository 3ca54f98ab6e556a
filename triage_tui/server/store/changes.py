"""The feed of changes, as each reader may see it.

Without a cursor it tells the present: every pack and every case that waits, then what happened since it began. So
reading from the beginning is always possible, however much of the feed was trimmed, and costs what waits, not what
ever was; a case that it does not name has ended.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import Connection, and_, delete, func, or_, select, true, update

from triage_tui.domain.wire.capabilities import Limits
from triage_tui.domain.wire.cases import Change, Changes
from triage_tui.server.rejected import rejected
from triage_tui.server.store import cursors, packs
from triage_tui.server.store.cursors import Since
from triage_tui.server.store.engine import Base
from triage_tui.server.store.numbering import Place, numbered, place
from triage_tui.server.store.seeing import INDEPENDENT, Seat
from triage_tui.server.store.tables import case, change, feed
from triage_tui.server.store.values import moment, moment_or_none, ms

_WAITING = ("open", "adjudication")


def page(base: Base, seat: Seat, since: str | None, limit: int, now: datetime) -> Changes:
    """What happened behind a cursor; raises `cursor_gone` for one that is too old, or of another database."""
    at = cursors.read(since, Since, "/since") if since else None
    here = numbered(base, change)
    limit = min(max(limit, 1), Limits().page)
    if at is not None and (at.feed != here.id or at.seq > here.head):
        raise rejected("cursor_gone")
    with base.read() as db:
        if at is None:
            at = Since(here.id, here.head, "")
            return _walk(db, seat, at, limit, now, _published(db, now))
        if at.walked is not None:
            return _walk(db, seat, at, limit, now, ())
        return _tail(db, seat, at, here, limit)


def _published(db: Connection, now: datetime) -> tuple[Change, ...]:
    every = packs.every(db).policies
    return tuple(Change(kind="policy_published", at=now, policy_id=one.id, policy_version=one.version) for one in every)


def _open_to(seat: Seat) -> Any:
    """That a case waits, and may wait for this reader."""
    ranks = true() if seat.judges else case.c.state == "open"
    return and_(case.c.state.in_(_WAITING), ranks, INDEPENDENT)


def _walk(db: Connection, seat: Seat, at: Since, limit: int, now: datetime, first: tuple[Change, ...]) -> Changes:
    asked = select(case.c.id, case.c.version, case.c.queue).where(
        _open_to(seat), case.c.id > at.walked, seat.among(case.c.queue)
    )
    rows = db.execute(asked.order_by(case.c.id).limit(limit), seat.binds).all()
    told = [Change(kind="case_new", at=now, case_id=row.id, case_version=row.version, queue=row.queue) for row in rows]
    behind = Since(at.feed, at.seq, rows[-1].id if len(rows) == limit else None)
    return Changes(next=cursors.written(behind), changes=(*first, *told), more=True)


def _tail(db: Connection, seat: Seat, at: Since, here: Place, limit: int) -> Changes:
    visible = or_(change.c.queue.is_(None), seat.among(change.c.queue))
    asked = (
        select(change, case.c.state.label("state_now"), _open_to(seat).label("waits"))
        .outerjoin_from(change, case, change.c.case_id == case.c.id)
        .where(change.c.seq > at.seq, change.c.seq <= here.head, visible)
    )
    rows = db.execute(asked.order_by(change.c.seq).limit(limit + 1), seat.binds).all()
    if at.seq < place(db, change).horizon:  # looked at last: nothing was trimmed while it was read
        raise rejected("cursor_gone")
    more = len(rows) > limit
    told = [_said(row, seat) for row in rows[:limit]]
    seq = rows[limit - 1].seq if more else here.head
    return Changes(next=cursors.written(Since(at.feed, seq)), changes=tuple(told), more=more)


def _said(row: Any, seat: Seat) -> Change:
    """The change as this reader may know it: a case that now waits for others only is closed to them."""
    kind = row.kind
    if kind in {"case_new", "case_changed"} and row.state_now in _WAITING and not row.waits:
        kind = "case_closed"
    return Change(
        kind=kind,
        at=moment(row.at_ms),
        case_id=row.case_id,
        case_version=row.case_version,
        queue=row.queue,
        holder=row.holder if seat.leads or row.holder == seat.reviewer else None,
        until=moment_or_none(row.until_ms),
        policy_id=row.policy_id,
        policy_version=row.policy_version,
    )


def trim(base: Base, before: datetime) -> int:
    """Forget what happened before a moment; who has not read that far begins anew. How many changes were forgotten."""
    numbered(base, change)
    with base.write() as db:
        at = place(db, change, lock=True)
        old = select(func.max(change.c.seq)).where(change.c.at_ms < ms(before))
        horizon = max(at.horizon, db.execute(old).scalar() or 0)
        db.execute(update(feed).where(feed.c.name == change.name).values(horizon=horizon))
        return db.execute(delete(change).where(change.c.seq <= horizon)).rowcount
