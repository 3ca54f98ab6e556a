"""A workspace for each test."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.storage.making import take
from tests.storage.pocket import encrypt_all
from tests.storage.returning import ALL, CASES, Appoint, Reviewer, send_out
from triage_tui.storage.opening import open_workspace
from triage_tui.storage.workspace import Workspace

BOTH_WAYS = ("test_decisions", "test_paging", "test_skips")
"""Files whose claims are tried on a plain workspace and on an encrypted one; see also test_encrypted.py."""


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Ask for both where they matter."""
    if metafunc.module.__name__.endswith(BOTH_WAYS) and "workspace" in metafunc.fixturenames:
        metafunc.parametrize("workspace", ["plain", "encrypted"], indirect=True)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """Where the workspace is, or will be."""
    return tmp_path / "desk" / "workspace.db"


@pytest.fixture
def workspace(path: Path, request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Iterator[Workspace]:
    """An empty workspace, open for writing."""
    if getattr(request, "param", "plain") == "encrypted":
        encrypt_all(monkeypatch)
    workspace = open_workspace(path)
    yield workspace
    workspace.close()


@pytest.fixture
def appoint(tmp_path: Path) -> Iterator[Appoint]:
    """Gives reviewers a desk of their own."""
    there = list[Reviewer]()

    def one(name: str, *cases: bytes, **fields: Any) -> Reviewer:
        there.append(Reviewer(name, tmp_path / f"{name}{len(there)}.db", cases or CASES, **fields))
        return there[-1]

    yield one
    for reviewer in there:
        reviewer.workspace.close()


@pytest.fixture
def bob(workspace: Workspace, appoint: Appoint) -> Reviewer:
    """A reviewer for whom five cases were sealed from the workspace."""
    bob = appoint("bob")
    take(workspace, *CASES)
    send_out(workspace, "b1", ALL, bob.key)
    return bob
