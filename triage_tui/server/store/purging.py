"""Cases that are taken back: their text is gone, and nobody decides about them any more."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import Connection, select, update

from triage_tui.server.store import leasing
from triage_tui.server.store.tables import case
from triage_tui.server.store.telling import about, tell, told


def purge(db: Connection, ids: Sequence[str], now: datetime) -> int:
    """Forget the text of these cases and close them; how many there were to close. Decisions stay."""
    asked = select(case).where(case.c.id.in_(sorted(ids)), case.c.state != "closed")
    rows = db.execute(asked.order_by(case.c.id).with_for_update()).all()
    for row in rows:
        leasing.give_back(db, row, now)
        db.execute(update(case).where(case.c.id == row.id).values(state="closed", body=b""))
        tell(db, told("case_closed", now, **about(row)))
    return len(rows)
