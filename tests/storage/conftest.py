"""A workspace for each test."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from triage_tui.storage.opening import open_workspace
from triage_tui.storage.workspace import Workspace


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """Where the workspace is, or will be."""
    return tmp_path / "desk" / "workspace.db"


@pytest.fixture
def workspace(path: Path) -> Iterator[Workspace]:
    """An empty workspace, open for writing."""
    workspace = open_workspace(path)
    yield workspace
    workspace.close()
