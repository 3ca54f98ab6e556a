"""Text that may not be kept is written nowhere, and is in memory while the case is ours."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from tests.storage.canaries import canaries, found, talking
from tests.storage.making import decide, raw_case, take
from triage_tui.domain.filter import ALL
from triage_tui.domain.words import OutboxState
from triage_tui.storage import fleeting
from triage_tui.storage.opening import open_workspace


def test_text_that_may_not_be_kept_is_written_nowhere(path: Path) -> None:
    workspace = open_workspace(path)
    zero = talking("z1", retention={"class": "zero", "labels": ["zdr"]})
    take(workspace, zero, zero)
    workspace.shelf().take_page("s", [talking("z2", retention={"class": "zero"})], (), "1")
    assert found(path.parent, [*canaries("z1"), *canaries("z2")]) == set()
    opened = workspace.open_case("z1")
    assert opened is not None
    assert opened.purged_at == datetime(1970, 1, 1, tzinfo=UTC)
    assert not opened.case.turns
    assert decide(workspace, "z1").case_sha256 == opened.sha256
    assert [*workspace.cases_raw(ALL)] == []
    workspace.close()


def test_it_is_in_memory_while_the_case_is_ours(path: Path) -> None:
    workspace = open_workspace(path)
    shelf, zero = workspace.shelf(), talking("z1", retention={"class": "zero"})
    shelf.take_page("s", [zero], (), "1")
    shelf.leased("z1", 3)
    shelf.take_page("s", [zero], (), "1")
    opened = workspace.open_case("z1")
    assert opened is not None
    assert len(opened.case.turns) == 3
    assert found(path.parent, canaries("z1")) == set()
    shelf.leased("z1", None)
    opened = workspace.open_case("z1")
    assert opened is not None
    assert not opened.case.turns
    workspace.close()


def test_the_answer_to_a_decision_brings_none_of_it_either(path: Path) -> None:
    workspace = open_workspace(path)
    zero = talking("z1", retention={"class": "zero"})
    take(workspace, zero)
    made = decide(workspace, "z1")
    workspace.release_held(made.decided_at.replace(year=made.decided_at.year + 1))
    answer = b'{"type":"version_conflict","case":' + talking("z1", version=2, retention={"class": "zero"}) + b"}"
    workspace.shelf().settle(made.id, OutboxState.CONFLICT, answer=answer)
    row = workspace.outbox_row(made.id)
    assert row is not None
    assert b'"version":2' in row.answer
    assert found(path.parent, canaries("z1")) == set()
    workspace.close()


def test_only_so_many_are_held(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fleeting, "MOST", 2)
    monkeypatch.setattr(fleeting, "MOST_BYTES", 1_000)
    workspace = open_workspace(path)
    shelf = workspace.shelf()

    def come(case_id: str, size: int = 10) -> None:
        raw = raw_case(case_id, "x" * size, retention={"class": "zero"})
        shelf.take_page("s", [raw], (), "1")
        shelf.leased(case_id, 1)
        shelf.take_page("s", [raw], (), "1")

    def held(*case_ids: str) -> list[bool]:
        opened = [workspace.open_case(one) for one in case_ids]
        return [bool(one and one.case.turns) for one in opened]

    for case_id in ("a", "b", "c"):
        come(case_id)
    assert held("a", "b", "c") == [False, True, True]
    come("large", 2_000)
    assert held("large") == [False]
    shelf.begin()
    assert held("b", "c") == [False, False]
    workspace.close()
