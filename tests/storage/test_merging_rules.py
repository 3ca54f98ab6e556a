"""No decision that comes back breaks a rule, and none is kept that does."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import msgspec
import pytest

from tests.storage.making import raw_case, raw_pack, take
from tests.storage.returning import (
    ALL,
    CASES,
    WRONG,
    Appoint,
    Reviewer,
    back,
    fates,
    hand_back,
    log_of,
    merge,
    opened,
    said,
    send_out,
)
from triage_tui.domain.decision import Evidence, Finding
from triage_tui.domain.words import DecisionKind, Locus, Outcome, Verdict
from triage_tui.errors import Refused
from triage_tui.storage.workspace import Workspace


@pytest.mark.parametrize(
    ("fields", "reason"),
    [
        ({"case_sha256": "0" * 64}, "other text than went out"),
        ({"outcome": Outcome.OVERTURN}, "does not say why"),
        ({"supersedes": "d9"}, "not here, or is somebody else's"),
        ({"reviewer": "ana"}, "a decision of ana, in a file of bob"),
        ({"findings": ("p", "2", "A")}, "pack p 2 is not stored"),
        ({"findings": ("p", "1", "B")}, "no clause B"),
        ({"findings": ("p", "1", "A", 0, 4_000)}, "outside the conversation"),
    ],
)
def test_a_decision_that_breaks_a_rule_is_kept_nowhere(
    workspace: Workspace, bob: Reviewer, tmp_path: Path, fields: dict[str, Any], reason: str
) -> None:
    workspace.add_pack(raw_pack("p", "1", A=3))
    if (named := fields.get("findings")) is not None:
        fields = {**fields, "findings": (_finding(*named),)}
    fit = said(bob, "c2")
    broken = msgspec.structs.replace(said(bob, "c1"), **{"id": "d1", **fields})
    merged = merge(workspace, opened(hand_back(log_of("log", broken, fit), bob.key, "bob"), tmp_path, bob.key))
    assert {one.decision_id: one.fate for one in merged.told} == {"d1": "refused", fit.id: "taken"}
    assert reason in next(one.reason for one in merged.told if one.fate == "refused")
    assert workspace.outbox_row("d1") is None


def _finding(pack: str, version: str, clause: str, *span: int) -> Finding:
    evidence = (Evidence(turn_id="t1", start=span[0], end=span[1]),) if span else ()
    named = {"policy_id": pack, "policy_version": version, "clause": clause}
    return Finding(**named, locus=Locus.USER_REQUEST, verdict=Verdict.VIOLATES, evidence=evidence)


def test_findings_on_stored_clauses_with_evidence_in_its_part_are_taken(
    workspace: Workspace, bob: Reviewer, tmp_path: Path
) -> None:
    workspace.add_pack(raw_pack("p", "1", A=3))
    bob.decide("c1", findings=(_finding("p", "1", "A", 0, 3),))
    assert fates(workspace, back(bob, tmp_path)) == ["taken"]


def test_a_case_that_did_not_go_out_in_this_bundle_is_refused(
    workspace: Workspace, appoint: Appoint, tmp_path: Path
) -> None:
    bob = appoint("bob")
    take(workspace, *CASES)
    send_out(workspace, "b1", ALL[:1], bob.key)
    send_out(workspace, "b2", ALL[1:], bob.key)
    bob.decide("c1")
    bob.decide("c2")
    assert fates(workspace, back(bob, tmp_path)) == ["taken", "refused"]


def test_nobody_takes_the_second_review_or_the_appeal_of_what_they_decided(
    workspace: Workspace, appoint: Appoint, tmp_path: Path
) -> None:
    appeal = raw_case("c2", origin="appeal", appeal={"decision_id": "d1", "reviewer": "bob"})
    bob, ana = appoint("bob", CASES[0], appeal), appoint("ana", CASES[0], appeal)
    take(workspace, CASES[0], appeal)
    for bundle, who in (("b1", bob), ("b2", ana)):
        send_out(workspace, bundle, [("c1", 1), ("c2", 1)], who.key)
    first = bob.decide("c1")
    bob.decide("c1", supersedes=first, kind=DecisionKind.SECOND)
    bob.decide("c2")
    assert fates(workspace, back(bob, tmp_path)) == ["taken", "refused", "refused"]
    ana.decide("c1", kind=DecisionKind.SECOND)
    ana.decide("c2", kind=DecisionKind.APPEAL)
    assert fates(workspace, back(ana, tmp_path, answers="b2")) == ["double", "taken"]


def test_whoever_decides_a_version_twice_has_to_replace_the_first(
    workspace: Workspace, bob: Reviewer, appoint: Appoint, tmp_path: Path
) -> None:
    elsewhere = appoint("bob", key=bob.key)
    bob.decide("c1")
    elsewhere.decide("c1", **WRONG)
    assert fates(workspace, back(bob, tmp_path)) == ["taken"]
    merged = merge(workspace, back(elsewhere, tmp_path))
    assert [one.reason for one in merged.told] == [
        "bob has decided this version already, and it does not replace that decision"
    ]


def test_another_decision_under_a_known_id_is_refused(workspace: Workspace, bob: Reviewer, tmp_path: Path) -> None:
    made = said(bob, "c1")
    merge(workspace, back(bob, tmp_path))
    other = msgspec.structs.replace(made, rationale="something else")
    merged = merge(workspace, opened(hand_back(log_of("other", other), bob.key, "bob"), tmp_path, bob.key))
    assert [one.fate for one in merged.told] == ["refused"]
    assert "says something else" in merged.told[0].reason


@pytest.mark.parametrize(
    ("says", "answers", "reason"),
    [
        ({}, "b9", "b9, which was not sealed from this workspace"),
        ({"reviewer": "ana"}, "b1", "by bob, and the bundle was sealed for ana"),
        ({"audience": ()}, "b1", ""),
    ],
)
def test_only_those_whom_a_bundle_was_sealed_for_answer_it(
    workspace: Workspace, appoint: Appoint, tmp_path: Path, says: dict[str, Any], answers: str, reason: str
) -> None:
    bob = appoint("bob")
    take(workspace, *CASES)
    send_out(workspace, "b1", ALL, bob.key, **says)
    bob.decide("c1")
    returned, before = back(bob, tmp_path, answers=answers), workspace.ledger.head()
    if not reason:
        assert fates(workspace, returned) == ["taken"]
        return
    with pytest.raises(Refused, match=reason):
        merge(workspace, returned)
    assert workspace.ledger.head() == before


def test_a_trusted_key_answers_no_bundle_that_was_sealed_for_another(
    workspace: Workspace, bob: Reviewer, appoint: Appoint, tmp_path: Path
) -> None:
    ana = appoint("ana")
    ana.decide("c1")
    with pytest.raises(Refused, match="was not sealed for that key"):
        merge(workspace, back(ana, tmp_path))
