"""The decisions that were taken, one by one and in the order they were received."""

from __future__ import annotations

from sqlalchemy import Connection, select, true

from triage_tui.domain.decision import decode_decision
from triage_tui.domain.wire.capabilities import Limits
from triage_tui.domain.wire.receipts import Journal, Journalled, Receipt
from triage_tui.server.rejected import rejected
from triage_tui.server.store import cursors
from triage_tui.server.store.cursors import Since
from triage_tui.server.store.deciding import receipt
from triage_tui.server.store.engine import Base
from triage_tui.server.store.numbering import numbered
from triage_tui.server.store.seeing import Seat
from triage_tui.server.store.tables import decision


def find(db: Connection, seat: Seat, decision_id: str) -> Receipt | None:
    """Whether a decision arrived; everybody may ask about their own."""
    theirs = true() if seat.reads_all else decision.c.reviewer == seat.reviewer
    row = db.execute(select(decision).where(decision.c.id == decision_id, theirs)).first()
    return None if row is None else receipt(row)


def page(base: Base, seat: Seat, since: str | None, limit: int) -> Journal:
    """The decisions behind a cursor: for leads and auditors everybody's, for others their own."""
    here = numbered(base, decision)
    at = cursors.read(since, Since, "/since") if since else Since(here.id, 0)
    if at.feed != here.id or not 0 <= at.seq <= here.head:
        raise rejected("cursor_gone")
    limit = min(max(limit, 1), Limits().page)
    asked = select(decision).where(decision.c.seq > at.seq, decision.c.seq <= here.head)
    if not seat.reads_all:
        asked = asked.where(decision.c.reviewer == seat.reviewer)
    with base.read() as db:
        rows = db.execute(asked.order_by(decision.c.seq).limit(limit + 1)).all()
    more = len(rows) > limit
    seq = rows[limit - 1].seq if more else here.head
    taken = [Journalled(decision=decode_decision(row.body), receipt=receipt(row)) for row in rows[:limit]]
    return Journal(next=cursors.written(Since(at.feed, seq)), decisions=tuple(taken), more=more)
