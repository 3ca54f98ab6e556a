"""Claims: without a source, what came back and met a newer version is shown and settled like any conflict."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.desk.making import NOON
from tests.ui.links import changed, decided, stocked
from tests.ui.seat import seated
from triage_tui.domain.words import OutboxState
from triage_tui.storage.opening import open_workspace


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """One decision of somebody else's in conflict, and one that simply waits."""
    stocked(tmp_path / "workspace.db")
    workspace = open_workspace(tmp_path / "workspace.db", now=lambda: NOON)
    decided(workspace, "waiting", 9, reviewer="ben")
    changed(workspace, reviewer="ben\x1b[2J")
    workspace.close()
    return tmp_path / "workspace.db"


@pytest.mark.parametrize("size", [(80, 24), (160, 48)])
async def test_a_conflict_that_came_back_is_told_and_shown_as_its_reviewers(path: Path, size: tuple[int, int]) -> None:
    async with seated(path, returned=True, size=size) as seat:
        assert "1 conflict" in seat.rows[0]
        await seat.do("go.outbox")
        assert "no source: these came back from reviewers" in seat.rows[1]
        assert "waiting" not in seat.text
        await seat.do("outbox.send")
        assert "no source" in seat.said
        await seat.do("outbox.open")
        assert "the case changed: ben" in seat.rows[1]
        assert "decided version 1, now it is at version 2" in seat.rows[1]
        assert "you" not in seat.rows[1]
        assert "\x1b" not in seat.text


async def test_it_is_read_again_on_the_new_version_and_decided_by_who_sits_here(path: Path) -> None:
    async with seated(path, returned=True) as seat:
        await seat.do("go.outbox", "outbox.open", "conflict.mine")
        assert seat.in_front == "changed"
        assert "It is their own server" in seat.text
        assert "conflict" not in seat.rows[0]
        await seat.do("case.overturn")
        about = [one for one in seat.decisions if one.case_id == "changed"]
        assert [(one.case_version, one.reviewer) for one in about] == [(2, seat.app.desk.house.reviewer)]
        await seat.do("go.queue", "go.outbox")
        assert "nothing is on its way" in seat.text


async def test_it_is_taken_back_with_a_reason(path: Path) -> None:
    async with seated(path, returned=True) as seat:
        await seat.do("go.outbox", "outbox.withdraw")
        await seat.type("done on the telephone")
        await seat.press("enter")
        states = {one.decision.case_id: one.outbox for _, one, _ in seat.workspace.ledger.decisions()}
        assert states["changed"] is OutboxState.WITHDRAWN
        assert b"done on the telephone" in [*seat.workspace.ledger.lines()][-1]
