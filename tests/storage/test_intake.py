"""Cases come in whole, once, and byte for byte; a newer version comes back into the queue."""

from __future__ import annotations

import hashlib
import sqlite3
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.storage.making import decide, draft, event, later, raw_case, raw_pack, take
from triage_tui.domain.case import decode_case
from triage_tui.domain.filter import ALL, parse
from triage_tui.domain.words import CaseState
from triage_tui.errors import Refused
from triage_tui.storage import intake
from triage_tui.storage.opening import open_workspace
from triage_tui.storage.workspace import Workspace


def found(workspace: Workspace, words: str) -> list[str]:
    return [head.id for head in workspace.page(parse(words)).heads]


def outcomes(workspace: Workspace, *raws: bytes) -> list[str]:
    return [taken.outcome for taken in take(workspace, *raws)]


def test_a_case_is_given_back_byte_for_byte(workspace: Workspace) -> None:
    raw = b' {"id": "c1" , "unknown": 1e3, "conversation":{"turns":[{"role":"user","text":"\\u0041"}]}}\t'
    take(workspace, raw)
    opened = workspace.open_case("c1")
    assert opened is not None
    assert opened.sha256 == hashlib.sha256(raw).hexdigest()
    assert opened.case == decode_case(raw)
    assert list(workspace.cases_raw(ALL)) == [raw]


@given(words=st.text(st.characters(exclude_categories=["Cs"]), max_size=200))
def test_any_text_survives(tmp_path_factory: pytest.TempPathFactory, words: str) -> None:
    raw = raw_case("c1", words, queue=words)
    workspace = open_workspace(tmp_path_factory.mktemp("any") / "workspace.db")
    try:
        take(workspace, raw)
        assert list(workspace.cases_raw(ALL)) == [raw]
        assert workspace.page(ALL).heads[0].queue == words
    finally:
        workspace.close()


@pytest.mark.parametrize("batch", [1, 2, 1000])
def test_each_case_is_told_what_became_of_it_though_one_like_it_is_still_being_written(
    workspace: Workspace, monkeypatch: pytest.MonkeyPatch, batch: int
) -> None:
    monkeypatch.setattr(intake, "BATCH", batch)
    first, second = raw_case("c1"), raw_case("c1", version=2)
    assert outcomes(workspace, first, first, raw_case("c1", "other words"), second, first) == [
        "new",
        "same",
        "conflict",
        "newer",
        "older",
    ]
    assert list(workspace.cases_raw(ALL)) == [second]


def test_what_is_stored_is_counted_once_it_is_on_disk(workspace: Workspace) -> None:
    with workspace.taking() as taking:
        taking.take(raw_case("c1"), decode_case(raw_case("c1")))
        assert not taking.stored["new"]
        taking.flush()
        assert taking.stored["new"] == 1


def test_a_conflict_says_why_and_changes_nothing(workspace: Workspace) -> None:
    raw = raw_case("c1")
    _, conflict = take(workspace, raw, raw_case("c1", "other words"))
    assert conflict.reason == "version 1 is here already with other text"
    assert list(workspace.cases_raw(ALL)) == [raw]


def test_a_newer_version_comes_back_into_the_queue(workspace: Workspace) -> None:
    old = raw_case("c1")
    take(workspace, old)
    made = decide(workspace, "c1")
    take(workspace, raw_case("c1", "now it reads otherwise", version=2))
    opened = workspace.open_case("c1")
    assert opened is not None
    assert (opened.head.state, opened.head.version, opened.head.outcome) == (CaseState.OPEN, 2, None)
    assert [one.decision.id for one in opened.decisions] == [made.id]
    decide(workspace, "c1")
    assert workspace.head("c1").state is CaseState.DECIDED  # type: ignore[union-attr]


def test_a_newer_version_keeps_the_draft_about_the_old_one_and_ends_a_skip(workspace: Workspace) -> None:
    take(workspace, raw_case("c1"))
    workspace.save_draft(draft("c1"), later())
    workspace.skip("c1", event("skip", "c1"))
    take(workspace, raw_case("c1", version=2))
    opened = workspace.open_case("c1")
    assert opened is not None
    assert opened.draft == draft("c1")
    assert opened.head.state is CaseState.OPEN


def test_words_of_an_old_version_are_forgotten(workspace: Workspace) -> None:
    take(workspace, raw_case("c1", "alpha beta"), raw_case("c2", "beta"))
    take(workspace, raw_case("c1", "gamma beta", version=2))
    assert found(workspace, "alpha") == []
    assert found(workspace, "gamma") == ["c1"]
    assert sorted(found(workspace, "beta")) == ["c1", "c2"]


def test_words_are_found_in_turns_reports_and_appeals(workspace: Workspace) -> None:
    parts = [{"type": "tool_call", "name": "sh", "input": {"cmd": "nmap"}}]
    take(
        workspace,
        raw_case("c1", conversation={"turns": [{"role": "assistant", "parts": parts}]}),
        raw_case("c2", report={"text": "wrongly blocked"}),
        raw_case("c3", appeal={"statement": "look again", "new_information": [{"title": "licence"}]}),
    )
    assert found(workspace, "nmap") == ["c1"]
    assert found(workspace, '"wrongly blocked"') == ["c2"]
    assert found(workspace, "licence") == ["c3"]


def test_an_import_that_breaks_off_leaves_whole_cases(workspace: Workspace) -> None:
    raw = raw_case("c1", "alpha")

    def interrupted() -> None:
        with workspace.taking() as taking:
            taking.take(raw, decode_case(raw))
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        interrupted()
    assert found(workspace, "alpha") == ["c1"]
    assert outcomes(workspace, raw) == ["same"]


