"""Claims: a decision says what the reviewer said, about what was shown, once, or is refused with the reason."""

from __future__ import annotations

import hashlib

import pytest

from tests.desk.making import NOON, WORDS, HandClock, flag, put
from triage_tui.desk.desk import Desk
from triage_tui.desk.house import House
from triage_tui.domain.decision import Evidence, Shown
from triage_tui.domain.filter import ALL
from triage_tui.domain.journal import faults
from triage_tui.domain.rules import Requirement
from triage_tui.domain.words import CaseState, Locus, OutboxState, Outcome, Role, RootCause, Verdict
from triage_tui.errors import ReadOnly, Refused
from triage_tui.storage.opening import open_workspace
from triage_tui.storage.workspace import Workspace


def test_one_key_is_enough_to_uphold(desk: Desk, workspace: Workspace) -> None:
    put(workspace, "c1")
    standing = desk.decide(desk.open("c1"), Outcome.UPHOLD)
    assert [one.verdict for one in standing.decision.findings] == [Verdict.VIOLATES] * 2
    assert standing.outbox is OutboxState.HELD
    opened = desk.open("c1").opened
    assert opened.standing == standing
    assert opened.head.state is CaseState.DECIDED
    assert not list(faults(workspace.ledger.lines()))


def test_a_decision_carries_what_was_shown_and_who_decided(workspace: Workspace, clock: HandClock) -> None:
    put(workspace, "c1", flags=[flag(classifier={"name": "guard", "version": "4"})] * 2, version=7)
    desk = Desk(workspace, clock, House(reviewer="r1", role=Role.SENIOR))
    sitting = desk.open("c1").touched(clock.monotonic(), clock.now())
    clock.pass_(30)
    sitting = sitting.touched(clock.monotonic(), clock.now()).edited(rationale="clear enough", confidence=4)
    clock.pass_(300)
    sitting = sitting.touched(clock.monotonic(), clock.now())
    made = desk.decide(sitting, Outcome.ESCALATE).decision
    raw = workspace.raw("c1", 7)
    assert raw is not None
    assert (made.case_version, made.case_sha256) == (7, hashlib.sha256(raw).hexdigest())
    assert (made.reviewer, made.role, made.rationale, made.confidence) == ("r1", Role.SENIOR, "clear enough", 4)
    assert (made.started_at, made.decided_at, made.active_seconds) == (NOON, clock.now(), 30)
    assert [(one.name, one.version) for one in made.classifiers] == [("guard", "4")]


def test_the_time_from_opening_to_a_single_key_counts(desk: Desk, workspace: Workspace, clock: HandClock) -> None:
    put(workspace, "c1")
    sitting = desk.open("c1")
    clock.pass_(12)
    made = desk.decide(sitting, Outcome.UPHOLD).decision
    assert (made.started_at, made.active_seconds) == (NOON, 12)


def test_verdicts_given_by_hand_stay_and_the_rest_follow_the_outcome(desk: Desk, workspace: Workspace) -> None:
    put(workspace, "c1")
    sitting = desk.open("c1").judged(1, Verdict.BORDERLINE).amended(1, locus=Locus.AGGREGATE_PATTERN, severity=0)
    findings = desk.decide(sitting, Outcome.UPHOLD).decision.findings
    assert [(one.clause, one.verdict) for one in findings] == [
        ("net.1", Verdict.VIOLATES),
        ("net.2", Verdict.BORDERLINE),
    ]
    assert (findings[1].locus, findings[1].severity) == (Locus.AGGREGATE_PATTERN, 0)
    assert (findings[0].locus, findings[0].severity) == (Locus.USER_REQUEST, 3)


@pytest.mark.parametrize("outcome", [Outcome.OVERTURN, Outcome.MODIFY])
def test_who_says_the_flag_was_wrong_says_why(desk: Desk, workspace: Workspace, outcome: Outcome) -> None:
    put(workspace, "c1")
    sitting = desk.open("c1").judged(1, Verdict.DOES_NOT_VIOLATE)
    refusal = desk.why_not(sitting, outcome)
    assert refusal is not None
    assert refusal.gap == "cause"
    with pytest.raises(Refused, match="say why the flag was wrong"):
        desk.decide(sitting, outcome)
    decided = desk.decide(sitting.caused(RootCause.BENIGN_DUAL_USE), outcome).decision
    assert decided.root_causes == (RootCause.BENIGN_DUAL_USE,)


def test_a_cause_named_twice_is_taken_out_again(desk: Desk, workspace: Workspace) -> None:
    put(workspace, "c1")
    sitting = desk.open("c1").caused(RootCause.OTHER).caused(RootCause.WRONG_CLAUSE).caused(RootCause.OTHER)
    assert sitting.draft.root_causes == (RootCause.WRONG_CLAUSE,)


@pytest.mark.parametrize(
    ("outcome", "verdict"),
    [(Outcome.OVERTURN, Verdict.VIOLATES), (Outcome.UPHOLD, Verdict.ALLOWED_IN_CONTEXT), (Outcome.MODIFY, None)],
)
def test_an_outcome_against_its_own_verdicts_is_refused(
    desk: Desk, workspace: Workspace, outcome: Outcome, verdict: Verdict | None
) -> None:
    put(workspace, "c1")
    sitting = desk.open("c1").judged(0, verdict).judged(1, verdict)
    refusal = desk.why_not(sitting, outcome)
    assert refusal is not None
    assert refusal.gap == "verdict"
    assert workspace.count(ALL) == 1
    assert workspace.ledger.head().seq == 0


