"""A decision is kept once, about one version, with its log entry and its way out; and undone only while it is held."""

from __future__ import annotations

from typing import Any

import msgspec
import pytest

from tests.storage.making import START, WINDOW, decide, decision, draft, event, later, raw_case, take
from triage_tui.domain.decision import Finding
from triage_tui.domain.filter import ALL, parse
from triage_tui.domain.head import CaseHead
from triage_tui.domain.journal import faults
from triage_tui.domain.standing import Standing
from triage_tui.domain.words import CaseState, Locus, OutboxState, Outcome, RootCause, Verdict
from triage_tui.errors import Refused
from triage_tui.storage.workspace import Workspace


@pytest.fixture(autouse=True)
def cases(workspace: Workspace) -> None:
    take(workspace, raw_case("c1"), raw_case("c2"))


def head(workspace: Workspace, case_id: str = "c1") -> CaseHead:
    found = workspace.head(case_id)
    assert found is not None
    return found


def standings(workspace: Workspace, case_id: str = "c1") -> tuple[Standing, ...]:
    opened = workspace.open_case(case_id)
    assert opened is not None
    return opened.decisions


def log_size(workspace: Workspace) -> int:
    return workspace.ledger.head().seq


def test_a_decision_is_held_in_the_outbox_and_stands_in_the_log(workspace: Workspace) -> None:
    made = decision(workspace, "c1", rationale="‮ evil \x1b[31m", root_causes=(RootCause.OTHER,))
    standing = workspace.record(made, hold_until=made.decided_at + WINDOW)
    assert (standing.outbox, standing.held_until) == (OutboxState.HELD, made.decided_at + WINDOW)
    assert msgspec.structs.replace(standing.decision, log=None) == made
    assert standing.decision.log is not None
    assert standing.decision.log.sha256 == workspace.ledger.head().sha256
    assert (head(workspace).state, head(workspace).outcome) == (CaseState.DECIDED, "uphold")
    assert head(workspace).outbox is OutboxState.HELD
    assert standings(workspace) == (standing,)


def test_the_draft_goes_with_the_decision(workspace: Workspace) -> None:
    workspace.save_draft(draft("c1"), later())
    assert head(workspace).state is CaseState.DRAFT
    decide(workspace, "c1")
    opened = workspace.open_case("c1")
    assert opened is not None
    assert opened.draft is None


def test_the_same_decision_again_is_the_same_answer(workspace: Workspace) -> None:
    made = decision(workspace, "c1", active_seconds=3.0)
    first = workspace.record(made, hold_until=made.decided_at + WINDOW)
    assert workspace.record(made, hold_until=made.decided_at + 2 * WINDOW) == first
    assert log_size(workspace) == 1


def test_one_id_never_stands_for_two_decisions(workspace: Workspace) -> None:
    made = decide(workspace, "c1")
    with pytest.raises(Refused, match="taken already"):
        workspace.record(msgspec.structs.replace(made, rationale="changed"), hold_until=made.decided_at)


def test_a_second_decision_must_say_that_it_replaces_the_first(workspace: Workspace) -> None:
    first = decide(workspace, "c1")
    with pytest.raises(Refused, match="already decided by r1: uphold"):
        decide(workspace, "c1", reviewer="r2")
    second = decide(workspace, "c1", reviewer="r2", outcome=Outcome.POLICY_GAP, supersedes=first.id)
    assert head(workspace).outcome == "policy_gap"
    assert [one.decision.id for one in standings(workspace)] == [first.id, second.id]


def test_what_does_not_stand_cannot_be_replaced(workspace: Workspace) -> None:
    first = decide(workspace, "c1")
    decide(workspace, "c1", supersedes=first.id)
    elsewhere = decide(workspace, "c2")
    for gone in (first.id, "never", elsewhere.id):
        with pytest.raises(Refused, match="does not stand"):
            decide(workspace, "c1", supersedes=gone)
    assert log_size(workspace) == 3


def test_a_decision_about_an_older_version_is_refused(workspace: Workspace) -> None:
    made = decision(workspace, "c1")
    take(workspace, raw_case("c1", version=2))
    with pytest.raises(Refused, match="is at version 2, the decision is about 1"):
        workspace.record(made, hold_until=made.decided_at)
    assert not standings(workspace)
    assert log_size(workspace) == 0


