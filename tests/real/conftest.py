"""Workspaces for the real program."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from triage_tui.cli.demo import fill
from triage_tui.storage.opening import open_workspace


@pytest.fixture(scope="session")
def filled(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A workspace with the samples and some made-up cases, to be copied."""
    path = tmp_path_factory.mktemp("samples") / "workspace.db"
    workspace = open_workspace(path)
    fill(workspace, 60)
    workspace.close()
    return path


@pytest.fixture
def samples(filled: Path, tmp_path: Path) -> Path:
    """The samples in a workspace of the test's own."""
    return Path(shutil.copy(filled, tmp_path / "samples.db"))
