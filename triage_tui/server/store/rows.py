"""Cases in lists: a page at a time, in one of four orders, behind a cursor."""

from __future__ import annotations

import sys
from datetime import datetime
from secrets import randbelow
from typing import Any, Literal, NamedTuple, get_args

from sqlalchemy import ColumnElement, Connection, literal, select, tuple_

from triage_tui.domain.wire.capabilities import Limits
from triage_tui.domain.wire.cases import Row, Rows, ServerState
from triage_tui.server.rejected import rejected
from triage_tui.server.store import cursors
from triage_tui.server.store.cursors import At
from triage_tui.server.store.seeing import Seat
from triage_tui.server.store.tables import Words, case
from triage_tui.server.store.values import moment_or_none, ms

Order = Literal["priority", "due", "age", "random"]

LOWEST = sys.float_info.max
"""Where a case without a priority stands."""
_SHOWN = [column for column in case.c if column.name != "body"]
PRIME = 2**31 - 1
"""A random order multiplies each case's number by a seed and takes the rest: another order for every seed."""


class Wish(NamedTuple):
    """What somebody wants to see of a list."""

    queue: str | None
    state: str | None
    order: str
    limit: int
    cursor: str | None


def page(db: Connection, seat: Seat, wish: Wish, now: datetime) -> Rows:
    """The rows behind a cursor, and the next one."""
    at = _at(wish)
    keys = _keys(at.order, at.seed)
    limit = min(max(wish.limit, 1), Limits().page)
    asked = select(*_SHOWN, *[key.label(f"key_{n}") for n, key in enumerate(keys)]).where(seat.among(case.c.queue))
    if wish.queue is not None:
        asked = asked.where(case.c.queue == wish.queue)
    if wish.state is not None:
        asked = asked.where(*_standing(wish.state, ms(now)))
    if wish.cursor:
        asked = asked.where(tuple_(*keys, case.c.id) > tuple_(*at.keys, literal(at.id, Words)))
    found = db.execute(asked.order_by(*keys, case.c.id).limit(limit + 1)).all()
    here = found[:limit]
    return Rows(
        cases=tuple([_read(row, ms(now)) for row in here]),
        next=_behind(here[-1], at, len(keys)) if len(found) > limit else None,
    )


def _at(wish: Wish) -> At:
    if wish.order not in get_args(Order):
        raise rejected("invalid_field", pointer="/order", reason=f"not one of {', '.join(get_args(Order))}")
    if not wish.cursor:
        return At(wish.order, (), "", randbelow(PRIME - 1) + 1)
    at = cursors.read(wish.cursor, At, "/cursor")
    if at.order != wish.order or len(at.keys) != len(_keys(at.order, at.seed)) or not 0 < at.seed < PRIME:
        raise rejected("invalid_field", "the cursor is of another order", pointer="/cursor")
    return at


def _keys(order: str, seed: int) -> list[ColumnElement[Any]]:
    if order == "priority":
        return [case.c.by_priority, case.c.by_due]
    if order == "random":
        return [case.c.dice * seed % PRIME]
    return [case.c.by_due if order == "due" else case.c.by_age]


def _standing(state: str, now_ms: int) -> list[ColumnElement[bool]]:
    if state not in get_args(ServerState):
        raise rejected("invalid_field", pointer="/state", reason=f"not one of {', '.join(get_args(ServerState))}")
    if state == "leased":
        return [case.c.lease_until_ms > now_ms, case.c.state.in_(("open", "adjudication"))]
    if state in {"open", "adjudication"}:
        return [case.c.state == state, case.c.lease_until_ms <= now_ms]
    return [case.c.state == state]


def _behind(row: Any, at: At, keys: int) -> str:
    return cursors.written(At(at.order, tuple(getattr(row, f"key_{n}") for n in range(keys)), row.id, at.seed))


def _read(row: Any, now_ms: int) -> Row:
    leased = row.state in {"open", "adjudication"} and row.lease_until_ms > now_ms
    return Row(
        id=row.id,
        version=row.version,
        queue=row.queue,
        state="leased" if leased else row.state,
        origin=row.origin,
        received_at=moment_or_none(row.received_ms),
        due_at=moment_or_none(row.due_ms),
        priority=row.priority,
        work_domain=row.domain,
        language=row.language,
        flags=row.flags,
    )
