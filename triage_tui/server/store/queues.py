"""Queues: what waits in each, and what each asks of a decision."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, func, select, update
from sqlalchemy import case as when

from triage_tui.domain.wire.capabilities import Queue, Queues
from triage_tui.domain.words import SKIP_REASONS, Mode
from triage_tui.server.rejected import rejected
from triage_tui.server.store.seeing import Seat
from triage_tui.server.store.tables import case, queue
from triage_tui.server.store.values import NEVER, insert_once, listed, moment_or_none, ms, words

REQUIREMENTS = ("rationale", "findings", "confidence", "evidence")
"""What a queue can ask for besides an outcome."""

_HOUR_MS = 3_600_000
_NEW = {
    "title": "",
    "mode": Mode.OPEN.value,
    "requires": "[]",
    "skip_reasons": words(SKIP_REASONS),
    "sla_hours": None,
}


def queues(db: Connection, seat: Seat, now: datetime) -> Queues:
    """The queues of somebody, each with what waits in it for them or for others."""
    states = ("open", "adjudication") if seat.judges else ("open",)
    soon = ms(now + timedelta(days=1))
    waiting = (
        select(
            case.c.queue,
            func.count().label("pending"),
            func.min(case.c.by_age).label("oldest_ms"),
            func.sum(when((case.c.by_due < soon, 1), else_=0)).label("due_soon"),
        )
        .where(case.c.state.in_(states), case.c.lease_until_ms <= ms(now))
        .group_by(case.c.queue)
        .subquery()
    )
    rows = select(queue, waiting.c.pending, waiting.c.oldest_ms, waiting.c.due_soon).outerjoin_from(
        queue, waiting, queue.c.id == waiting.c.queue
    )
    return Queues(queues=tuple(map(_read, db.execute(rows.where(seat.among(queue.c.id)).order_by(queue.c.id)))))


def _read(row: Any) -> Queue:
    return Queue(
        id=row.id,
        title=row.title,
        pending=row.pending or 0,
        oldest_at=moment_or_none(row.oldest_ms),
        due_soon=row.due_soon or 0,
        mode=Mode(row.mode),
        requires=listed(row.requires),
        skip_reasons=listed(row.skip_reasons),
        sla_hours=row.sla_hours,
    )


def put(db: Connection, asked: Queue) -> None:
    """Make a queue, or change one: title, mode, what it requires, why cases may be passed on, hours until due."""
    if not asked.id or not asked.id.isprintable():
        raise rejected("invalid_field", "a queue has a visible name", pointer="/id")
    unknown = [word for word in asked.requires if word not in REQUIREMENTS]
    if unknown:
        reason = f"not one of {', '.join(REQUIREMENTS)}"
        raise rejected("invalid_field", f"a queue cannot require {unknown[0]!r}", pointer="/requires", reason=reason)
    make(db, {asked.id})
    said = {
        "title": asked.title,
        "mode": asked.mode.value,
        "requires": words(asked.requires),
        "skip_reasons": words(asked.skip_reasons or SKIP_REASONS),
        "sla_hours": asked.sla_hours,
    }
    db.execute(update(queue).where(queue.c.id == asked.id).values(said))
    _date(db, asked)


def _date(db: Connection, asked: Queue) -> None:
    """Give the cases whose source says nothing the queue's time."""
    span = span_ms(asked.sla_hours)
    due = None if span is None else func.coalesce(case.c.received_ms, case.c.by_age) + span
    values = {"due_ms": due, "by_due": NEVER if due is None else due}
    db.execute(update(case).where(case.c.queue == asked.id, case.c.own_due_ms.is_(None)).values(values))


def span_ms(hours: float | None) -> int | None:
    """Hours as milliseconds, up to a century."""
    return None if hours is None else int(min(max(hours, 0), 876_000) * _HOUR_MS)


def make(db: Connection, names: set[str]) -> None:
    """Let queues come into being that are not there yet."""
    insert_once(db, queue, [{"id": name, **_NEW} for name in sorted(names)])


def spans(db: Connection, names: set[str]) -> dict[str, int | None]:
    """How long after its arrival a case of each queue is due, in milliseconds."""
    rows = db.execute(select(queue.c.id, queue.c.sla_hours).where(queue.c.id.in_(names)))
    return {name: span_ms(hours) for name, hours in rows}
