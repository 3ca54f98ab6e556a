"""A desk for each test, on a real workspace."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.desk.making import HandClock, packs
from triage_tui.desk.desk import Desk
from triage_tui.desk.house import House
from triage_tui.storage.opening import open_workspace
from triage_tui.storage.workspace import Workspace


@pytest.fixture
def workspace(tmp_path: Path) -> Iterator[Workspace]:
    """No cases; two versions of one policy pack."""
    workspace = open_workspace(tmp_path / "workspace.db", reviewer="r1")
    for raw in packs():
        workspace.add_pack(raw)
    yield workspace
    workspace.close()


@pytest.fixture
def clock() -> HandClock:
    return HandClock()


@pytest.fixture
def desk(workspace: Workspace, clock: HandClock) -> Desk:
    """The desk of r1."""
    return Desk(workspace, clock, House(reviewer="r1"))
