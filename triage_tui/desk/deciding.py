"""From a draft to the decision it becomes, and back."""

from __future__ import annotations

from datetime import datetime

import msgspec

from triage_tui import __version__
from triage_tui.desk.house import House
from triage_tui.desk.link import Linked
from triage_tui.desk.sitting import Sitting
from triage_tui.domain.case import Classifier
from triage_tui.domain.decision import Client, Decision, Finding, Shown, ShownPolicy, ShownScore
from triage_tui.domain.draft import FILL, Draft, Opined
from triage_tui.domain.ids import new_id
from triage_tui.domain.rules import kind_of
from triage_tui.domain.standing import OpenCase
from triage_tui.domain.words import Outcome

_EXACT = 2**53
"""From here on a canonical form has no whole numbers."""


def decision_of(
    sitting: Sitting, outcome: Outcome, house: House, now: datetime, *, linked: Linked | None, text_rules: str = ""
) -> Decision:
    """The immutable record of what the sitting says, about exactly the version that was shown.

    `linked` is how the link to the source stood; `text_rules` are those by which text was shown, empty for none.
    """
    opened, draft = sitting.opened, sitting.ready(outcome)
    case = opened.case
    return Decision(
        id=new_id(now),
        case_id=case.id,
        case_version=case.version,
        case_sha256=opened.sha256,
        kind=kind_of(case),
        outcome=outcome,
        findings=tuple(_finding(row) for row in draft.opined if row.verdict is not None),
        root_causes=draft.root_causes,
        confidence=draft.confidence,
        rationale=draft.rationale,
        template=draft.template,
        remedies=draft.remedies,
        mode=house.mode(case.queue),
        provisional=draft.provisional,
        reviewer=house.reviewer,
        role=house.role,
        started_at=draft.started_at,
        decided_at=now,
        active_seconds=round(draft.active_seconds, 1),
        classifiers=_classifiers(opened),
        supersedes=draft.supersedes,
        supersedes_reason=draft.supersedes_reason,
        appeal_of=case.appeal.decision_id or None if case.appeal else None,
        selection=case.selection,
        shown=shown(sitting, text_rules) if text_rules else Shown(),
        client=_client(linked),
    )


def _client(linked: Linked | None) -> Client:
    """This program, and whether the source could know of the decision when it was taken."""
    bundle = linked.bundle.id if linked is not None and linked.bundle is not None else None
    offline = linked is not None and linked.offline
    return Client(name="triage-tui", version=__version__, offline=offline, bundle_id=bundle)


def shown(sitting: Sitting, text_rules: str) -> Shown:
    """What is in front of the reviewer besides the case: packs, to the byte, and every score that is not withheld."""
    packs = {(one.pack.id, one.pack.version): one.pack for one in sitting.matched if one.pack is not None}
    case = sitting.opened.case
    return Shown(
        policies=tuple(
            ShownPolicy(policy_id=one.id, policy_version=one.version, sha256=one.sha256)
            for one in packs.values()
            if one.sha256 is not None
        ),
        scores=tuple(
            ShownScore(flag_id=flag_id, clause=flag.clause, score=_written(flag.score), threshold=flag.threshold)
            for flag_id, flag in zip(case.flag_ids, case.flags, strict=True)
            if flag.score is not None
        ),
        text_rules=text_rules,
    )


def _written(score: bool | float | str | None) -> bool | float | str | None:
    """A score as the log can hold it: a whole number without a canonical form is kept by its digits."""
    return str(score) if isinstance(score, int) and abs(score) >= _EXACT else score


def _classifiers(opened: OpenCase) -> tuple[Classifier, ...]:
    named = (flag.classifier for flag in opened.case.flags)
    return tuple({(one.name, one.version): one for one in named if one is not None}.values())


def _finding(row: Opined) -> Finding:
    assert row.verdict is not None
    return Finding(
        policy_id=row.policy_id,
        policy_version=row.policy_version,
        clause=row.clause,
        flag_id=row.flag_id,
        locus=row.locus,
        verdict=row.verdict,
        severity=row.severity,
        factors=row.factors,
        evidence=row.evidence,
    )


def draft_again(decision: Decision, fresh: Draft) -> Draft:
    """The draft that led to a decision; verdicts that its outcome implies are left to the next outcome."""
    said = {(one.clause, one.policy_id, one.policy_version): one for one in decision.findings}

    def row(one: Opined) -> Opined:
        found = said.get((one.clause, one.policy_id, one.policy_version))
        if found is None:
            return one
        implied = one.flag_id is not None and found.verdict is FILL.get(decision.outcome)
        return msgspec.structs.replace(
            one,
            verdict=None if implied else found.verdict,
            locus=found.locus,
            severity=found.severity,
            evidence=found.evidence,
        )

    return msgspec.structs.replace(
        fresh,
        opined=tuple(row(one) for one in fresh.opined),
        outcome=decision.outcome,
        root_causes=decision.root_causes,
        confidence=decision.confidence,
        rationale=decision.rationale,
        template=decision.template,
        remedies=decision.remedies,
        started_at=decision.started_at,
        active_seconds=decision.active_seconds or 0.0,
    )