def test_batches_are_bounded_in_cases_and_bytes(workspace: Workspace, monkeypatch: pytest.MonkeyPatch) -> None:
    raws = [raw_case(f"c{n}") for n in range(5)]
    monkeypatch.setattr(intake, "BATCH_BYTES", 2 * len(raws[0]))
    with workspace.taking() as taking:
        for raw in raws:
            taking.take(raw, decode_case(raw))
        assert workspace.count(ALL) >= 2


def test_what_no_table_can_hold_is_refused_and_the_rest_taken(workspace: Workspace) -> None:
    refused, taken = take(workspace, raw_case("c1", received_at="9999-12-31T23:59:59Z"), raw_case("c2"))
    assert refused.outcome == "refused"
    assert "out of range" in refused.reason
    assert taken.outcome == "new"
    assert workspace.count(ALL) == 1


def test_a_queue_given_at_import_overrides_the_case_s_own(workspace: Workspace) -> None:
    raw = raw_case("c1", queue="theirs")
    with workspace.taking() as taking:
        taking.take(raw, decode_case(raw), queue="ours")
    assert found(workspace, "queue:ours") == ["c1"]
    assert list(workspace.cases_raw(ALL)) == [raw]


def test_one_import_at_a_time(workspace: Workspace) -> None:
    with workspace.taking(), pytest.raises(Refused, match="already"), workspace.taking():
        raise AssertionError
    take(workspace, raw_case("c1"))


def severity(workspace: Workspace, case_id: str) -> int | None:
    head = workspace.head(case_id)
    assert head is not None
    return head.severity


def test_severity_is_the_highest_a_stored_pack_knows_whichever_came_first(workspace: Workspace) -> None:
    flags = [{"clause": "low", "score": 0.9}, {"clause": "high"}, {"clause": "unheard"}]
    take(workspace, raw_case("before", flags=flags))
    assert severity(workspace, "before") is None
    assert workspace.add_pack(raw_pack("p", "1", low=1, high=3))
    take(workspace, raw_case("after", flags=flags))
    assert severity(workspace, "before") == severity(workspace, "after") == 3


def test_severity_follows_the_pack_that_the_flag_or_the_import_names(workspace: Workspace) -> None:
    named = raw_case("named", flags=[{"clause": "x", "policy_id": "p", "policy_version": "1"}])
    unnamed = raw_case("unnamed", flags=[{"clause": "x"}])
    defaulted = raw_case("defaulted", flags=[{"clause": "x"}])
    take(workspace, named, unnamed)
    take(workspace, defaulted, pack=("p", "1"))
    for version, weight in (("1", 1), ("2", 2)):
        workspace.add_pack(raw_pack("p", version, x=weight))
    assert [severity(workspace, one) for one in ("named", "unnamed", "defaulted")] == [1, 2, 1]
    opened = workspace.open_case("defaulted")
    assert opened is not None
    assert opened.default_pack == ("p", "1")


def test_a_pack_that_comes_amid_an_import_counts_for_all_of_it(workspace: Workspace) -> None:
    raws = [raw_case(one, flags=[{"clause": "x"}]) for one in ("before", "after")]
    with workspace.taking() as taking:
        taking.take(raws[0], decode_case(raws[0]))
        workspace.add_pack(raw_pack("p", "1", x=2))
        taking.take(raws[1], decode_case(raws[1]))
    assert severity(workspace, "before") == severity(workspace, "after") == 2


def test_a_pack_version_never_changes(workspace: Workspace) -> None:
    raw = raw_pack("p", "1", x=1)
    assert workspace.add_pack(raw)
    assert not workspace.add_pack(raw)
    with pytest.raises(Refused, match="other text"):
        workspace.add_pack(raw_pack("p", "1", x=2))
    workspace.add_pack(raw_pack("p", "2", x=2))
    assert workspace.packs() == [("p", "1"), ("p", "2")]
    pack = workspace.pack("p", "1")
    assert pack is not None
    assert pack.by_id["x"].severity == 1
    assert workspace.pack("p", "3") is None


def test_cases_are_there_after_reopening(path: Path) -> None:
    for _ in range(2):
        workspace = open_workspace(path)
        take(workspace, raw_case("c1"))
        workspace.close()
    again = open_workspace(path, read_only=True)
    assert again.count(ALL) == 1
    assert again.open_case("nowhere") is None
    again.close()


def test_a_version_is_kept_while_it_is_the_newest_or_a_decision_is_about_it(workspace: Workspace) -> None:
    raws = [raw_case("c1", version=version) for version in (1, 2, 3)]
    take(workspace, raws[0])
    decide(workspace, "c1")
    take(workspace, *raws[1:])
    assert [workspace.raw("c1", version) for version in (1, 2, 3)] == [raws[0], None, raws[2]]
    assert workspace.care.check() == []


def test_labels_follow_the_newest_version(workspace: Workspace) -> None:
    for version, labels in ((1, ["a", "b", "a"]), (2, ["b", "c"]), (3, []), (4, ["c"])):
        take(workspace, raw_case("c1", version=version, retention={"labels": labels}))
        assert [one for one in "abc" if found(workspace, f"label:{one}")] == sorted({*labels})
        assert [value for value, _ in workspace.values("label")] == sorted({*labels})


def test_the_text_index_lies_together_after_an_import_in_many_batches(
    workspace: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(intake, "BATCH", 1)
    take(workspace, *(raw_case(f"c{n}", f"alpha {n}") for n in range(20)))
    with sqlite3.connect(workspace.path) as db:
        (pieces,) = db.execute("SELECT count(DISTINCT segid) FROM case_text_idx").fetchone()
    db.close()
    assert pieces <= 2
    assert len(found(workspace, "alpha")) == 20
