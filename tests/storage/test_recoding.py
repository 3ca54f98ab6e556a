"""A workspace is encrypted and decrypted whole or not at all, and is the same one afterwards."""

from __future__ import annotations

import os
import signal
import sqlite3
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from tests.storage.canaries import FIELDS, canary, talking
from tests.storage.children import Tell, child
from tests.storage.making import decide, event, raw_case, take
from tests.storage.pocket import Pocket
from tests.storage.test_crash import small_disk as small_disk
from triage_tui.domain.filter import ALL, parse
from triage_tui.domain.journal import faults
from triage_tui.errors import TriageError, WorkspaceError, WorkspaceInUse
from triage_tui.storage import recoding
from triage_tui.storage.engine import is_encrypted
from triage_tui.storage.opening import open_workspace
from triage_tui.storage.recoding import recode

NOW = datetime(2026, 11, 22, 20, tzinfo=UTC)
KEY = Pocket().key()


def filled(path: Path) -> list[bytes]:
    """A workspace with words everywhere and a copy of it; its log."""
    workspace = open_workspace(path)
    take(workspace, talking("c1"), talking("c2"), *(raw_case(f"n{n}") for n in range(40)))
    decide(workspace, "c1", rationale=f"they said {canary('c1', 'user')}")
    workspace.care.back_up()
    log = [*workspace.ledger.lines()]
    workspace.close()
    return log


def encrypt(path: Path) -> None:
    recode(path, None, KEY, event("encrypt", "c1"), NOW)


def whole(path: Path, log: list[bytes]) -> list[bytes]:
    """The log of a sound workspace that has all it had."""
    workspace = open_workspace(path, keeper=Pocket)
    assert workspace.care.check() == []
    assert workspace.count(ALL) == 42
    assert workspace.count(parse(canary("c1", "report"))) == 1
    lines = [*workspace.ledger.lines()]
    assert lines[: len(log)] == log
    assert not [*faults(lines)]
    workspace.close()
    return lines[len(log) :]


def in_the_open(folder: Path) -> set[str]:
    """The files that say anything."""
    words = [canary("c1", field)[-12:].encode() for field in FIELDS]
    files = [one for one in folder.rglob("*") if one.is_file()]
    return {one.name for one in files if any(word in one.read_bytes().lower() for word in words)}


def test_there_and_back_nothing_is_lost_and_the_log_says_so(path: Path) -> None:
    log = filled(path)
    encrypt(path)
    assert is_encrypted(path)
    (said,) = whole(path, log)
    assert b'"type":"encrypt"' in said
    recode(path, KEY, None, event("decrypt", "c1"), NOW)
    assert not is_encrypted(path)
    assert [b'"type":"decrypt"' in one for one in whole(path, log)] == [False, True]
    assert path.stat().st_mode & 0o777 == 0o600


def test_it_is_told_how_far_it_is_both_ways(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    filled(path)
    monkeypatch.setattr(recoding, "STEPS", 100)
    for old, new in ((None, KEY), (KEY, None)):
        told = list[tuple[int, int]]()
        recode(path, old, new, event("encrypt", "c1"), NOW, lambda done, of, told=told: told.append((done, of)))
        assert len(told) > 10
        assert all(0 <= done <= of for done, of in told)
        assert told == sorted(told)


def test_encrypting_leaves_nothing_in_the_open_and_one_copy(path: Path) -> None:
    filled(path)
    assert len(in_the_open(path.parent)) == 2
    encrypt(path)
    assert in_the_open(path.parent) == set()
    (copy,) = (path.parent / "backups").iterdir()
    assert is_encrypted(copy)


def test_copies_stay_encrypted_when_the_workspace_no_longer_is(path: Path) -> None:
    filled(path)
    encrypt(path)
    recode(path, KEY, None, event("decrypt", "c1"), NOW)
    (copy,) = (path.parent / "backups").iterdir()
    assert is_encrypted(copy)


@pytest.mark.parametrize("step", ["_written", "_compare", "_in_place"])
def test_a_kill_leaves_the_workspace_as_it_was_or_has_done_all(
    path: Path, step: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    log, act = filled(path), getattr(recoding, step)

    def dies(*arguments: Any) -> None:
        act(*arguments)
        os.kill(os.getpid(), signal.SIGKILL)

    with monkeypatch.context() as patched:
        patched.setattr(recoding, step, dies)
        with child(lambda _: encrypt(path)) as (_, told):
            assert told.read() == b""
    assert is_encrypted(path) is (step == "_in_place")
    if step == "_in_place":
        assert in_the_open(path.parent) == set()
    assert len(whole(path, log)) == (step == "_in_place")
    assert {one.name for one in path.parent.iterdir() if "part" in one.name} == set()


def test_a_copy_in_the_open_that_a_killed_decrypting_left_goes_with_the_next_opening(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    log = filled(path)
    encrypt(path)
    with monkeypatch.context() as patched:
        patched.setattr(recoding, "_in_place", lambda *_: os.kill(os.getpid(), signal.SIGKILL))
        with child(lambda _: recode(path, KEY, None, event("decrypt", "c1"), NOW)) as (_, told):
            assert told.read() == b""
    assert in_the_open(path.parent) == {f"{path.name}.part"}
    assert len(whole(path, log)) == 1
    assert in_the_open(path.parent) == set()


def test_a_copy_that_is_not_the_same_never_counts(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    log, act = filled(path), recoding._written

    def forgetful(db: sqlite3.Connection, half: Path, *rest: Any) -> None:
        act(db, half, *rest)
        other = recoding.connect(half, KEY)
        other.execute("DELETE FROM case_label")
        other.execute("DELETE FROM case_flag")
        other.close()

    monkeypatch.setattr(recoding, "_written", forgetful)
    with pytest.raises(WorkspaceError, match="has not all"):
        encrypt(path)
    assert not is_encrypted(path)
    assert whole(path, log) == []


def test_a_disk_without_room_leaves_the_workspace_as_it_was(small_disk: Path) -> None:
    path = small_disk / "workspace.db"
    log = filled(path)
    room = os.statvfs(small_disk)
    (small_disk / "rest").write_bytes(bytes(room.f_bavail * room.f_frsize - 300_000))
    with pytest.raises(TriageError, match="the disk is full"):
        encrypt(path)
    assert not is_encrypted(path)
    (small_disk / "rest").unlink()
    assert whole(path, log) == []


def test_somebody_who_reads_meanwhile_is_said(path: Path) -> None:
    log = filled(path)

    def reads(tell: Tell) -> None:
        reader = open_workspace(path, read_only=True)
        tell(str(reader.count(ALL)))
        signal.pause()

    with child(reads) as (_, told):
        assert told.readline() == b"42\n"
        with pytest.raises(WorkspaceInUse, match="keeps the workspace busy"):
            encrypt(path)
    assert not is_encrypted(path)
    assert whole(path, log) == []


def test_somebody_who_writes_meanwhile_is_said(path: Path) -> None:
    filled(path)
    workspace = open_workspace(path)
    with pytest.raises(WorkspaceInUse, match="in use by"):
        encrypt(path)
    workspace.close()
    assert not is_encrypted(path)


def test_a_file_whose_beginning_is_lost_is_damaged_and_not_encrypted(path: Path) -> None:
    filled(path)
    with path.open("r+b") as file:
        file.write(bytes(4096))
    with pytest.raises(WorkspaceError, match="this is no workspace"):
        open_workspace(path, keeper=Pocket)
