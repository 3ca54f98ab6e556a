"""Statements of reasons for the DSA transparency database, a hundred to a line: complete and clean, or none at all."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from fnmatch import fnmatchcase
from typing import Any

import msgspec
from msgspec import Struct

from triage_tui.domain.decision import Finding
from triage_tui.domain.words import Outcome, RemedyType, Verdict
from triage_tui.errors import Refused, WrongUsage
from triage_tui.export.account import Went
from triage_tui.export.dsa_words import faults
from triage_tui.export.judged import Judged
from triage_tui.export.target import Out
from triage_tui.export.veil import Veil

BATCH = 100
"""Statements that the database takes at a time."""
NAMED = 5
"""Faults that are told; of the others only how many there are."""
SUSPENDED = {"decision_account": "DECISION_ACCOUNT_SUSPENDED"}
LIMITED = {"decision_provision": "DECISION_PROVISION_PARTIAL_SUSPENSION"}
MEASURES: Mapping[str, Mapping[str, str]] = {
    "account_locked": SUSPENDED,
    "feature_limited": LIMITED,
    "blocked_pre": LIMITED,
    "blocked_midstream": LIMITED,
    "fallback_served": LIMITED,
}
"""What was restricted, by the state of the case; where nothing was, there is nothing to state."""
SOURCES = {"report": "SOURCE_TYPE_OTHER_NOTIFICATION"}
"""What led to the review, where it was not our own initiative."""


class Scope(Struct, frozen=True):
    """What the house has to say of itself."""

    territorial_scope: tuple[str, ...]
    terms_url: str
    categories: Mapping[str, str]
    account_type: str
    content_type: tuple[str, ...]


def write(decisions: Iterable[Judged], out: Out, scope: Scope, veil: Veil) -> Went:
    """Write every statement; raises `Refused` with what is wrong, and then nothing of it may be used."""
    missing = [name for name in ("territorial_scope", "terms_url") if not getattr(scope, name)]
    if missing:
        raise WrongUsage(
            f"statements of reasons need settings: {', '.join(f'export.dsa.{name}' for name in missing)}",
            "`triage-tui config edit` opens them",
        )
    went, batch, wrong = Went(), list[dict[str, Any]](), list[str]()
    for one in decisions:
        if (measure := _measure(one)) is None:
            went.leave_out("nothing was restricted" if one.case else "the case is not here")
            continue
        said = statement(one, measure, scope, veil)
        wrong += [f"{one.decision.id}: {fault}" for fault in faults(said)]
        went.count += 1
        batch.append(said)
        if len(batch) == BATCH:
            _put(batch, out)
    _put(batch, out)
    if wrong:
        more = f"; and {len(wrong) - NAMED:,} more" if len(wrong) > NAMED else ""
        raise Refused(
            f"no statement was written: {'; '.join(wrong[:NAMED])}{more}",
            "docs/exports.md says what each field rests on",
        )
    return went


def _put(batch: list[dict[str, Any]], out: Out) -> None:
    if batch:
        out.write(msgspec.json.encode({"statements": batch}) + b"\n")
        batch.clear()


def _measure(one: Judged) -> Mapping[str, str] | None:
    """What is restricted because of the decision; none where nothing is."""
    types = {remedy.type for remedy in one.decision.remedies}
    if RemedyType.LOCK in types:
        return SUSPENDED
    if RemedyType.LIMIT in types:
        return LIMITED
    if one.decision.outcome not in (Outcome.UPHOLD, Outcome.MODIFY) or one.case is None:
        return None
    return MEASURES.get((one.case.enforcement and one.case.enforcement.state) or "")


def statement(one: Judged, measure: Mapping[str, str], scope: Scope, veil: Veil) -> dict[str, Any]:
    """One statement, as the database's interface takes it."""
    case, decision = one.case, one.decision
    broken = [each for each in decision.findings if each.verdict is Verdict.VIOLATES] or list(decision.findings)
    seen = (case and (case.received_at or (case.enforcement and case.enforcement.applied_at))) or decision.decided_at
    language = re.match(r"[A-Za-z]{2}(?![A-Za-z])", case.language) if case is not None else None
    by_model = case is not None and any(each.classifier and each.classifier.kind != "user" for each in case.flags)
    said = {
        **measure,
        "account_type": scope.account_type,
        "decision_ground": "DECISION_GROUND_INCOMPATIBLE_CONTENT",
        "decision_ground_reference_url": scope.terms_url,
        "incompatible_content_ground": "; ".join(_ground(one, each) for each in broken),
        "incompatible_content_explanation": "\n".join(_why(one, each) for each in broken),
        "content_type": list(scope.content_type),
        "category": next((found for each in broken if (found := _category(one, each, scope))), ""),
        "territorial_scope": list(scope.territorial_scope),
        "content_language": language[0].upper() if language else "",
        "content_date": seen.date().isoformat(),
        "application_date": decision.decided_at.date().isoformat(),
        **_ends(one, measure),
        "decision_facts": veil.words(decision.rationale),
        "source_type": SOURCES.get(case.origin if case else "", "SOURCE_VOLUNTARY"),
        "automated_detection": "Yes" if by_model else "No",
        "automated_decision": "AUTOMATED_DECISION_PARTIALLY" if by_model else "AUTOMATED_DECISION_NOT_AUTOMATED",
        "puid": decision.id,
    }
    return {name: value for name, value in said.items() if value}


def _ends(one: Judged, measure: Mapping[str, str]) -> dict[str, str]:
    until = next((remedy.until for remedy in one.decision.remedies if remedy.until), None)
    field = "end_date_account_restriction" if measure is SUSPENDED else "end_date_service_restriction"
    return {field: until.date().isoformat()} if until else {}


def _ground(one: Judged, finding: Finding) -> str:
    clause = one.clause(finding)
    title = f" {clause.title}" if clause is not None and clause.title else ""
    return f"{finding.policy_id} {finding.policy_version}, clause {finding.clause}{title}"


def _why(one: Judged, finding: Finding) -> str:
    clause = one.clause(finding)
    return (clause.text if clause is not None else "") or _ground(one, finding)


def _category(one: Judged, finding: Finding, scope: Scope) -> str:
    clause = one.clause(finding)
    own = clause.maps_to.get("dsa") if clause is not None else None
    if isinstance(own, str):
        return own
    return next((name for pattern, name in scope.categories.items() if fnmatchcase(finding.clause, pattern)), "")
