"""A workspace that holds the sample cases, filled once and copied for every test that asks."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from triage_tui.cli.demo import fill
from triage_tui.storage.opening import open_workspace


@pytest.fixture(scope="session")
def filled(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("samples") / "w.db"
    workspace = open_workspace(path)
    fill(workspace, 3)
    workspace.close()
    return path


@pytest.fixture
def samples(filled: Path, tmp_path: Path) -> Path:
    return Path(shutil.copy(filled, tmp_path / "samples.db"))
