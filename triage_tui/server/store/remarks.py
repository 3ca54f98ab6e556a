"""What reviewers say about a case without deciding it: skips, notes, escalations. Each is kept once."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import msgspec
from sqlalchemy import Connection, select, update

from triage_tui.domain.wire.receipts import Escalation, Note, Skip
from triage_tui.server.rejected import rejected
from triage_tui.server.store import leasing, people
from triage_tui.server.store.seeing import Seat, seen
from triage_tui.server.store.tables import case, remark
from triage_tui.server.store.telling import about, tell, told
from triage_tui.server.store.values import NEVER, canonical_sha256, insert_once, listed, ms


def skip(db: Connection, seat: Seat, case_id: str, said: Skip, now: datetime) -> None:
    """Pass a case on: it is not served to them before the moment they name, or never again."""
    row = seen(db, seat, case_id, lock=True)
    reasons = listed(row.skip_reasons)
    if said.reason not in reasons:
        raise rejected("invalid_field", pointer="/reason", reason=f"not one of {', '.join(reasons)}")
    until = NEVER if said.not_before is None else ms(said.not_before)
    if _keep(db, seat, row, "skip", said, now, until) and row.lease_holder == seat.reviewer:
        leasing.give_back(db, row, now)


def note(db: Connection, seat: Seat, case_id: str, said: Note, now: datetime) -> None:
    """Keep words about a case."""
    _keep(db, seat, seen(db, seat, case_id, lock=True), "note", said, now)


def escalate(db: Connection, seat: Seat, case_id: str, said: Escalation, now: datetime) -> None:
    """Send a case to somebody else: from now on it is served only to them."""
    row = seen(db, seat, case_id, lock=True)
    if said.to not in people.ROLES and not people.known(db, said.to):
        raise rejected("invalid_field", pointer="/to", reason="neither a role nor somebody who is known")
    if not _keep(db, seat, row, "escalation", said, now):
        return
    if row.state not in {"open", "adjudication"}:
        raise rejected("case_gone", "the case does not wait for a decision")
    if row.lease_holder == seat.reviewer:
        leasing.give_back(db, row, now)
    db.execute(update(case).where(case.c.id == row.id).values(sent_to=said.to, sent_by=seat.reviewer))
    tell(db, told("case_changed", now, **about(row)))


def _keep(
    db: Connection, seat: Seat, row: Any, kind: str, said: Skip | Note | Escalation, now: datetime, until_ms: int = 0
) -> bool:
    """Keep a remark; false when it was kept before. The same id with other words is refused."""
    body = msgspec.json.encode(said)
    digest = canonical_sha256(body)
    new = {"id": said.id, "kind": kind, "case_id": row.id, "reviewer": seat.reviewer, "sha256": digest}
    if insert_once(db, remark, [{**new, "body": body, "at_ms": ms(now), "until_ms": until_ms}]):
        return True
    old = db.execute(select(remark).where(remark.c.id == said.id)).one()
    if any(getattr(old, name) != value for name, value in new.items()):
        raise rejected("idempotency_mismatch", f"{said.id} is here already, and is something else")
    return False
