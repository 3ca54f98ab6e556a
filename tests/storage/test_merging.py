"""Decisions come back: each once, beside what is here, and none that breaks a rule."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import msgspec
import pytest

from tests.storage.making import decide as decide_here
from tests.storage.making import event, later, raw_case, raw_pack, take
from tests.storage.returning import (
    ALL,
    CASES,
    EXPIRES,
    WRONG,
    Appoint,
    Reviewer,
    back,
    fates,
    hand_back,
    head,
    log_of,
    merge,
    opened,
    said,
    send_out,
)
from triage_tui.domain.canonical import canonical
from triage_tui.domain.decision import Evidence, Finding
from triage_tui.domain.journal import Head, chained, faults, record_of
from triage_tui.domain.words import CaseState, Locus, OutboxState, Outcome, Verdict
from triage_tui.errors import Refused
from triage_tui.storage.workspace import Workspace


def outbox(workspace: Workspace, decision_id: str) -> OutboxState:
    """How far a decision has come."""
    row = workspace.outbox_row(decision_id)
    assert row is not None
    return row.standing.outbox


def test_what_was_decided_elsewhere_stands_here_and_the_log_says_where_it_came_from(
    workspace: Workspace, bob: Reviewer, tmp_path: Path
) -> None:
    one, two = bob.decide("c1"), bob.decide("c2", **WRONG)
    bob.workspace.skip("c3", event("skip", "c3", reason="not_my_language"))
    returned = back(bob, tmp_path)
    merged = merge(workspace, returned)
    assert ([told.fate for told in merged.told], merged.withdrawn, returned.skips) == (["taken", "taken"], 0, 1)
    found = head(workspace, "c2")
    assert (found.state, found.outcome) == (CaseState.DECIDED, Outcome.OVERTURN)
    assert [outbox(workspace, each) for each in (one, two)] == [OutboxState.QUEUED] * 2
    last = msgspec.json.decode([*workspace.ledger.lines()][-1])
    theirs = bob.workspace.ledger.head()
    assert (last["type"], last["bundle_id"], last["count"], last["reviewer"]) == ("merge", "b1", 2, "lead")
    assert last["note"] == f"decided by bob, signed with the key {bob.key.public.id}"
    assert last["other"] == {"log_id": theirs.log_id, "seq": 3, "sha256": theirs.sha256}
    assert [*faults(workspace.ledger.lines())] == []


def test_merging_again_changes_nothing_not_even_thelog_of(workspace: Workspace, bob: Reviewer, tmp_path: Path) -> None:
    bob.decide("c1")
    returned = back(bob, tmp_path)
    merge(workspace, returned)
    before = workspace.ledger.head()
    again = merge(workspace, returned)
    assert ([one.fate for one in again.told], again.changed, workspace.ledger.head()) == (["here"], False, before)


def test_a_decision_goes_on_with_the_very_words_it_came_with(
    workspace: Workspace, bob: Reviewer, tmp_path: Path
) -> None:
    made = decide_here(bob.workspace, "c1", reviewer="bob")
    theirs = record_of(next(iter(bob.workspace.ledger.lines()))) | {"of a later version": [1e21, 0.5, {"x": None}]}
    lines = [chained(theirs, Head("log")).line()]
    assert fates(workspace, opened(hand_back(lines, bob.key, "bob"), tmp_path, bob.key)) == ["taken"]
    sent = workspace.shelf().waiting(later() + timedelta(hours=1), 10)
    assert [one.decision_id for one in sent] == [made.id]
    assert canonical(record_of(sent[0].body)) == canonical(theirs)


def test_two_reviewers_on_one_case_are_a_double_review(
    workspace: Workspace, bob: Reviewer, appoint: Appoint, tmp_path: Path
) -> None:
    ana = appoint("ana")
    send_out(workspace, "b2", ALL, ana.key)
    for case_id in ("c1", "c2"):
        bob.decide(case_id)
    ids = [ana.decide("c1", **WRONG), ana.decide("c2"), ana.decide("c3")]
    merge(workspace, back(bob, tmp_path))
    merged = merge(workspace, back(ana, tmp_path, answers="b2"))
    assert [(one.fate, one.agrees) for one in merged.told] == [("double", False), ("double", True), ("taken", None)]
    assert merged.told[0].reason == "uphold by bob"
    opened_case = workspace.open_case("c1")
    assert opened_case is not None
    assert [one.decision.reviewer for one in opened_case.kept] == ["bob", "ana"]
    assert [outbox(workspace, one) for one in ids] == [OutboxState.QUEUED] * 3


def test_a_decision_beside_one_that_was_taken_here_is_a_double_review(
    workspace: Workspace, bob: Reviewer, tmp_path: Path
) -> None:
    decide_here(workspace, "c1", reviewer="lead")
    bob.decide("c1", **WRONG)
    assert fates(workspace, back(bob, tmp_path)) == ["double"]


def test_a_case_that_changed_meanwhile_is_a_conflict_and_stays_open(
    workspace: Workspace, bob: Reviewer, tmp_path: Path
) -> None:
    made = bob.decide("c1")
    take(workspace, raw_case("c1", "now it says more", version=2))
    merged = merge(workspace, back(bob, tmp_path))
    assert [(one.fate, one.reason) for one in merged.told] == [
        ("conflict", "the case is at version 2 here, the decision is about version 1")
    ]
    found, row = head(workspace, "c1"), workspace.outbox_row(made)
    assert row is not None
    assert (found.state, found.version, row.standing.outbox) == (CaseState.OPEN, 2, OutboxState.CONFLICT)
    assert row.reason == merged.told[0].reason
    assert workspace.raw("c1", 1) == CASES[0]
    assert fates(workspace, back(bob, tmp_path)) == ["here"]


def test_what_was_replaced_comes_with_what_replaces_it(workspace: Workspace, bob: Reviewer, tmp_path: Path) -> None:
    first = bob.decide("c1")
    second = bob.decide("c1", supersedes=first, **WRONG)
    assert fates(workspace, back(bob, tmp_path)) == ["taken", "taken"]
    last = workspace.last_decision("bob")
    assert last is not None
    assert (last.decision.id, head(workspace, "c1").outcome) == (second, Outcome.OVERTURN)


def test_what_was_taken_back_does_not_come(workspace: Workspace, bob: Reviewer, tmp_path: Path) -> None:
    made = bob.decide("c1")
    bob.workspace.withdraw(made, event("withdraw", "c1", decision_id=made))
    merged = merge(workspace, back(bob, tmp_path))
    assert (merged.told, merged.withdrawn, merged.taken_back) == ((), 1, 0)
    assert workspace.outbox_row(made) is None


def test_what_is_taken_back_after_it_was_merged_is_taken_back_here(
    workspace: Workspace, bob: Reviewer, tmp_path: Path
) -> None:
    made = bob.decide("c1")
    merge(workspace, back(bob, tmp_path))
    bob.workspace.withdraw(made, event("withdraw", "c1", decision_id=made))
    returned = back(bob, tmp_path)
    merged = merge(workspace, returned)
    assert (merged.taken_back, outbox(workspace, made)) == (1, OutboxState.WITHDRAWN)
    assert head(workspace, "c1").state is CaseState.OPEN
    assert not merge(workspace, returned).changed
    assert [*faults(workspace.ledger.lines())] == []


def test_a_later_return_brings_what_is_new_and_an_older_one_nothing(
    workspace: Workspace, bob: Reviewer, tmp_path: Path
) -> None:
    bob.decide("c1")
    older = back(bob, tmp_path)
    bob.decide("c2")
    newer = back(bob, tmp_path)
    assert fates(workspace, newer) == ["taken", "taken"]
    before = workspace.ledger.head()
    merged = merge(workspace, older)
    assert (merged.older, merged.changed, [one.fate for one in merged.told]) == (True, False, ["here"])
    assert workspace.ledger.head() == before
    bob.decide("c3")
    assert fates(workspace, back(bob, tmp_path)) == ["here", "here", "taken"]


def test_a_log_that_was_written_anew_is_refused(workspace: Workspace, bob: Reviewer, tmp_path: Path) -> None:
    bob.decide("c1")
    merge(workspace, back(bob, tmp_path))
    lines = log_of(bob.workspace.ledger.head().log_id, said(bob, "c2"), said(bob, "c3"))
    with pytest.raises(Refused, match="written anew: entry 1 is not the one"):
        merge(workspace, opened(hand_back(lines, bob.key, "bob"), tmp_path, bob.key))
    assert head(workspace, "c2").state is CaseState.OPEN


def test_decisions_taken_in_time_are_taken_however_late_they_come(
    workspace: Workspace, bob: Reviewer, tmp_path: Path
) -> None:
    bob.decide("c1", decided_at=EXPIRES)
    bob.decide("c2", decided_at=EXPIRES + timedelta(seconds=1))
    merged = merge(workspace, back(bob, tmp_path, made_at=EXPIRES + timedelta(days=30)))
    assert [(one.fate, one.reason) for one in merged.told] == [
        ("taken", ""),
        ("refused", "it was taken after the bundle had expired"),
    ]


def test_the_source_of_a_workspace_is_asked_for_decisions_of_others_before_they_are_sent(
    workspace: Workspace, bob: Reviewer, tmp_path: Path
) -> None:
    workspace.shelf().learn("https://triage.example", b"{}")
    made = bob.decide("c1")
    merge(workspace, back(bob, tmp_path))
    (waits,) = workspace.shelf().waiting(later() + timedelta(hours=1), 10)
    assert (waits.decision_id, waits.unknown) == (made, True)


def test_a_decision_about_a_case_whose_text_was_forgotten_meanwhile_is_taken(
    workspace: Workspace, bob: Reviewer, tmp_path: Path
) -> None:
    workspace.add_pack(raw_pack("p", "1", A=3))
    evidence = (Evidence(turn_id="t1", start=0, end=3),)
    found = Finding(
        policy_id="p",
        policy_version="1",
        clause="A",
        locus=Locus.USER_REQUEST,
        verdict=Verdict.VIOLATES,
        evidence=evidence,
    )
    bob.decide("c1", findings=(found,))
    assert workspace.purging().purge(workspace.purging().asked(["c1"]).ns, "asked to", "lead").cases == 1
    assert workspace.raw("c1", 1) != CASES[0]
    assert fates(workspace, back(bob, tmp_path)) == ["taken"]


def test_nobody_takes_back_what_came_with_another_bundle(
    workspace: Workspace, bob: Reviewer, appoint: Appoint, tmp_path: Path
) -> None:
    made = bob.decide("c1")
    merge(workspace, back(bob, tmp_path))
    other = appoint("bob")
    send_out(workspace, "b2", ALL, other.key, reviewer="bob")
    forged = other.decide("c1", id=made)
    other.workspace.withdraw(forged, event("withdraw", "c1", decision_id=made))
    assert merge(workspace, back(other, tmp_path, answers="b2")).taken_back == 0
    assert outbox(workspace, made) is OutboxState.QUEUED
