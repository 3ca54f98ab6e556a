"""Desks with the sample cases: one to look at, and one for each test that decides."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.desk.making import HandClock
from triage_tui.cli.demo import fill
from triage_tui.desk.desk import Desk
from triage_tui.desk.house import House
from triage_tui.storage.opening import open_workspace


@pytest.fixture(scope="session")
def filled(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A workspace with the samples, to be copied."""
    path = tmp_path_factory.mktemp("samples") / "workspace.db"
    workspace = open_workspace(path)
    fill(workspace, 0)
    workspace.close()
    return path


@pytest.fixture(scope="session")
def reading(filled: Path) -> Iterator[Desk]:
    """A desk on the samples that changes nothing."""
    workspace = open_workspace(filled, True)
    yield Desk(workspace, HandClock(), House(reviewer="r1"))
    workspace.close()


@pytest.fixture
def samples(filled: Path, tmp_path: Path) -> Path:
    """The samples in a workspace of the test's own."""
    return Path(shutil.copy(filled, tmp_path / "samples.db"))
