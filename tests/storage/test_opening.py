"""A workspace is private, has one writer, and is never opened as something that it is not."""

from __future__ import annotations

import os
import signal
import sqlite3
import subprocess
import sys
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager
from pathlib import Path

import pytest

from tests.storage.children import Tell, child
from tests.storage.making import decide, later, raw_case, take
from triage_tui.domain.filter import ALL
from triage_tui.domain.journal import faults
from triage_tui.errors import ReadOnly, WorkspaceError, WorkspaceInUse
from triage_tui.storage import files
from triage_tui.storage.opening import open_workspace
from triage_tui.storage.schema import VERSION


@contextmanager
def held_by_another(path: Path) -> Iterator[int]:
    """Another process has the workspace open; its pid."""

    def hold(tell: Tell) -> None:
        workspace = open_workspace(path)
        tell(str(workspace.path))
        signal.pause()

    with child(hold) as (pid, told):
        assert told.readline()
        yield pid


def filled(path: Path) -> None:
    workspace = open_workspace(path)
    take(workspace, raw_case("c1"), raw_case("c2"))
    decide(workspace, "c1")
    workspace.close()


def test_a_second_process_is_told_who_has_the_workspace(path: Path) -> None:
    with (
        held_by_another(path) as pid,
        pytest.raises(WorkspaceInUse, match=f"in use by pid {pid} on .+ since 2") as told,
    ):
        open_workspace(path)
    assert "--read-only" in told.value.hint


def test_a_second_process_may_read(path: Path) -> None:
    filled(path)
    with held_by_another(path):
        workspace = open_workspace(path, read_only=True)
        assert workspace.count(ALL) == 2
        workspace.close()


def test_a_lock_dies_with_its_process(path: Path) -> None:
    with held_by_another(path):
        pass
    filled(path)


def test_closing_lets_the_next_one_in(path: Path) -> None:
    for _ in range(2):
        open_workspace(path).close()


def test_files_are_private_whatever_the_umask(path: Path) -> None:
    before = os.umask(0)
    try:
        workspace = open_workspace(path)
        take(workspace, raw_case("c1"))
        workspace.care.back_up()
        there = {one: one.stat().st_mode & 0o777 for one in [path.parent, *path.parent.rglob("*")]}
        workspace.close()
    finally:
        os.umask(before)
    names = {one.name for one in there}
    assert {"workspace.db", "workspace.db-wal", "workspace.db-shm", "workspace.db.lock", "backups"} <= names
    assert {one for one, mode in there.items() if mode != (0o700 if one.is_dir() else 0o600)} == set()


def test_a_file_that_others_could_read_is_made_private(path: Path) -> None:
    filled(path)
    path.chmod(0o644)
    open_workspace(path).close()
    assert path.stat().st_mode & 0o777 == 0o600


def test_read_only_says_why_and_refuses_every_write(path: Path) -> None:
    filled(path)
    workspace = open_workspace(path, read_only=True)
    assert workspace.read_only is not None
    for act in (
        lambda: workspace.remember("k", b"v"),
        lambda: workspace.tag(["c1"], True),
        lambda: workspace.add_pack(b"{}"),
        lambda: workspace.release_held(later().replace(year=2030)),
        lambda: take(workspace, raw_case("c3")),
    ):
        with pytest.raises(ReadOnly):
            act()
    assert workspace.count(ALL) == 2
    workspace.close()


def test_reading_what_is_not_there_makes_nothing(path: Path) -> None:
    with pytest.raises(WorkspaceError, match="there is no workspace at"):
        open_workspace(path, read_only=True)
    assert not path.parent.exists()


def test_a_workspace_of_a_newer_program_is_only_read(path: Path) -> None:
    filled(path)
    db = sqlite3.connect(path)
    db.execute(f"PRAGMA user_version = {VERSION + 1}")
    db.close()
    workspace = open_workspace(path)
    assert workspace.read_only is not None
    assert "newer triage-tui" in workspace.read_only
    assert workspace.count(ALL) == 2
    workspace.close()


@pytest.mark.parametrize(
    "content", [b"not a database, but long enough to look at" * 99, b"SQLite format 3\0" + b"x" * 999]
)
def test_what_is_no_workspace_is_left_alone(path: Path, content: bytes) -> None:
    path.parent.mkdir()
    path.write_bytes(content)
    with pytest.raises(WorkspaceError, match=r"workspace\.db"):
        open_workspace(path)
    assert path.read_bytes() == content


