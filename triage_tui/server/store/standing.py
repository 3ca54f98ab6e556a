"""The decisions in force about a case, and what they allow."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Connection, bindparam, select

from triage_tui.domain.decision import decode_decision
from triage_tui.domain.words import Mode
from triage_tui.server.rejected import Rejected, rejected
from triage_tui.server.store.seeing import Seat
from triage_tui.server.store.tables import decision

_IN_FORCE = (
    select(decision)
    .where(
        decision.c.case_id == bindparam("case_id"),
        decision.c.case_version == bindparam("version"),
        decision.c.superseded_by.is_(None),
    )
    .order_by(decision.c.n)
)


def in_force(db: Connection, case_id: str, version: int) -> list[Any]:
    """The decisions about one version of a case that nothing supersedes, oldest first."""
    return list(db.execute(_IN_FORCE, {"case_id": case_id, "version": version}))


def already_decided(db: Connection, seat: Seat, row: Any) -> Rejected:
    """The newest decision in force is inside; in a blind queue only the reviewer's own."""
    standing = in_force(db, row.id, row.version)
    if row.mode != Mode.OPEN:
        standing = [one for one in standing if one.reviewer == seat.reviewer]
    return rejected("already_decided", decision=decode_decision(standing[-1].body) if standing else None)
