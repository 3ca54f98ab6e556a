"""Who may see what: the rules about people and cases, each written once, as conditions of SQL."""

from __future__ import annotations

from typing import Any

from msgspec import Struct
from sqlalchemy import ColumnElement, Connection, and_, exists, or_, select, true

from triage_tui.domain.wire.capabilities import Me
from triage_tui.domain.words import Mode, Role
from triage_tui.server.rejected import Rejected, rejected
from triage_tui.server.store.people import AUDITOR
from triage_tui.server.store.tables import case, decision, person, provisional, queue, remark
from triage_tui.server.store.values import listed

_JUDGES = frozenset({Role.SENIOR, Role.ADJUDICATOR, Role.LEAD})


class Seat(Struct, frozen=True):
    """Somebody at work: who, as what, on which queues."""

    reviewer: str
    roles: frozenset[str]
    queues: tuple[str, ...] | None
    """None for all."""

    @property
    def leads(self) -> bool:
        """Whether they may know who holds a case, and correct what others decided."""
        return Role.LEAD in self.roles

    @property
    def reads_all(self) -> bool:
        """Whether they may read everybody's decisions."""
        return self.leads or AUDITOR in self.roles

    @property
    def judges(self) -> bool:
        """Whether they may take second reviews and adjudications."""
        return bool(self.roles & _JUDGES)

    def may_see(self, queue_id: str) -> bool:
        """Whether a queue is theirs."""
        return self.queues is None or queue_id in self.queues

    def among(self, column: ColumnElement[str]) -> ColumnElement[bool]:
        """That a column names a queue of theirs."""
        return true() if self.queues is None else column.in_(self.queues)


def seat(db: Connection, me: Me) -> Seat:
    """Where somebody sits; an operator who is not in the database sees all queues."""
    queues = db.execute(select(person.c.queues).where(person.c.name == me.reviewer)).scalar()
    return Seat(me.reviewer, frozenset(me.roles), None if queues is None else listed(queues))


def sight(seat: Seat, case_id: str, **options: Any) -> Any:
    """The columns of a case that somebody may see, and whether all of it may be shown."""
    return (
        select(case, shown(seat).label("shown"))
        .join(queue)
        .where(case.c.id == case_id, seat.among(case.c.queue))
        .execution_options(**options)
    )


def locked(db: Connection, seat: Seat, case_id: str) -> Any:
    """A case that somebody may see, held for changing it; raises `not_found`."""
    row = db.execute(sight(seat, case_id).with_for_update(of=case)).first()
    if row is None:
        raise missing(case_id)
    return row


def missing(case_id: str) -> Rejected:
    """The same answer for a case that is not there and one that is not theirs."""
    return rejected("not_found", f"there is no case {case_id}")


def shown(seat: Seat) -> ColumnElement[bool]:
    """That nothing of a case is withheld: no blind queue, or they said before seeing it what they think of it."""
    if AUDITOR in seat.roles:
        return true()
    said = select(1).where(
        provisional.c.case_id == case.c.id,
        provisional.c.case_version == case.c.version,
        provisional.c.reviewer == seat.reviewer,
    )
    return or_(queue.c.mode == Mode.OPEN.value, exists(said), exists(_of_this_version(seat)))


def _own(seat: Seat) -> Any:
    return select(1).where(decision.c.case_id == case.c.id, decision.c.reviewer == seat.reviewer)


def _of_this_version(seat: Seat) -> Any:
    return _own(seat).where(decision.c.case_version == case.c.version)


def no_party(seat: Seat) -> ColumnElement[bool]:
    """That they decided nothing about the case."""
    return ~exists(_own(seat))


def not_appealed_against(seat: Seat) -> ColumnElement[bool]:
    """That the case is no appeal against a decision of theirs."""
    named = select(1).where(decision.c.id == case.c.appeal_of, decision.c.reviewer == seat.reviewer)
    own = ~exists(named) & ~exists(_own(seat).where(decision.c.kind != "appeal"))
    return or_(case.c.appeal == 0, and_(case.c.appeal_reviewer != seat.reviewer, own))


def independent(seat: Seat) -> ColumnElement[bool]:
    """That a case may go to them: no appeal against themselves, no adjudication of their own decision."""
    return and_(not_appealed_against(seat), or_(case.c.state != "adjudication", no_party(seat)))


def to_be_served(seat: Seat, now_ms: int) -> ColumnElement[bool]:
    """That a case is for them and for nobody else just now."""
    passed = select(1).where(
        remark.c.case_id == case.c.id,
        remark.c.reviewer == seat.reviewer,
        remark.c.kind == "skip",
        remark.c.until_ms > now_ms,
    )
    theirs = or_(
        case.c.sent_to == "",
        and_(case.c.sent_to.in_([seat.reviewer, *sorted(seat.roles)]), case.c.sent_by != seat.reviewer),
    )
    free = case.c.lease_until_ms <= now_ms
    return and_(free, theirs, independent(seat), ~exists(passed), ~exists(_of_this_version(seat)))
