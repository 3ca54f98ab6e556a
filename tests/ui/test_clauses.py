"""Claims: the clause pane says why a clause cannot be read out."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.desk.making import HandClock, flag, packs, put
from tests.ui.views import words_of
from triage_tui.desk.desk import Desk
from triage_tui.desk.house import House
from triage_tui.storage.opening import open_workspace
from triage_tui.storage.workspace import Workspace
from triage_tui.ui.present.clauses import clause_pane


@pytest.fixture
def workspace(tmp_path: Path) -> Iterator[Workspace]:
    """No cases; two versions of one policy pack."""
    workspace = open_workspace(tmp_path / "workspace.db", reviewer="r1")
    for raw in packs():
        workspace.add_pack(raw)
    yield workspace
    workspace.close()


@pytest.mark.parametrize(
    ("clause", "version", "said"),
    [
        ("net.1", "9", "no policy pack house 9 with this clause is stored here"),
        ("net.9", "2", "no policy pack house 2 with this clause is stored here"),
        ("net.9", None, "no policy pack with this clause is stored here"),
    ],
)
def test_a_clause_without_its_pack_says_which_pack_is_missing(
    workspace: Workspace, clause: str, version: str | None, said: str
) -> None:
    put(workspace, "c1", flags=[flag(clause, version=version)])
    sitting = Desk(workspace, HandClock(), House(reviewer="r1")).open("c1")
    assert said in [words_of(line).strip() for line in clause_pane(sitting, 0, 80)]
