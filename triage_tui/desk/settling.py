"""When the source did not take a decision: what stands against it, and the ways on."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

import msgspec
from msgspec import Struct

from triage_tui.desk.deciding import draft_again
from triage_tui.domain.canonical import sha256
from triage_tui.domain.case import Case, decode_case
from triage_tui.domain.conversation import part_text
from triage_tui.domain.decision import Decision, Evidence
from triage_tui.domain.draft import Draft, Opined
from triage_tui.domain.rules import why_not_evidence
from triage_tui.domain.standing import OutboxRow
from triage_tui.domain.values import Invalid
from triage_tui.domain.wire.problems import Problem
from triage_tui.domain.words import OutboxState
from triage_tui.errors import Refused

if TYPE_CHECKING:
    from triage_tui.desk.desk import Desk
    from triage_tui.desk.sitting import Sitting

Way = Literal["mine", "theirs", "both"]
"""Keep mine on the new version, take theirs, lay both together in a draft."""

SETTLED_HERE = frozenset({OutboxState.CONFLICT, OutboxState.REFUSED})
"""The states of which the reviewer has to do something."""


class Disagreement(Struct, frozen=True):
    """A decision of ours, and what the source holds against it."""

    row: OutboxRow
    problem: Problem | None
    """What the source answered; none where that cannot be read."""
    before: Case | None
    """The case as we decided it."""
    after: Case | None
    """The case as it is now, from the answer or from the workspace; none where that is the same version."""
    here: int
    """The version that the workspace has."""
    own: bool = True
    """Whether it is ours; else it came back in a sealed file."""

    @property
    def mine(self) -> Decision:
        """Our decision."""
        return self.row.standing.decision

    @property
    def theirs(self) -> Decision | None:
        """The decision that stands on the source."""
        return self.problem.decision if self.problem else None

    @property
    def kind(self) -> str:
        """The last word of the problem's type; empty where it is of no known one."""
        return self.problem.kind if self.problem else ""


def disagreement(desk: Desk, row: OutboxRow) -> Disagreement:
    """Everything there is to look at before settling one."""
    mine, store = row.standing.decision, desk.outbox
    problem, head = _problem(row.answer), desk.store.head(mine.case_id)
    here = head.version if head is not None else mine.case_version
    after = _case(bytes(problem.case)) if problem and isinstance(problem.case, msgspec.Raw) else None
    if (after is None or after.version < here) and here > mine.case_version:
        after = _case(store.raw(mine.case_id, here))
    before = _case(store.raw(mine.case_id, mine.case_version))
    own = desk.link is not None or mine.reviewer == desk.house.reviewer
    return Disagreement(row, problem, before, after, here, own)


def why_not(against: Disagreement, way: Way) -> str | None:
    """Why one of the ways cannot be gone."""
    row, mine = against.row.standing, against.mine
    if row.outbox not in SETTLED_HERE:
        return "nothing is in dispute about this decision any more"
    if way == "theirs":
        return None if against.theirs is not None else "no other decision stands (w takes yours back)"
    if against.theirs is not None and against.here <= against.theirs.case_version:
        return f"{against.theirs.reviewer}'s decision stands on this version: only a new version opens it again"
    if way == "both":
        return None if against.theirs is not None else "there is no other decision to lay beside yours"
    if against.after is not None and against.here < against.after.version:
        return f"version {against.after.version} is not here yet: it comes with the next pull"
    if against.here <= mine.case_version:
        return "the case has not changed: r sends the decision again"
    return None


def settle(desk: Desk, against: Disagreement, way: Way) -> Sitting | None:
    """Go one of the ways: withdraw our decision, with a reason in the log.

    Answers with the case, opened with the draft, where it is to be read again; none where theirs was taken.
    Raises `Refused` where the way cannot be gone, or somebody was faster.
    """
    if (reason := why_not(against, way)) is not None:
        raise Refused(reason)
    mine, theirs = against.mine, against.theirs
    if way == "theirs":
        assert theirs is not None
        _withdraw(desk, mine, f"took the decision of {theirs.reviewer} ({theirs.outcome}, {theirs.id})", close=True)
        return None
    draft = _again(desk, mine)
    if way == "both" and theirs is not None:
        draft = _both(draft, mine, theirs)
    words = "read again on version" if way == "mine" else "laid beside the other decision on version"
    _withdraw(desk, mine, f"{words} {draft.case_version}", draft=draft)
    return desk.open(mine.case_id)


def take_back(desk: Desk, row: OutboxRow, reason: str) -> None:
    """Withdraw a decision that the source did not take, for a reason that the log keeps; its words become a draft."""
    mine = row.standing.decision
    if row.standing.outbox not in SETTLED_HERE:
        raise Refused("the source has not refused this decision", "u takes back what is held")
    if not reason.strip():
        raise Refused("say why: the log keeps the reason")
    _withdraw(desk, mine, reason.strip(), draft=_again(desk, mine))


def _withdraw(desk: Desk, mine: Decision, reason: str, *, draft: Draft | None = None, close: bool = False) -> None:
    event = desk.event("withdraw", mine.case_id, mine.case_version, decision_id=mine.id, reason=reason)
    if not desk.outbox.settle_conflict(mine.id, event, draft=draft, close=close):
        raise Refused("nothing is in dispute about this decision any more")


def _again(desk: Desk, mine: Decision) -> Draft:
    """The draft that led to a decision, for the case as it is here now; evidence as far as its words still stand."""
    opened = desk.store.open_case(mine.case_id)
    if opened is None:
        raise Refused(f"there is no case {mine.case_id} in this workspace")
    draft = draft_again(mine, desk.policies.fresh(opened))
    rows = (
        msgspec.structs.replace(row, evidence=tuple(one for one in row.evidence if _stands(opened.case, one)))
        for row in draft.opined
    )
    return msgspec.structs.replace(draft, opined=tuple(rows), started_at=None, active_seconds=0.0)


def _stands(case: Case, one: Evidence) -> bool:
    if why_not_evidence(case, one) is not None:
        return False
    text = part_text(case.turns[case.turn_ids.index(one.turn_id)].content[one.part])
    return one.sha256 in (None, sha256(text[one.start : one.end].encode("utf-8", "surrogatepass")))


def _both(draft: Draft, mine: Decision, theirs: Decision) -> Draft:
    """What both say; where they differ nothing is said, so that the reviewer has to."""
    said = {(one.clause, one.policy_id): one for one in theirs.findings}

    def row(one: Opined) -> Opined:
        other = said.get((one.clause, one.policy_id))
        agreed = other is None or one.verdict is None or other.verdict is one.verdict
        return one if agreed else msgspec.structs.replace(one, verdict=None)

    words = [mine.rationale, f"{theirs.reviewer}: {theirs.rationale}" if theirs.rationale else ""]
    return msgspec.structs.replace(
        draft,
        opined=tuple(row(one) for one in draft.opined),
        outcome=mine.outcome if mine.outcome is theirs.outcome else None,
        root_causes=tuple(dict.fromkeys((*mine.root_causes, *theirs.root_causes))),
        remedies=tuple({one.type: one for one in (*mine.remedies, *theirs.remedies)}.values()),
        rationale="\n\n".join(filter(None, words)),
        confidence=None,
    )


def _problem(answer: bytes) -> Problem | None:
    try:
        return msgspec.json.decode(answer, type=Problem)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        return None


def _case(raw: bytes | None) -> Case | None:
    try:
        return decode_case(raw) if raw is not None else None
    except Invalid:
        return None
