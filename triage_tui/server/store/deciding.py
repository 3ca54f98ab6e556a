"""Decisions on their way in: each is taken once, whole, or refused with the truth inside."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from msgspec import Struct
from sqlalchemy import Connection, bindparam, select, update

from triage_tui.domain.decision import Decision, decode_decision
from triage_tui.domain.values import Invalid
from triage_tui.domain.wire.problems import Problem
from triage_tui.domain.wire.receipts import Receipt
from triage_tui.server.rejected import Rejected, rejected, unreadable
from triage_tui.server.store import leasing
from triage_tui.server.store.ruling import Ruling, rule
from triage_tui.server.store.seeing import Seat, seen
from triage_tui.server.store.tables import case, decision
from triage_tui.server.store.telling import about, tell, told
from triage_tui.server.store.values import canonical_sha256, insert_once, moment, ms

Posted = tuple[bytes, int | None]
"""A decision as JSON, and the fence of the lease it was taken under."""


_KNOWN = select(decision).where(decision.c.id == bindparam("decision_id"))


class _Read(Struct, frozen=True):
    """A decision that can be read, from whom it says it is from."""

    body: bytes
    decision: Decision
    sha256: str
    """Of its canonical form without its place in a log: it may come by way of another workspace's."""
    fence: int | None


def take(db: Connection, seat: Seat, posted: Sequence[Posted], now: datetime) -> list[Receipt | Problem]:
    """One answer each, in order; a refused one changes nothing, and nothing about the others.

    Everything is checked before anything is written, so a refusal leaves nothing to undo.
    """
    read = [_read(seat, body, fence) for body, fence in posted]
    concerned = {one.decision.case_id for one in read if isinstance(one, _Read)}
    _hold(db, concerned)
    answers: list[Receipt | Problem] = []
    for one in read:
        try:
            answers.append(one if isinstance(one, Problem) else _take(db, seat, one, now))
        except Rejected as refused:
            answers.append(refused.problem)
    return answers


def _read(seat: Seat, body: bytes, fence: int | None) -> _Read | Problem:
    try:
        given = decode_decision(body)
        if given.reviewer != seat.reviewer:
            raise rejected("forbidden", "the decision is somebody else's", pointer="/reviewer")
        return _Read(body, given, canonical_sha256(body, without="log"), fence)
    except Invalid as error:
        return unreadable(error).problem
    except Rejected as refused:
        return refused.problem


def _hold(db: Connection, ids: set[str]) -> None:
    """Lock all cases of a request at once and in one order: no two requests wait for each other."""
    db.execute(select(case.c.id).where(case.c.id.in_(sorted(ids))).order_by(case.c.id).with_for_update()).all()


def _take(db: Connection, seat: Seat, one: _Read, now: datetime) -> Receipt:
    before = _known(db, one)
    if before is not None:
        return before
    row = seen(db, seat, one.decision.case_id, lock=True)
    ruling = rule(db, seat, row, one.decision, one.fence, now)
    _write(db, one, ruling, now)
    _move(db, row, one, ruling, now)
    return Receipt(
        decision_id=one.decision.id,
        case_id=row.id,
        case_version=row.version,
        received_at=moment(ms(now)),
        standing=ruling.standing,
    )


def _known(db: Connection, one: _Read) -> Receipt | None:
    row = db.execute(_KNOWN, {"decision_id": one.decision.id}).first()
    if row is None:
        return None
    if row.sha256 not in (one.sha256, canonical_sha256(one.body)):  # earlier versions kept it with its place
        raise _mismatch(one)
    return receipt(row)


def _mismatch(one: _Read) -> Rejected:
    return rejected("idempotency_mismatch", f"decision {one.decision.id} is here already, and is another")


def receipt(row: Any) -> Receipt:
    """The receipt of a decision in a row; always the same."""
    return Receipt(
        decision_id=row.id,
        case_id=row.case_id,
        case_version=row.case_version,
        received_at=moment(row.received_ms),
        standing=row.standing,
    )


def _write(db: Connection, one: _Read, ruling: Ruling, now: datetime) -> None:
    given = one.decision
    row = {
        "id": given.id,
        "case_id": given.case_id,
        "case_version": given.case_version,
        "reviewer": given.reviewer,
        "kind": given.kind.value,
        "sha256": one.sha256,
        "body": one.body,
        "received_ms": ms(now),
        "standing": ruling.standing,
    }
    if not insert_once(db, decision, [row]):
        raise _mismatch(one)  # at this moment somebody used the id for another case
    if given.supersedes is not None:
        db.execute(update(decision).where(decision.c.id == given.supersedes).values(superseded_by=given.id))


def _move(db: Connection, row: Any, one: _Read, ruling: Ruling, now: datetime) -> None:
    """What the decision makes of the case; whoever holds a lease and did not decide keeps it."""
    if row.lease_holder == one.decision.reviewer:
        leasing.give_back(db, row, now)
    db.execute(update(case).where(case.c.id == row.id).values(state=ruling.state, sent_to="", sent_by=""))
    tell(db, told("case_closed" if ruling.state == "decided" else "case_changed", now, **about(row)))
