"""Cases that left in a sealed file: held for their reviewer until that expires, so that nobody else begins them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime
from secrets import token_hex
from typing import Any

from sqlalchemy import BigInteger, Connection, bindparam, insert, select, update

from triage_tui.server.store.seeing import INDEPENDENT, Seat
from triage_tui.server.store.tables import case, lease
from triage_tui.server.store.telling import about, tell, told
from triage_tui.server.store.values import ms

_AT_ONCE = 500
"""Cases of one statement."""
_FREE = select(case).where(
    case.c.id.in_(bindparam("ids", expanding=True)),
    case.c.state.in_(bindparam("states", expanding=True)),
    case.c.lease_until_ms <= bindparam("now", type_=BigInteger),
    INDEPENDENT,
)
_TAKE = insert(lease)
_KEEP = (
    update(case)
    .where(case.c.id == bindparam("case"))
    .values(
        fence=bindparam("new_fence"),
        lease_id=bindparam("new_lease"),
        lease_holder=bindparam("holder"),
        lease_until_ms=bindparam("until"),
    )
)


def hold(
    db: Connection, seat: Seat, cases: Sequence[tuple[str, int]], until: datetime, now: datetime
) -> list[tuple[str, int]]:
    """Lease those of the cases that may be served to a reviewer now; each with the fence it got."""
    parts = (cases[start : start + _AT_ONCE] for start in range(0, len(cases), _AT_ONCE))
    return [one for few in parts for one in _held(db, seat, dict(few), until, now)]


def _held(
    db: Connection, seat: Seat, versions: dict[str, int], until: datetime, now: datetime
) -> Iterator[tuple[str, int]]:
    states = ["open", "adjudication"] if seat.judges else ["open"]
    asked = _FREE.where(seat.among(case.c.queue)).order_by(case.c.id).with_for_update()
    said = {**seat.binds, "ids": list(versions), "states": states, "now": ms(now)}
    rows = [row for row in db.execute(asked, said).all() if versions[row.id] == row.version]
    if not rows:
        return
    leases = [_lease(seat, row, now) for row in rows]
    db.execute(_TAKE, leases)
    db.execute(_KEEP, [_kept(one, ms(until)) for one in leases])
    tell(db, *(told("lease_taken", now, **about(row), holder=seat.reviewer, until_ms=ms(until)) for row in rows))
    yield from ((one["case_id"], one["fence"]) for one in leases)


def _lease(seat: Seat, row: Any, now: datetime) -> dict[str, Any]:
    fence = row.fence + 1
    return {"id": token_hex(16), "case_id": row.id, "reviewer": seat.reviewer, "fence": fence, "taken_ms": ms(now)}


def _kept(lease: dict[str, Any], until_ms: int) -> dict[str, Any]:
    return {
        "case": lease["case_id"],
        "new_fence": lease["fence"],
        "new_lease": lease["id"],
        "holder": lease["reviewer"],
        "until": until_ms,
    }
