"""The rules that a decision on its way in has to keep, and what it makes of the case."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Literal

import msgspec
from msgspec import Struct
from sqlalchemy import Connection, bindparam, select

from triage_tui.domain.decision import Decision
from triage_tui.domain.words import DecisionKind, Outcome, Role, Verdict
from triage_tui.server.rejected import rejected
from triage_tui.server.store import leasing, packs, reading, standing
from triage_tui.server.store.seeing import NO_PARTY, NOT_APPEALED_AGAINST, Seat
from triage_tui.server.store.tables import case, decision
from triage_tui.server.store.values import listed, ms

_NOT_APPEALED_AGAINST = select(case.c.id).where(case.c.id == bindparam("case_id"), NOT_APPEALED_AGAINST)
_APART = _NOT_APPEALED_AGAINST.where(NO_PARTY)


class Ruling(Struct, frozen=True):
    """What follows from a decision that may be taken."""

    state: Literal["decided", "adjudication"]
    standing: Literal["only", "double"]


def rule(db: Connection, seat: Seat, row: Any, given: Decision, fence: int | None, now: datetime) -> Ruling:
    """What follows from a decision about the case in a row; raises `Rejected` with the truth inside."""
    if row.state == "closed":
        raise rejected("case_gone")
    if given.case_version != row.version:
        known = msgspec.Raw(reading.body(row))
        pointer = "/case_version"
        raise rejected("version_conflict", f"the case is at version {row.version}", case=known, pointer=pointer)
    if given.role is not Role.REVIEWER and given.role not in seat.roles:
        raise rejected("forbidden", f"{seat.reviewer} is no {given.role.value}", pointer="/role")
    packs.check(db, given)
    _required(row, given)
    _superseded(db, seat, given)
    _independent(db, seat, row, given)
    live = _leased(seat, row, given, fence, now)
    return _followed(db, seat, row, given, live)


def _required(row: Any, given: Decision) -> None:
    requires = listed(row.requires)
    gaps = {
        "rationale": not given.rationale.strip(),
        "findings": not given.findings,
        "confidence": given.confidence is None,
    }
    for name in requires:
        if gaps.get(name):
            raise rejected("missing_field", f"this queue requires {name}", pointer=f"/{name}")
    if "evidence" in requires and given.outcome is Outcome.UPHOLD:
        for n, one in enumerate(given.findings):
            if one.verdict is Verdict.VIOLATES and not one.evidence:
                pointer = f"/findings/{n}/evidence"
                raise rejected("missing_field", "this queue requires evidence of a violation", pointer=pointer)


def _superseded(db: Connection, seat: Seat, given: Decision) -> None:
    if given.supersedes is None:
        return
    old = db.execute(select(decision).where(decision.c.id == given.supersedes)).first()
    if old is None or old.case_id != given.case_id:
        raise rejected("invalid_field", pointer="/supersedes", reason="there is no such decision about this case")
    if old.reviewer != seat.reviewer and not seat.leads:
        raise rejected("forbidden", "only their own decision may be superseded", pointer="/supersedes")
    if old.superseded_by is not None:
        raise rejected("invalid_field", pointer="/supersedes", reason="another decision has superseded it")


def _independent(db: Connection, seat: Seat, row: Any, given: Decision) -> None:
    """Nobody takes the second review, the adjudication or the appeal of what they decided themselves.

    Whose decision is in adjudication may still correct it.
    """
    second = given.kind in {DecisionKind.SECOND, DecisionKind.ADJUDICATION}
    corrects = given.supersedes is not None and not second
    apart = second or (row.state == "adjudication" and not corrects)
    rule = _APART if apart else _NOT_APPEALED_AGAINST
    if (apart or row.appeal) and db.execute(rule, {**seat.binds, "case_id": row.id}).first() is None:
        raise rejected("reviewer_not_independent")
    if second and not (seat.judges or row.sent_to == seat.reviewer):
        raise rejected("forbidden", f"a {given.kind.value} review is for seniors, adjudicators and leads")


def _leased(seat: Seat, row: Any, given: Decision, fence: int | None, now: datetime) -> bool:
    """Whether the reviewer holds the case now.

    What was decided offline is taken whoever holds the case: it does not depend on what was known here.
    """
    live: bool = row.lease_until_ms > ms(now)
    own: bool = row.lease_holder == seat.reviewer
    if given.client is not None and given.client.offline:
        return live and own
    if fence is not None and fence > row.fence:
        raise rejected("invalid_field", pointer="/fence", reason="no lease of this case has it")
    if fence is not None and (fence < row.fence or not own):
        raise leasing.held(seat, row, "lease_lost")
    if live and not own:
        raise leasing.held(seat, row)
    return live


def _followed(db: Connection, seat: Seat, row: Any, given: Decision, live: bool) -> Ruling:
    """Whether the decision stands alone, beside others, or not at all."""
    standing_now = [one for one in standing.in_force(db, row.id, row.version) if one.id != given.supersedes]
    own = any(one.reviewer == seat.reviewer for one in standing_now)
    if not standing_now:
        sent_on = given.outcome is Outcome.ESCALATE and not seat.judges
        return Ruling("adjudication" if sent_on else "decided", "only")
    offline = given.client is not None and given.client.offline
    judged = row.state == "adjudication" and (seat.judges or given.supersedes is not None)
    if own or not (offline or live or judged or given.kind is DecisionKind.SECOND):
        raise standing.already_decided(db, seat, row)
    settles = judged and given.supersedes is None
    return Ruling("decided" if settles else "adjudication", "double")
