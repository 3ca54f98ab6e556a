"""Who may see what: the rules about people and cases, each written once, as conditions of SQL.

They are made once and not for every question: building a statement takes longer than answering it.
"""

from __future__ import annotations

from typing import Any

from msgspec import Struct
from sqlalchemy import BigInteger, Boolean, ColumnElement, Connection, and_, bindparam, exists, or_, select, true

from triage_tui.domain.wire.capabilities import Me
from triage_tui.domain.words import DecisionKind, Mode, Role
from triage_tui.server.rejected import rejected
from triage_tui.server.store.people import AUDITOR
from triage_tui.server.store.tables import Words, case, decision, person, provisional, queue, remark
from triage_tui.server.store.values import listed

_JUDGES = frozenset({Role.SENIOR, Role.ADJUDICATOR, Role.LEAD})


class Seat(Struct, frozen=True):
    """Somebody at work: who, as what, on which queues."""

    reviewer: str
    roles: frozenset[str]
    queues: tuple[str, ...] | None
    """None for all."""

    @property
    def binds(self) -> dict[str, Any]:
        """What the conditions of this module want to know."""
        return {"me": self.reviewer, "reads": AUDITOR in self.roles, "names": [self.reviewer, *sorted(self.roles)]}

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


_ME = bindparam("me", type_=Words)
_NOW = bindparam("now", type_=BigInteger)
_OWN = select(1).where(decision.c.case_id == case.c.id, decision.c.reviewer == _ME)
_DECIDED = exists(_OWN.where(decision.c.case_version == case.c.version))

_SAID = exists().where(
    provisional.c.case_id == case.c.id,
    provisional.c.case_version == case.c.version,
    provisional.c.reviewer == _ME,
)

SHOWN = or_(bindparam("reads", type_=Boolean), queue.c.mode == Mode.OPEN.value, _SAID, _DECIDED)
"""That nothing of a case is withheld: no blind queue, or they said before seeing it what they think of it."""

NO_PARTY = ~exists(_OWN)
"""That they decided nothing about the case."""

_APPEALED = exists().where(decision.c.id == case.c.appeal_of, decision.c.reviewer == _ME)
_JUDGED = exists(_OWN.where(decision.c.kind != DecisionKind.APPEAL.value))

NOT_APPEALED_AGAINST = or_(case.c.appeal == 0, and_(case.c.appeal_reviewer != _ME, ~_APPEALED, ~_JUDGED))
"""That the case is no appeal against a decision of theirs."""

INDEPENDENT = and_(NOT_APPEALED_AGAINST, or_(case.c.state != "adjudication", NO_PARTY))
"""That a case may go to them: no appeal against themselves, no adjudication of their own decision."""

_PASSED = exists().where(
    remark.c.case_id == case.c.id, remark.c.reviewer == _ME, remark.c.kind == "skip", remark.c.until_ms > _NOW
)
_SENT = and_(case.c.sent_to.in_(bindparam("names", expanding=True)), case.c.sent_by != _ME)

TO_BE_SERVED = and_(case.c.lease_until_ms <= _NOW, or_(case.c.sent_to == "", _SENT), INDEPENDENT, ~_PASSED, ~_DECIDED)
"""That a case is for them and for nobody else at the moment ``now``."""

SIGHT = select(case, SHOWN.label("shown"), queue.c.mode, queue.c.requires, queue.c.skip_reasons).join(queue)
"""A case with what its queue asks for, and whether all of it may be shown."""

_ONE = SIGHT.where(case.c.id == bindparam("case_id", type_=Words))
_LOCKED = _ONE.with_for_update(of=case)
_QUEUES = select(person.c.queues).where(person.c.name == _ME)


def seat(db: Connection, me: Me) -> Seat:
    """Where somebody sits; an operator who is not in the database sees all queues."""
    queues = db.execute(_QUEUES, {"me": me.reviewer}).scalar()
    return Seat(me.reviewer, frozenset(me.roles), None if queues is None else listed(queues))


def seen(db: Connection, seat: Seat, case_id: str, *, lock: bool = False) -> Any:
    """A case that somebody may see, held for changing it where that is said; raises `not_found`.

    The answer is the same for a case that is not there and one that is not theirs.
    """
    row = db.execute(_LOCKED if lock else _ONE, {**seat.binds, "case_id": case_id}).first()
    if row is None or not seat.may_see(row.queue):
        raise rejected("not_found", f"there is no case {case_id}")
    return row
