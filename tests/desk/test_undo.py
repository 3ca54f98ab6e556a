"""Claims: what is held is taken back without a trace to send, what is sent is replaced, and no word is lost by it."""

from __future__ import annotations

import msgspec
import pytest

from tests.desk.making import HandClock, put
from triage_tui.desk.desk import Desk
from triage_tui.desk.house import House
from triage_tui.domain.decision import Evidence, Remedy
from triage_tui.domain.filter import parse
from triage_tui.domain.journal import faults
from triage_tui.domain.words import CaseState, OutboxState, Outcome, RemedyType, RootCause, Verdict
from triage_tui.errors import Refused
from triage_tui.storage.workspace import Workspace


def decided(desk: Desk, case_id: str = "c1") -> None:
    """An overturn with something in every field."""
    sitting = desk.open(case_id).judged(0, Verdict.ALLOWED_IN_CONTEXT)
    sitting = sitting.amended(0, evidence=(Evidence(turn_id="t1", start=0, end=3),), severity=2)
    sitting = sitting.caused(RootCause.BENIGN_DUAL_USE).edited(
        rationale="their own machine", template="own-systems", confidence=5, remedies=(Remedy(type=RemedyType.CREDIT),)
    )
    desk.decide(sitting, Outcome.OVERTURN)


def test_a_held_decision_is_withdrawn_and_nothing_waits_to_be_sent(desk: Desk, workspace: Workspace) -> None:
    put(workspace, "c1")
    decided(desk)
    before = desk.open("c1").opened.decisions[-1].decision
    sitting, how = desk.undo()
    assert how == "withdrawn"
    assert sitting.opened.standing is None
    assert [one.outbox for one in sitting.opened.decisions] == [OutboxState.WITHDRAWN]
    assert sitting.opened.head.state is CaseState.DRAFT
    assert workspace.tally(before.decided_at, "r1")[0] == 0
    assert not list(faults(workspace.ledger.lines()))


def test_what_is_taken_back_can_be_decided_again_word_for_word(desk: Desk, workspace: Workspace) -> None:
    put(workspace, "c1")
    decided(desk)
    before = desk.open("c1").opened.decisions[-1].decision
    desk.undo()
    again = desk.decide(desk.open("c1"), Outcome.OVERTURN).decision
    apart = {"id": "", "log": None, "supersedes": None}
    assert again.id != before.id
    assert msgspec.structs.replace(again, **apart) == msgspec.structs.replace(before, **apart)


def test_after_its_time_a_decision_is_replaced_and_both_are_kept(
    desk: Desk, workspace: Workspace, clock: HandClock
) -> None:
    put(workspace, "c1")
    decided(desk)
    clock.pass_(11)
    assert workspace.release_held(clock.now()) == 1
    sitting, how = desk.undo()
    assert how == "replacing"
    assert sitting.draft.rationale == "their own machine"
    before = sitting.opened.standing
    assert before is not None
    assert before.outbox is OutboxState.QUEUED
    made = desk.decide(desk.open("c1"), Outcome.ESCALATE).decision
    assert (made.supersedes, bool(made.supersedes_reason)) == (before.decision.id, True)
    opened = desk.open("c1").opened
    assert opened.standing is not None
    assert opened.standing.decision.outcome is Outcome.ESCALATE
    assert [one.decision.outcome for one in opened.decisions] == [Outcome.OVERTURN, Outcome.ESCALATE]


def test_a_window_that_is_over_counts_even_where_nobody_released_it(
    desk: Desk, workspace: Workspace, clock: HandClock
) -> None:
    put(workspace, "c1")
    decided(desk)
    clock.pass_(11)
    assert desk.undo()[1] == "replacing"


def test_undo_goes_back_step_by_step(desk: Desk, workspace: Workspace) -> None:
    put(workspace, "c1", "c2", "c3")
    for case_id in ("c2", "c1", "c3"):
        decided(desk, case_id)
    assert [desk.undo()[0].opened.case.id for _ in range(3)] == ["c3", "c1", "c2"]
    assert desk.why_not_undo() == "nothing has been decided here yet"
    with pytest.raises(Refused):
        desk.undo()


def test_only_ones_own_decisions_are_taken_back(desk: Desk, workspace: Workspace, clock: HandClock) -> None:
    put(workspace, "c1")
    decided(desk)
    other = Desk(workspace, clock, House(reviewer="r2"))
    assert other.why_not_undo() == "nothing has been decided here yet"


def test_a_skipped_case_leaves_the_queue_and_comes_back(desk: Desk, workspace: Workspace) -> None:
    put(workspace, "c1", "c2")
    first = desk.next(parse("is:open"))
    assert first is not None
    desk.skip(first, "too_distressing")
    assert workspace.count(parse("is:skipped")) == 1
    left = desk.next(parse(""))
    assert left is not None
    assert left.id != first.id
    desk.unskip(first.id)
    assert workspace.count(parse("is:open")) == 2
    event = msgspec.json.decode(next(workspace.ledger.lines()))
    assert (event["type"], event["reason"]) == ("skip", "too_distressing")


def test_a_decided_case_cannot_be_skipped(desk: Desk, workspace: Workspace) -> None:
    put(workspace, "c1")
    decided(desk)
    with pytest.raises(Refused, match="decided already"):
        desk.skip(desk.open("c1").opened.head, "other")


def test_a_skipped_case_can_be_decided_all_the_same(desk: Desk, workspace: Workspace) -> None:
    put(workspace, "c1")
    desk.skip(desk.open("c1").opened.head, "other")
    decided(desk)
    assert desk.open("c1").opened.head.state is CaseState.DECIDED


@pytest.mark.parametrize("first", [Outcome.UPHOLD, Outcome.OVERTURN, Outcome.INSUFFICIENT_CONTEXT])
@pytest.mark.parametrize("second", [Outcome.UPHOLD, Outcome.OVERTURN, Outcome.INSUFFICIENT_CONTEXT])
def test_a_slip_is_put_right_by_undo_and_one_other_key(
    desk: Desk, workspace: Workspace, first: Outcome, second: Outcome
) -> None:
    put(workspace, "c1")
    straight = desk.decide(desk.open("c1").caused(RootCause.OTHER), second).decision
    desk.undo()
    put(workspace, "c2")
    desk.decide(desk.open("c2").caused(RootCause.OTHER), first)
    sitting, _ = desk.undo()
    if not sitting.draft.root_causes:
        sitting = sitting.caused(RootCause.OTHER)
    righted = desk.decide(sitting, second).decision
    assert (righted.findings, righted.root_causes) == (straight.findings, straight.root_causes)


def test_an_upheld_flag_has_no_cause_for_being_wrong(desk: Desk, workspace: Workspace) -> None:
    put(workspace, "c1")
    desk.decide(desk.open("c1").caused(RootCause.OTHER), Outcome.OVERTURN)
    sitting, _ = desk.undo()
    assert desk.decide(sitting, Outcome.UPHOLD).decision.root_causes == ()
