"""The rules that refuse, each with a reason: one predicate greys the key, answers the press and guards the act."""

from __future__ import annotations

from collections.abc import Callable, Container, Iterable
from typing import Literal

from msgspec import Struct

from triage_tui.domain.case import Case
from triage_tui.domain.conversation import part_text
from triage_tui.domain.decision import Decision, Evidence
from triage_tui.domain.draft import Draft
from triage_tui.domain.words import CAUSE_REQUIRED, DecisionKind, Outcome, Verdict

Gap = Literal["outcome", "verdict", "cause", "rationale", "confidence", "evidence", "case", "reviewer"]
"""Where a refusal points: the field of the form to open on, or the case or reviewer as such."""

Requirement = Literal["rationale", "confidence", "evidence"]


class Refusal(Struct, frozen=True):
    """Why an act is not possible now."""

    gap: Gap
    reason: str
    """One sentence in the program's own words."""


INDEPENDENT = frozenset({DecisionKind.SECOND, DecisionKind.ADJUDICATION, DecisionKind.APPEAL})


def kind_of(case: Case) -> DecisionKind:
    """The round of review a case is in, from how it came to be."""
    if case.appeal is not None or case.origin == "appeal":
        return DecisionKind.APPEAL
    return DecisionKind.AUDIT if case.origin == "audit" else DecisionKind.REVIEW


def why_not_review(case: Case, reviewer: str, earlier: Iterable[Decision] = ()) -> Refusal | None:
    """A reviewer never takes the second review, the adjudication or the appeal of their own decision."""
    if _concerned(case, kind_of(case), reviewer, earlier):
        return Refusal("reviewer", "this is an appeal against your own decision: somebody else must take it")
    return None


def _concerned(case: Case, kind: DecisionKind, reviewer: str, earlier: Iterable[Decision]) -> bool:
    if kind not in INDEPENDENT:
        return False
    own = any(one.reviewer == reviewer and one.kind is not kind for one in earlier)
    return own or (case.appeal is not None and case.appeal.reviewer == reviewer)


def why_not_keep(
    decision: Decision, case: Case, earlier: Iterable[Decision], clauses: Callable[[str, str], Container[str] | None]
) -> Refusal | None:
    """Why a decision that was taken elsewhere is not kept here; none when it keeps the rules that hold everywhere.

    `clauses` are those of a stored pack version; none where it is not stored. Its evidence is not looked at.
    """
    kind = decision.kind if decision.kind in INDEPENDENT else kind_of(case)
    if _concerned(case, kind, decision.reviewer, earlier):
        reason = f"{decision.reviewer} may not take the {kind.value} review of what they decided themselves"
        return Refusal("reviewer", reason)
    if decision.outcome in CAUSE_REQUIRED and not decision.root_causes:
        return Refusal("cause", "it does not say why the flag was wrong")
    for one in decision.findings:
        if (known := clauses(one.policy_id, one.policy_version)) is None:
            return Refusal("verdict", f"policy pack {one.policy_id} {one.policy_version} is not stored here")
        if one.clause not in known:
            return Refusal("verdict", f"policy pack {one.policy_id} {one.policy_version} has no clause {one.clause}")
    return None


def why_not_decide(
    case: Case, draft: Draft, outcome: Outcome, requires: frozenset[Requirement] = frozenset()
) -> Refusal | None:
    """What still stands between a draft (already filled for the outcome) and a decision; none when it may be saved."""
    if draft.case_version != case.version:
        return Refusal(
            "case", f"the case is at version {case.version}, this draft is about version {draft.case_version}"
        )
    return (
        _verdicts(draft, outcome)
        or _causes(draft, outcome)
        or _required(draft, outcome, requires)
        or next(
            (refusal for one in draft.opined for e in one.evidence if (refusal := why_not_evidence(case, e))),
            None,
        )
    )


def _verdicts(draft: Draft, outcome: Outcome) -> Refusal | None:
    verdicts = [one.verdict for one in draft.opined if one.verdict is not None]
    if outcome is Outcome.OVERTURN and Verdict.VIOLATES in verdicts:
        return Refusal("verdict", "a clause is marked as violated: modify instead, or change the verdict")
    if outcome is Outcome.UPHOLD and verdicts and Verdict.VIOLATES not in verdicts:
        return Refusal("verdict", "no clause is marked as violated: overturn instead, or change a verdict")
    if outcome is Outcome.MODIFY and draft.opined and not verdicts:
        return Refusal("verdict", "say which clause holds and which does not (x violates, o does not)")
    return None


def _causes(draft: Draft, outcome: Outcome) -> Refusal | None:
    if outcome in CAUSE_REQUIRED and not draft.root_causes:
        return Refusal("cause", "say why the flag was wrong")
    return None


def _required(draft: Draft, outcome: Outcome, requires: frozenset[Requirement]) -> Refusal | None:
    if "rationale" in requires and not draft.rationale.strip():
        return Refusal("rationale", "this queue wants a rationale")
    if "confidence" in requires and draft.confidence is None:
        return Refusal("confidence", "this queue wants your confidence, 1 to 5")
    violated = [one for one in draft.opined if one.verdict is Verdict.VIOLATES]
    if "evidence" in requires and outcome is Outcome.UPHOLD and any(not one.evidence for one in violated):
        return Refusal("evidence", "this queue wants evidence for every violated clause")
    return None


def why_not_evidence(case: Case, evidence: Evidence) -> Refusal | None:
    """Evidence lies inside the part it names."""
    if evidence.turn_id in case.turn_ids:
        content = case.turns[case.turn_ids.index(evidence.turn_id)].content
        if evidence.part < len(content) and evidence.start < evidence.end <= len(part_text(content[evidence.part])):
            return None
    return Refusal("evidence", "a piece of evidence lies outside the conversation")
