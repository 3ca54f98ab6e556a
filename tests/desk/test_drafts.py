"""Claims: what was begun is there again, also when the case has changed meanwhile."""

from __future__ import annotations

from typing import Any

import pytest

from tests.desk.making import put
from triage_tui.desk.desk import Desk
from triage_tui.domain.filter import parse
from triage_tui.domain.words import CaseState, Locus, Outcome, RootCause, Verdict
from triage_tui.errors import Refused
from triage_tui.storage.workspace import Workspace


def test_a_draft_is_there_again(desk: Desk, workspace: Workspace) -> None:
    put(workspace, "c1")
    sitting = desk.open("c1").judged(1, Verdict.BORDERLINE).caused(RootCause.OTHER).edited(rationale="half a th")
    desk.keep(sitting)
    again = desk.open("c1")
    assert again.draft == sitting.draft
    assert again.opened.head.state is CaseState.DRAFT
    assert workspace.count(parse("is:draft")) == 1


def test_a_draft_with_nothing_left_in_it_is_no_draft(desk: Desk, workspace: Workspace) -> None:
    put(workspace, "c1")
    sitting = desk.open("c1")
    for again in (sitting, desk.open("c1")):
        desk.keep(again.judged(0, Verdict.VIOLATES))
        assert desk.open("c1").opened.head.state is CaseState.DRAFT
        desk.keep(again.judged(0, None))
        assert desk.open("c1").opened.head.state is CaseState.OPEN


@pytest.mark.parametrize("change", [{"locus": Locus.TOOL_CALL}, {"severity": 4}])
def test_a_locus_or_a_severity_alone_is_kept(desk: Desk, workspace: Workspace, change: dict[str, Any]) -> None:
    put(workspace, "c1")
    sitting = desk.open("c1").amended(0, **change)
    desk.keep(sitting)
    assert desk.open("c1").draft.opined == sitting.draft.opined


def test_looking_leaves_no_draft(desk: Desk, workspace: Workspace) -> None:
    put(workspace, "c1")
    desk.keep(desk.open("c1").touched(5.0, desk.clock.now()))
    assert desk.open("c1").opened.draft is None


def test_a_decision_ends_the_draft(desk: Desk, workspace: Workspace) -> None:
    put(workspace, "c1")
    desk.keep(desk.open("c1").edited(rationale="because"))
    desk.decide(desk.open("c1"), Outcome.UPHOLD)
    assert desk.open("c1").opened.draft is None


def test_a_changed_case_comes_up_again_with_the_words_of_the_draft(desk: Desk, workspace: Workspace) -> None:
    put(workspace, "c1")
    old = desk.open("c1").judged(0, Verdict.VIOLATES).edited(rationale="my words", template="quoted")
    desk.keep(old)
    put(workspace, "c1", version=2)
    sitting = desk.open("c1")
    assert (sitting.draft.rationale, sitting.draft.template) == ("my words", "quoted")
    assert [one.verdict for one in sitting.draft.opined] == [None, None]
    refusal = desk.why_not(old, Outcome.UPHOLD)
    assert refusal is None or "version" in refusal.reason
    assert desk.decide(sitting, Outcome.UPHOLD).decision.case_version == 2


def test_a_decision_about_an_old_version_does_not_close_the_new_one(desk: Desk, workspace: Workspace) -> None:
    put(workspace, "c1")
    desk.decide(desk.open("c1"), Outcome.UPHOLD)
    put(workspace, "c1", version=2)
    sitting = desk.open("c1")
    assert sitting.opened.head.state is CaseState.OPEN
    assert [one.decision.case_version for one in sitting.opened.decisions] == [1]
    assert desk.decide(sitting, Outcome.ESCALATE).decision.case_version == 2


def test_who_looked_at_the_old_version_cannot_decide_the_new_one(desk: Desk, workspace: Workspace) -> None:
    put(workspace, "c1")
    stale = desk.open("c1")
    put(workspace, "c1", version=2)
    with pytest.raises(Refused, match="the case has changed"):
        desk.decide(stale, Outcome.UPHOLD)