def test_a_queue_gets_what_it_asks_for(workspace: Workspace, clock: HandClock) -> None:
    put(workspace, "c1", queue="strict")
    put(workspace, "c2", queue="other")
    wants: dict[str, frozenset[Requirement]] = {"strict": frozenset({"rationale", "confidence", "evidence"})}
    desk = Desk(workspace, clock, House("r1", requires=lambda queue: wants.get(queue, frozenset())))
    assert desk.why_not(desk.open("c2"), Outcome.UPHOLD) is None
    sitting, met = desk.open("c1"), []
    row = sitting.row_of(0)
    assert row is not None
    for gap, change in (
        ("rationale", {"rationale": "because"}),
        ("confidence", {"confidence": 5}),
        ("evidence", {"opined": tuple(sitting.draft.opined)}),
    ):
        refusal = desk.why_not(sitting, Outcome.UPHOLD)
        assert refusal is not None
        met.append(refusal.gap == gap)
        sitting = sitting.edited(**change)
    shown = Evidence(turn_id="t1", start=0, end=3)
    sitting = sitting.amended(0, evidence=(shown,)).amended(1, evidence=(shown,))
    assert met == [True] * 3
    assert desk.decide(sitting, Outcome.UPHOLD).decision.findings[0].evidence == (shown,)


def test_evidence_lies_in_the_text(desk: Desk, workspace: Workspace) -> None:
    put(workspace, "c1")
    for turn, end, allowed in (("t1", len(WORDS), True), ("t1", len(WORDS) + 1, False), ("t9", 3, False)):
        sitting = desk.open("c1").amended(0, evidence=(Evidence(turn_id=turn, start=0, end=end),))
        assert (desk.why_not(sitting, Outcome.UPHOLD) is None) is allowed


def test_a_case_is_decided_once(desk: Desk, workspace: Workspace) -> None:
    put(workspace, "c1")
    twice = desk.open("c1")
    desk.decide(twice, Outcome.UPHOLD)
    refusal = desk.why_not(desk.open("c1"), Outcome.ESCALATE)
    assert refusal is not None
    assert "already decided: uphold" in refusal.reason
    for sitting in (twice, desk.open("c1")):
        with pytest.raises(Refused, match="already decided"):
            desk.decide(sitting, Outcome.ESCALATE)
    assert len(list(workspace.ledger.decisions())) == 1


def test_nobody_judges_the_appeal_against_themselves(desk: Desk, workspace: Workspace, clock: HandClock) -> None:
    put(workspace, "c1", origin="appeal", appeal={"reviewer": "r1", "statement": "it was not me"})
    refusal = desk.why_not(desk.open("c1"), Outcome.UPHOLD)
    assert refusal is not None
    assert refusal.gap == "reviewer"
    other = Desk(workspace, clock, House(reviewer="r2"))
    assert other.decide(other.open("c1"), Outcome.UPHOLD).decision.kind == "appeal"


def test_a_case_that_is_not_there_is_refused(desk: Desk) -> None:
    with pytest.raises(Refused, match="there is no case nope"):
        desk.open("nope")


def test_where_nothing_can_be_written_everything_says_so(desk: Desk, workspace: Workspace, clock: HandClock) -> None:
    put(workspace, "c1")
    desk.decide(desk.open("c1"), Outcome.UPHOLD)
    put(workspace, "c2")
    reading = open_workspace(workspace.path, True)
    reader = Desk(reading, clock, House(reviewer="r1"))
    sitting = reader.open("c2")
    refusal = reader.why_not(sitting, Outcome.UPHOLD)
    assert refusal is not None
    assert refusal.reason == reader.why_not_undo() == reading.read_only
    with pytest.raises(Refused):
        reader.decide(sitting, Outcome.UPHOLD)
    for act in (lambda: reader.skip(sitting.opened.head, "other"), lambda: reader.unskip("c2")):
        with pytest.raises(ReadOnly):
            act()
    reader.keep(sitting.edited(rationale="lost"))
    assert reader.open("c2").draft.rationale == ""
    reading.close()


def test_a_decision_says_what_was_in_front(desk: Desk, workspace: Workspace) -> None:
    big = 2**60
    put(workspace, "c1", flags=[flag("net.1", 0.9), flag("net.2", big), flag("net.2", None)])
    desk.text_rules = "7"
    sitting = desk.open("c1")
    shown = desk.decide(sitting, Outcome.UPHOLD).decision.shown
    pack = workspace.pack("house", "2")
    assert shown is not None
    assert pack is not None
    assert [(one.policy_id, one.policy_version, one.sha256) for one in shown.policies] == [("house", "2", pack.sha256)]
    assert [(one.flag_id, one.clause, one.score, one.threshold) for one in shown.scores] == [
        (sitting.opened.case.flag_ids[0], "net.1", 0.9, 0.5),
        (sitting.opened.case.flag_ids[1], "net.2", str(big), 0.5),
    ]
    assert shown.text_rules == "7"
    assert list(faults(workspace.ledger.lines())) == []


def test_where_nothing_is_shown_the_decision_says_that(desk: Desk, workspace: Workspace) -> None:
    put(workspace, "c1")
    assert desk.decide(desk.open("c1"), Outcome.UPHOLD).decision.shown == Shown()