def test_another_program_s_database_is_left_alone(path: Path) -> None:
    path.parent.mkdir()
    db = sqlite3.connect(path)
    db.execute("CREATE TABLE theirs (x)")
    db.close()
    before = path.read_bytes()
    with pytest.raises(WorkspaceError, match="not a workspace of this program"):
        open_workspace(path)
    assert path.read_bytes() == before


def test_a_damaged_workspace_is_said_to_be_damaged(path: Path) -> None:
    filled(path)
    with path.open("r+b") as file:
        file.seek(16384)
        file.write(b"\xff" * (path.stat().st_size - 16384))
    with pytest.raises(WorkspaceError, match="damaged"), closing(open_workspace(path)) as workspace:
        workspace.page(ALL)


def test_a_place_that_cannot_be_is_an_error_of_ours(tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"")
    for impossible in (tmp_path, tmp_path / "file" / "workspace.db"):
        with pytest.raises(WorkspaceError, match=str(impossible)):
            open_workspace(impossible)


def test_three_copies_are_kept(path: Path) -> None:
    workspace = open_workspace(path, now=later)
    copies = [workspace.care.back_up() for _ in range(5)]
    assert sorted((path.parent / "backups").iterdir()) == copies[-3:]
    workspace.close()


def test_a_copy_takes_away_what_a_killed_one_left_and_nothing_of_another_workspace(tmp_path: Path) -> None:
    backups = tmp_path / "backups"
    backups.mkdir()
    others = [backups / f"[q]-2-2026112{n}T101112.131415Z.db" for n in range(5)]
    halves = [backups / f"[q]-20261122T101112.131415Z.db.part{more}" for more in ("", "-journal")]
    for one in (*others, *halves):
        one.touch()
    workspace = open_workspace(tmp_path / "[q].db")
    copies = [workspace.care.back_up() for _ in range(4)]
    workspace.close()
    assert sorted(backups.iterdir()) == sorted([*others, *copies[1:]])


def test_on_a_network_disk_one_connection_does_everything(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    mounts = path.parents[1] / "mounts"
    mounts.write_text(f"1 0 0:1 / / rw - ext4 /dev/a rw\n2 1 0:2 / {path.parents[1]} rw - nfs4 host:/ rw\n")
    monkeypatch.setattr(files, "MOUNTS", mounts)
    workspace = open_workspace(path)
    take(workspace, raw_case("c1"))
    decide(workspace, "c1")
    assert workspace.warning is not None
    assert "nfs4" in workspace.warning
    assert workspace.count(ALL) == 1
    assert not list(faults(workspace.ledger.lines()))
    assert not path.with_name("workspace.db-wal").exists()
    other = sqlite3.connect(path, timeout=0)
    with pytest.raises(sqlite3.OperationalError, match="locked"):
        other.execute("SELECT * FROM case_head")
    other.close()
    workspace.close()
    monkeypatch.undo()
    workspace = open_workspace(path)
    assert workspace.warning is None
    decide(workspace, "c1", supersedes=next(iter(workspace.ledger.decisions()))[1].decision.id)
    workspace.close()


def test_the_first_page_takes_no_more_than_the_standard_library(path: Path) -> None:
    filled(path)
    script = (
        "import sys; from pathlib import Path; from triage_tui.domain.filter import ALL\n"
        "from triage_tui.storage.opening import open_workspace\n"
        "workspace = open_workspace(Path(sys.argv[1])); print(len(workspace.page(ALL).heads))\n"
        "print(sorted({'sqlite_utils', 'click', 'concurrent.futures', 'asyncio'} & set(sys.modules)))\n"
    )
    told = subprocess.run([sys.executable, "-c", script, str(path)], capture_output=True, check=True, text=True)
    assert told.stdout == "2\n[]\n"


def test_closing_breaks_off_what_is_being_read(tmp_path: Path) -> None:
    filled(tmp_path / "w.db")
    workspace = open_workspace(tmp_path / "w.db")
    reading = threading.Barrier(5)

    def read_on() -> str:
        reading.wait()
        while True:
            try:
                workspace.count(ALL)
                workspace.open_case("c1")
            except WorkspaceError as error:
                return error.title

    with ThreadPoolExecutor(4) as pool:
        readers = [pool.submit(read_on) for _ in range(4)]
        reading.wait()
        workspace.close()
        assert all("closed" in one.result() or "interrupted" in one.result() for one in readers)
