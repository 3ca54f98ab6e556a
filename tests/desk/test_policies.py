"""Claims: a reviewer reads the very clause that the flag was raised under."""

from __future__ import annotations

import msgspec

from tests.desk.making import flag, put
from triage_tui.desk.desk import Desk
from triage_tui.desk.known import KnownValues
from triage_tui.domain.words import Locus, Outcome, Verdict
from triage_tui.storage.workspace import Workspace


def packs_of(desk: Desk, case_id: str = "c1") -> list[str | None]:
    """Version of the pack of each clause in front."""
    return [one.pack.version if one.pack else None for one in desk.open(case_id).matched]


def test_a_flag_that_names_a_version_means_that_version_and_says_that_a_newer_one_is_out(
    desk: Desk, workspace: Workspace
) -> None:
    put(workspace, "c1", flags=[flag(version="1")])
    put(workspace, "c2", flags=[flag(version="2")])
    assert (packs_of(desk), packs_of(desk, "c2")) == (["1"], ["2"])
    assert [desk.open(one).matched[0].newer for one in ("c1", "c2")] == ["2", None]


def test_a_flag_that_names_no_version_means_the_newest_that_has_the_clause(desk: Desk, workspace: Workspace) -> None:
    put(workspace, "c1", flags=[flag(version=None), flag("net.3", 0.5, version=None)])
    assert packs_of(desk) == ["2", "2"]
    third = {"id": "house", "version": "3", "clauses": [{"id": "net.1"}]}
    workspace.add_pack(msgspec.json.encode(third))
    assert packs_of(desk) == ["3", "2"]


def test_a_clause_whose_pack_is_not_here_is_shown_and_cannot_be_found_on(desk: Desk, workspace: Workspace) -> None:
    put(workspace, "c1", flags=[flag(version="9"), flag("net.2", 0.6)])
    sitting = desk.open("c1")
    assert [(one.clause_id, one.clause is None) for one in sitting.matched] == [("net.1", True), ("net.2", False)]
    assert sitting.row_of(0) is None
    assert sitting.judged(0, Verdict.VIOLATES).draft == sitting.draft
    assert [one.clause for one in desk.decide(sitting, Outcome.UPHOLD).decision.findings] == ["net.2"]


def test_flags_on_one_clause_are_one_clause_and_the_likeliest_comes_first(desk: Desk, workspace: Workspace) -> None:
    put(workspace, "c1", flags=[flag("net.2", 0.6), flag("net.1", 0.3), flag("net.1", 0.8), flag("net.1", True)])
    matched = desk.open("c1").matched
    assert [(one.clause_id, len(one.flags)) for one in matched] == [("net.1", 3), ("net.2", 1)]


def test_of_the_flags_on_one_clause_the_likeliest_comes_first(desk: Desk, workspace: Workspace) -> None:
    put(workspace, "c1", flags=[flag("net.1", 0.2), flag("net.1", 0.9), flag("net.1", 0.4)])
    (only,) = desk.open("c1").matched
    assert [(flag_id, one.score) for flag_id, one in only.flags] == [("f2", 0.9), ("f3", 0.4), ("f1", 0.2)]


def test_the_locus_of_a_finding_is_where_the_flag_points(desk: Desk, workspace: Workspace) -> None:
    turns = [
        {"role": "user", "text": "run it"},
        {"role": "assistant", "parts": [{"type": "text", "text": "so"}, {"type": "tool_call", "name": "sh"}]},
        {"role": "tool", "parts": [{"type": "tool_result", "text": "done"}]},
    ]
    places = [
        ({"turn_id": "t1"}, Locus.USER_REQUEST),
        ({"turn_id": "t2"}, Locus.ASSISTANT_OUTPUT),
        ({"turn_id": "t2", "part": 1}, Locus.TOOL_CALL),
        ({"turn_id": "t3"}, Locus.TOOL_RESULT),
        ({"turn_id": None}, Locus.AGGREGATE_PATTERN),
        ({"turn_id": "gone"}, Locus.AGGREGATE_PATTERN),
    ]
    for n, (where, locus) in enumerate(places):
        put(workspace, f"c{n}", conversation={"turns": turns}, flags=[flag(spans=[], **where)])
        row = desk.open(f"c{n}").row_of(0)
        assert row is not None
        assert row.locus is locus


def test_the_filter_knows_clauses_by_count_and_title(desk: Desk, workspace: Workspace) -> None:
    put(workspace, "c1", "c2", flags=[flag("net.1")])
    put(workspace, "c3", flags=[flag("net.3")])
    known = KnownValues(desk.store, lambda field: known.learn(field))
    assert list(known.values("clause")) == [("net.1", 2, "Attacks"), ("net.3", 1, "Floods")]


def test_a_field_is_asked_for_once_and_offered_when_it_was_learnt(desk: Desk, workspace: Workspace) -> None:
    put(workspace, "c1", language="de", retention={"labels": ["twice", "twice"]})
    asked = list[str]()
    known = KnownValues(desk.store, asked.append)
    assert [list(known.values("label")) for _ in range(2)] == [[], []]
    assert asked == ["label"]
    known.learn("label")
    assert list(known.values("label")) == [("twice", 1, "")]
