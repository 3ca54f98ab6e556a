"""A workspace that holds the sample cases, filled once and copied for every test that asks."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.cli.at_source import AtSource, sample_server
from tests.cli.people import Person
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


@pytest.fixture
def source(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[AtSource]:
    with sample_server(tmp_path, monkeypatch) as served:
        yield served


@pytest.fixture
def ana(tmp_path: Path, filled: Path) -> Person:
    """Leads, and has the samples."""
    ana = Person("ana", tmp_path / "ana")
    shutil.copy(filled, ana.files / "default.db")
    return ana


@pytest.fixture
def ben(tmp_path: Path, ana: Person) -> Person:
    """Reviews; both trust each other's key."""
    ben = Person("ben", tmp_path / "ben")
    ana.trusts(ben)
    ben.trusts(ana)
    return ben


@pytest.fixture
def sealed(tmp_path: Path, ana: Person, ben: Person) -> Path:
    """A bundle for Ben."""
    path = tmp_path / "f.triage"
    ana.did("bundle", "create", "-o", path, "--for", "ben@home", "--purpose", "a second look")
    return path