def test_a_decision_about_other_text_is_refused(workspace: Workspace) -> None:
    with pytest.raises(Refused, match="other text"):
        decide(workspace, "c1", case_sha256="0" * 64)


def test_a_decision_about_an_unknown_case_is_refused(workspace: Workspace) -> None:
    made = msgspec.structs.replace(decision(workspace, "c1"), case_id="c9")
    with pytest.raises(Refused, match="no case c9"):
        workspace.record(made, hold_until=made.decided_at)


def test_a_refused_decision_leaves_the_draft(workspace: Workspace) -> None:
    decide(workspace, "c1")
    workspace.save_draft(draft("c1"), later())
    with pytest.raises(Refused):
        decide(workspace, "c1")
    opened = workspace.open_case("c1")
    assert opened is not None
    assert opened.draft == draft("c1")


FACTORS = Finding(
    policy_id="p", policy_version="1", clause="x", locus=Locus.TOOL_CALL, verdict=Verdict.VIOLATES, factors={"n": 2**60}
)


@pytest.mark.parametrize("fields", [{"rationale": "\ud800"}, {"findings": (FACTORS,)}])
def test_what_has_no_canonical_form_is_refused_and_nothing_kept(workspace: Workspace, fields: dict[str, Any]) -> None:
    with pytest.raises(Refused, match="cannot be written to the log"):
        decide(workspace, "c1", **fields)
    assert not standings(workspace)
    decide(workspace, "c1")


def test_a_held_decision_is_taken_back_and_the_case_opens_again(workspace: Workspace) -> None:
    made = decide(workspace, "c1")
    assert workspace.withdraw(made.id, event("withdraw", "c1", decision_id=made.id))
    assert (head(workspace).state, head(workspace).outbox) == (CaseState.OPEN, None)
    assert [one.outbox for one in standings(workspace)] == [OutboxState.WITHDRAWN]
    assert workspace.last_decision("r1") is None
    assert log_size(workspace) == 2
    decide(workspace, "c1")


def test_nothing_is_taken_back_twice_nor_after_its_time(workspace: Workspace) -> None:
    first, second = decide(workspace, "c1"), decide(workspace, "c2")
    assert workspace.withdraw(first.id, event("withdraw", "c1", decision_id=first.id))
    assert workspace.release_held(second.decided_at + WINDOW) == 1
    before = workspace.ledger.head()
    for made in (first, second):
        assert not workspace.withdraw(made.id, event("withdraw", made.case_id, decision_id=made.id))
    assert workspace.ledger.head() == before


def test_taking_back_a_replacement_lets_the_first_stand_again(workspace: Workspace) -> None:
    first = decide(workspace, "c1")
    second = decide(workspace, "c1", outcome=Outcome.ESCALATE, supersedes=first.id)
    assert workspace.withdraw(second.id, event("withdraw", "c1", decision_id=second.id))
    assert head(workspace).outcome == "uphold"
    last = workspace.last_decision("r1")
    assert last is not None
    assert last.decision.id == first.id


def test_a_decision_is_queued_when_its_window_is_over_and_not_before(workspace: Workspace) -> None:
    made = decide(workspace, "c1")
    until = made.decided_at + WINDOW
    assert workspace.release_held(until - WINDOW / 2) == 0
    assert head(workspace).outbox is OutboxState.HELD
    assert workspace.release_held(until) == 1
    assert workspace.release_held(until) == 0
    (standing,) = standings(workspace)
    assert (standing.outbox, standing.held_until) == (OutboxState.QUEUED, None)
    assert head(workspace).outbox is OutboxState.QUEUED


def test_a_clock_that_was_set_back_does_not_hold_a_decision_for_ever(workspace: Workspace) -> None:
    made = decide(workspace, "c1")
    assert workspace.release_held(made.decided_at - WINDOW) == 1


def test_without_an_undo_window_a_decision_is_queued_at_once(workspace: Workspace) -> None:
    made = decision(workspace, "c1")
    assert workspace.record(made, hold_until=made.decided_at).outbox is OutboxState.QUEUED


def test_the_last_decision_is_the_reviewer_s_own(workspace: Workspace) -> None:
    decide(workspace, "c1", reviewer="r1")
    decide(workspace, "c2", reviewer="r2")
    for reviewer, case_id in (("r1", "c1"), ("r2", "c2")):
        last = workspace.last_decision(reviewer)
        assert last is not None
        assert last.decision.case_id == case_id
    assert workspace.last_decision("r3") is None


