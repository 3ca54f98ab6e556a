"""Decisions that came back in a sealed file: each is taken as if its reviewer had posted it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import msgspec
from sqlalchemy import bindparam, select

from triage_tui.bundles.returned import Handed, Returned
from triage_tui.domain.wire.bundles import HandedBack, Report, Result
from triage_tui.domain.wire.capabilities import Me
from triage_tui.domain.wire.problems import Problem, problem
from triage_tui.domain.wire.receipts import Receipt
from triage_tui.server.rejected import rejected
from triage_tui.server.store import deciding, people, witnessing
from triage_tui.server.store.engine import Base
from triage_tui.server.store.seeing import seat
from triage_tui.server.store.tables import decision
from triage_tui.server.store.values import Clock

_AT_ONCE = 200
"""Decisions of one transaction."""
_CONFLICTS = frozenset({"version_conflict", "case_gone", "already_decided"})
"""Why a decision is not taken although nothing is wrong with it: the case went on without it."""
_HERE = select(decision.c.id).where(decision.c.id.in_(bindparam("ids", expanding=True)))


def take(base: Base, me: Me, returned: Returned, now: Clock) -> Report:
    """Take the decisions of a file; raises `forbidden`, and `invalid_field` where its log was written anew."""
    theirs = _whose(base, me, returned)
    results = [
        one
        for start in range(0, len(returned.decisions), _AT_ONCE)
        for one in _taken(base, theirs, returned.decisions[start : start + _AT_ONCE], now)
    ]
    results += [_refused(one.decision_id, one.case_id, one.reason) for one in returned.unfit]
    results += [HandedBack(decision_id=one, case_id="", result="withdrawn") for one in returned.withdrawn]
    answers = returned.manifest.answers
    return Report(answers=answers, reviewer=theirs.reviewer, skips=returned.skips, results=tuple(results))


def _whose(base: Base, me: Me, returned: Returned) -> Me:
    """The reviewer whose decisions these are: the key that sealed them is registered for nobody else."""
    owner = returned.by.name
    if returned.manifest.reviewer != owner:
        raise rejected("forbidden", f"the key is one of {owner}, the decisions are by {returned.manifest.reviewer}")
    if me.reviewer != owner and people.LEAD not in me.roles:
        raise rejected("forbidden", "files of others are handed in by leads")
    with base.read() as db:
        if witnessing.contradicts(db, returned.log_id, returned.digests):
            why = "the log was written anew: the server witnessed another one under this id"
            raise rejected("invalid_field", why, reason=why)
        return people.one(db, owner)


def _taken(base: Base, theirs: Me, handed: Sequence[Handed], now: Clock) -> Iterator[HandedBack]:
    with base.write() as db:
        here = set(db.execute(_HERE, {"ids": [one.decision.id for one in handed]}).scalars())
        answers = deciding.take(db, seat(db, theirs), [(one.body, None) for one in handed], now())
    for one, answer in zip(handed, answers, strict=True):
        yield _told(one, answer, one.decision.id in here)


def _told(one: Handed, answer: Receipt | Problem, here: bool) -> HandedBack:
    why: Problem | None = None
    result: Result
    if isinstance(answer, Problem):
        result = "conflict" if answer.kind in _CONFLICTS else "refused"
        # The case as it is now, and what others decided, is for its reviewer, who asks for it as for any other.
        why = msgspec.structs.replace(answer, case=msgspec.UNSET, decision=None)
    else:
        result = "already" if here else "double" if answer.standing == "double" else "taken"
    return HandedBack(decision_id=one.decision.id, case_id=one.decision.case_id, result=result, problem=why)


def _refused(decision_id: str, case_id: str, reason: str) -> HandedBack:
    why = problem("invalid_field", reason, reason=reason)
    return HandedBack(decision_id=decision_id, case_id=case_id, result="refused", problem=why)
