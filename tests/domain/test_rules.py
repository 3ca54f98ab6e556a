"""Every refusal, and the nearest draft that is not refused."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.domain.made import case, decision, draft, opined, said
from triage_tui.domain.case import Case
from triage_tui.domain.decision import Evidence
from triage_tui.domain.draft import Draft, filled
from triage_tui.domain.rules import Requirement, kind_of, why_not_decide, why_not_evidence, why_not_review
from triage_tui.domain.words import DecisionKind, Outcome, RootCause, Verdict

CASE = said("hello", "dear user")
OTHER = (RootCause.OTHER,)


def gap(draft: Draft, outcome: Outcome, *requires: Requirement) -> str | None:
    refusal = why_not_decide(CASE, draft, outcome, frozenset(requires))
    assert refusal is None or refusal.reason
    return refusal and refusal.gap


def test_a_draft_about_another_version_decides_nothing() -> None:
    assert gap(draft(case_version=2), Outcome.ESCALATE) == "case"
    assert gap(draft(case_version=1), Outcome.ESCALATE) is None


def test_an_overturn_has_no_violated_clause() -> None:
    assert gap(draft(opined(Verdict.VIOLATES), root_causes=OTHER), Outcome.OVERTURN) == "verdict"
    assert gap(draft(opined(Verdict.BORDERLINE), root_causes=OTHER), Outcome.OVERTURN) is None
    assert gap(draft(root_causes=OTHER), Outcome.OVERTURN) is None


def test_an_uphold_has_a_violated_clause_where_any_has_a_verdict() -> None:
    assert gap(draft(opined(Verdict.BORDERLINE)), Outcome.UPHOLD) == "verdict"
    assert gap(draft(opined(Verdict.BORDERLINE), opined(Verdict.VIOLATES)), Outcome.UPHOLD) is None
    assert gap(draft(opined()), Outcome.UPHOLD) is None


def test_a_modify_says_what_holds() -> None:
    assert gap(draft(opined(), root_causes=OTHER), Outcome.MODIFY) == "verdict"
    assert gap(draft(opined(Verdict.DOES_NOT_VIOLATE), root_causes=OTHER), Outcome.MODIFY) is None
    assert gap(draft(root_causes=OTHER), Outcome.MODIFY) is None


@pytest.mark.parametrize("outcome", Outcome)
def test_whoever_says_the_flag_was_wrong_says_why(outcome: Outcome) -> None:
    asked = outcome in (Outcome.OVERTURN, Outcome.MODIFY)
    assert gap(draft(), outcome) == ("cause" if asked else None)
    assert gap(draft(root_causes=OTHER), outcome) is None


@pytest.mark.parametrize("outcome", Outcome)
def test_a_queue_may_want_more(outcome: Outcome) -> None:
    plain = draft(root_causes=OTHER)
    assert gap(draft(root_causes=OTHER, rationale=" \n"), outcome, "rationale") == "rationale"
    assert gap(draft(root_causes=OTHER, rationale="so"), outcome, "rationale") is None
    assert gap(plain, outcome, "confidence") == "confidence"
    assert gap(draft(root_causes=OTHER, confidence=1), outcome, "confidence") is None


def test_a_queue_may_want_evidence_for_what_is_upheld() -> None:
    shown = opined(Verdict.VIOLATES, evidence=(Evidence(turn_id="t1", start=0, end=5),))
    assert gap(draft(shown, opined(Verdict.VIOLATES)), Outcome.UPHOLD, "evidence") == "evidence"
    assert gap(draft(shown, opined(Verdict.BORDERLINE)), Outcome.UPHOLD, "evidence") is None
    assert gap(draft(opined(Verdict.VIOLATES)), Outcome.ESCALATE, "evidence") is None


@pytest.mark.parametrize("outcome", Outcome)
def test_a_filled_draft_with_a_cause_can_always_be_decided(outcome: Outcome) -> None:
    whole = filled(draft(opined(), root_causes=OTHER), outcome)
    assert gap(whole, outcome) == ("verdict" if outcome is Outcome.MODIFY else None)


PLACES = st.builds(
    Evidence,
    turn_id=st.sampled_from(["t1", "t2", "t3", ""]),
    part=st.integers(0, 2),
    start=st.integers(0, 12),
    end=st.integers(0, 12),
)


@given(PLACES)
def test_evidence_lies_inside_the_part_it_names(place: Evidence) -> None:
    lengths = {("t1", 0): 5, ("t2", 0): 9}
    inside = 0 <= place.start < place.end <= lengths.get((place.turn_id, place.part), -1)
    assert (why_not_evidence(CASE, place) is None) == inside
    found = gap(draft(opined(Verdict.VIOLATES, evidence=(place,))), Outcome.UPHOLD)
    assert found == (None if inside else "evidence")


APPEAL = case(origin="appeal", appeal={"decision_id": "d1", "reviewer": "ada", "statement": "unfair"})


@pytest.mark.parametrize(
    ("judged", "kind"),
    [
        (case(), DecisionKind.REVIEW),
        (case(origin="report"), DecisionKind.REVIEW),
        (case(origin="audit"), DecisionKind.AUDIT),
        (case(origin="appeal"), DecisionKind.APPEAL),
        (APPEAL, DecisionKind.APPEAL),
        (case(appeal={}), DecisionKind.APPEAL),
    ],
)
def test_the_round_of_review_follows_from_the_case(judged: Case, kind: DecisionKind) -> None:
    assert kind_of(judged) is kind


def test_nobody_takes_the_appeal_of_their_own_decision() -> None:
    refusal = why_not_review(APPEAL, "ada")
    assert refusal is not None
    assert refusal.gap == "reviewer"
    assert why_not_review(APPEAL, "bob") is None
    assert why_not_review(APPEAL, "bob", [decision(reviewer="bob")]) is not None
    assert why_not_review(APPEAL, "bob", [decision(reviewer="eve")]) is None


def test_a_decision_may_be_taken_anew_by_who_took_it() -> None:
    assert why_not_review(case(), "ada", [decision(reviewer="ada")]) is None
    assert why_not_review(APPEAL, "bob", [decision(reviewer="bob", kind="appeal")]) is None


def test_whoever_decided_may_meet_the_case_again_in_an_audit() -> None:
    assert why_not_review(case(origin="audit"), "ada", [decision(reviewer="ada")]) is None
