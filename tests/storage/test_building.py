"""A workspace that is made aside takes its place whole, or leaves nothing."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from tests.storage.making import raw_case, take
from triage_tui.domain.filter import parse
from triage_tui.errors import WorkspaceError
from triage_tui.storage.building import building
from triage_tui.storage.opening import open_workspace


def made(place: Path) -> None:
    """Make a workspace of one case, and close it."""
    workspace = open_workspace(place)
    take(workspace, raw_case("c1"))
    workspace.close()


def test_it_is_there_once_it_is_whole(tmp_path: Path) -> None:
    path = tmp_path / "w.db"
    with building(path) as part:
        made(part)
        assert not path.exists()
    workspace = open_workspace(path, True)
    assert len([*workspace.cases_raw(parse(""))]) == 1
    workspace.close()
    assert not [*tmp_path.glob("*.part*")]


def made_on_a_full_disk(place: Path) -> None:
    """Make one whose last pages stay in its write-ahead log: nobody folds them in while somebody else has it open."""
    open_workspace(place).close()
    with closing(sqlite3.connect(place)) as reader:
        reader.execute("BEGIN")
        reader.execute("SELECT count(*) FROM journal").fetchall()
        made(place)
        log = Path(f"{place}-wal")
        kept = log.read_bytes()
    log.write_bytes(kept)


def built_on_a_full_disk(path: Path) -> None:
    """The same where a workspace is built."""
    with building(path) as part:
        made_on_a_full_disk(part)


def test_one_whose_last_pages_did_not_get_into_the_file_leaves_nothing(tmp_path: Path) -> None:
    path = tmp_path / "w.db"
    with pytest.raises(WorkspaceError, match="not all of it could be written"):
        built_on_a_full_disk(path)
    assert not [*tmp_path.glob("*.part*")]
    assert not path.exists()