def test_a_skip_is_logged_and_taken_back(workspace: Workspace) -> None:
    workspace.skip("c1", event("skip", "c1", reason="not_my_language"))
    assert head(workspace).state is CaseState.SKIPPED
    assert b"not_my_language" in next(workspace.ledger.lines())
    workspace.reopen("c1")
    assert head(workspace).state is CaseState.OPEN


def test_a_case_put_aside_until_a_time_comes_back_then(workspace: Workspace) -> None:
    workspace.skip("c1", event("skip", "c1"), START + WINDOW)
    assert workspace.release_held(START) == 0
    assert head(workspace).state is CaseState.SKIPPED
    workspace.release_held(START + WINDOW)
    assert head(workspace).state is CaseState.OPEN


def test_a_decided_case_is_not_skipped(workspace: Workspace) -> None:
    decide(workspace, "c1")
    with pytest.raises(Refused, match="decided already"):
        workspace.skip("c1", event("skip", "c1"))
    assert log_size(workspace) == 1


def test_a_skipped_case_that_is_decided_and_taken_back_is_open(workspace: Workspace) -> None:
    workspace.skip("c1", event("skip", "c1"))
    made = decide(workspace, "c1")
    workspace.withdraw(made.id, event("withdraw", "c1", decision_id=made.id))
    assert head(workspace).state is CaseState.OPEN


def test_acts_on_an_unknown_case_are_refused(workspace: Workspace) -> None:
    for act in (
        lambda: workspace.skip("c9", event("skip", "c9")),
        lambda: workspace.reopen("c9"),
        lambda: workspace.save_draft(draft("c9"), later()),
        lambda: workspace.drop_draft("c9"),
    ):
        with pytest.raises(Refused, match="no case c9"):
            act()
    assert log_size(workspace) == 0


def test_the_newest_draft_is_kept_until_it_is_dropped(workspace: Workspace) -> None:
    for words in ("first", "second"):
        workspace.save_draft(draft("c1", rationale=words), later())
    opened = workspace.open_case("c1")
    assert opened is not None
    assert opened.draft == draft("c1", rationale="second")
    workspace.drop_draft("c1")
    assert head(workspace).state is CaseState.OPEN


def test_tags_mark_cases_and_unmark_them(workspace: Workspace) -> None:
    workspace.tag(["c1", "nowhere"], True)
    assert [one.id for one in workspace.page(parse("is:tagged")).heads] == ["c1"]
    workspace.tag(["c1", "c2"], False)
    assert not any(one.tagged for one in workspace.page(ALL).heads)


def test_small_things_are_remembered(workspace: Workspace) -> None:
    assert workspace.recall("place") is None
    for value in (b"one", b"\x00two"):
        workspace.remember("place", value)
    assert workspace.recall("place") == b"\x00two"


def test_the_log_reads_out_as_a_whole_chain(workspace: Workspace) -> None:
    made = decide(workspace, "c1")
    workspace.withdraw(made.id, event("withdraw", "c1", decision_id=made.id))
    workspace.skip("c2", event("skip", "c2"))
    workspace.ledger.append(event("export", "c2"))
    lines = list(workspace.ledger.lines())
    assert len(lines) == 4
    assert not list(faults(lines))
    at = later()
    decide(workspace, "c1")
    assert list(workspace.ledger.lines(since=at)) == list(workspace.ledger.lines())[4:]


def test_decisions_are_read_out_with_their_entry_their_state_and_their_case(workspace: Workspace) -> None:
    first = decide(workspace, "c1")
    workspace.withdraw(first.id, event("withdraw", "c1", decision_id=first.id))
    second = decide(workspace, "c2")
    everything = list(workspace.ledger.decisions())
    assert [standing.decision.id for _, standing, _ in everything] == [first.id, second.id]
    assert [standing.outbox for _, standing, _ in everything] == [OutboxState.WITHDRAWN, OutboxState.HELD]
    assert [entry.line() for entry, _, _ in everything] == [
        line for line in workspace.ledger.lines() if b'"outcome"' in line
    ]
    assert [case.id for _, _, case in workspace.ledger.decisions(parse("id:c2"))] == ["c2"]
    assert [case.id for _, _, case in workspace.ledger.decisions(since=second.decided_at)] == ["c2"]
    assert not list(workspace.ledger.decisions(parse("id:c9")))
