"""The decisions in force about a case, and what they allow."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Connection, select

from triage_tui.domain.decision import decode_decision
from triage_tui.domain.words import Mode
from triage_tui.server.rejected import Rejected, rejected
from triage_tui.server.store.seeing import Seat
from triage_tui.server.store.tables import decision, queue


def in_force(db: Connection, case_id: str, version: int) -> list[Any]:
    """The decisions about one version of a case that nothing supersedes, oldest first."""
    asked = select(decision).where(
        decision.c.case_id == case_id, decision.c.case_version == version, decision.c.superseded_by.is_(None)
    )
    return list(db.execute(asked.order_by(decision.c.n)))


def already_decided(db: Connection, seat: Seat, row: Any) -> Rejected:
    """The newest decision in force is inside; in a blind queue only the reviewer's own."""
    standing = in_force(db, row.id, row.version)
    mode = db.execute(select(queue.c.mode).where(queue.c.id == row.queue)).scalar()
    if mode != Mode.OPEN:
        standing = [one for one in standing if one.reviewer == seat.reviewer]
    return rejected("already_decided", decision=decode_decision(standing[-1].body) if standing else None)
