"""Claims: a source that has seen a log notices when it gets shorter; `log verify` tells, and a file is enough."""

from __future__ import annotations

import shutil
import sqlite3
from pathlib import Path

import pytest

from tests.bundles.made import by_hand, envelope
from tests.cli.at_source import CASE, AtSource
from tests.cli.deciding import decided
from tests.cli.people import Person
from tests.cli.terminal import shell
from triage_tui.settings.paths import source_workspace


def test_a_log_that_the_source_has_seen_cannot_get_shorter_unseen(source: AtSource, tmp_path: Path) -> None:
    assert source.shell("ana", "sync", source.address).status == 0
    path = source_workspace(source.address, "ana")
    before = shutil.copy(path, tmp_path / "before.db")
    assert shell("decide", CASE, "uphold", workspace=path).status == 0
    assert source.shell("ana", "sync").status == 0
    (head,) = source.shell("ana", "--workspace", path, "log", "head", "--json").objects
    (mark,) = head["checkpoints"]
    assert [(one["name"], one["witness"]) for one in mark["signed_by"]][1:] == [("the-source", True)]
    verified = source.shell("ana", "--workspace", path, "log", "verify", "--witness", "source", "--json")
    assert (verified.status, len(verified.objects[-1]["checkpoints"])) == (0, 2)

    for old in path.parent.glob(f"{path.name}*"):
        old.unlink()
    shutil.copy(before, path)
    assert source.shell("ana", "--workspace", path, "log", "verify").status == 0
    cut = source.shell("ana", "--workspace", path, "log", "verify", "--witness", "source")
    assert (cut.status, "cut off before its first entry" in cut.text) == (1, True)

    assert shell("decide", CASE, "overturn", "--cause", "other", workspace=path).status == 0
    assert "has seen a longer log, or another" in source.shell("ana", "sync").errors
    rewritten = source.shell("ana", "--workspace", path, "log", "verify", "--witness", source.address)
    assert (rewritten.status, "was rewritten" in rewritten.text) == (1, True)


def test_nor_by_growing_longer_than_the_source_has_seen_it(source: AtSource, tmp_path: Path) -> None:
    assert source.shell("ana", "sync", source.address).status == 0
    path = source_workspace(source.address, "ana")
    before = shutil.copy(path, tmp_path / "before.db")
    assert shell("decide", CASE, "uphold", workspace=path).status == 0
    assert source.shell("ana", "sync").status == 0
    for old in path.parent.glob(f"{path.name}*"):
        old.unlink()
    shutil.copy(before, path)
    for number in range(3):
        assert shell("export", "decisions", "-o", tmp_path / f"{number}", workspace=path).status == 0
    for _ in range(2):
        assert "has seen a longer log, or another" in source.shell("ana", "sync").errors
        rewritten = source.shell("ana", "--workspace", path, "log", "verify", "--witness", "source")
        assert (rewritten.status, "was rewritten" in rewritten.text) == (1, True)


def test_a_source_that_has_not_seen_it_says_so(source: AtSource) -> None:
    assert source.shell("ana", "sync", source.address).status == 0
    path = source_workspace(source.address, "ana")
    answer = source.shell("ana", "--workspace", path, "log", "verify", "--witness", "source")
    assert (answer.status, "has never seen" in answer.errors) == (1, True)


@pytest.fixture
def workspace(tmp_path: Path) -> Path:
    """Three entries."""
    return decided(tmp_path / "w.db", c1="a", c2="b", c3="c")


def test_a_checkpoint_is_kept_and_handed_on(workspace: Path, tmp_path: Path) -> None:
    assert "Nobody vouches" in shell("log", "head", workspace=workspace).text
    file = tmp_path / "c"
    assert shell("log", "checkpoint", "-o", file, workspace=workspace).status == 0
    (head,) = shell("log", "head", "--json", workspace=workspace).objects
    assert len(head["words"].split()) == 8
    (mark,) = head["checkpoints"]
    assert (mark["seq"], mark["sha256"]) == (3, head["sha256"])
    assert head["words"] in shell("log", "head", workspace=workspace).text
    assert shell("log", "checkpoint", workspace=workspace).raw == file.read_bytes()
    assert "checkpoints: 1, the newest at entry 3" in shell("log", "verify", workspace=workspace).text


def test_a_workspace_that_was_changed_from_outside_does_not_meet_its_checkpoint(workspace: Path) -> None:
    assert shell("log", "checkpoint", workspace=workspace).status == 0
    with sqlite3.connect(workspace) as db:
        db.execute("DROP TRIGGER journal_stays")
        db.execute("DELETE FROM journal WHERE seq = 3")
    db.close()
    answer = shell("log", "verify", "--json", workspace=workspace)
    assert answer.status == 1
    assert "cut off after entry 2" in str(answer.objects[0]["reason"])
    with sqlite3.connect(workspace) as db:
        db.execute("UPDATE checkpoint SET note = x'1b5b324a'")
    db.close()
    answer = shell("log", "verify", workspace=workspace)
    assert (answer.status, "worth nothing" in answer.text, b"\x1b" in answer.raw) == (1, True, False)


def test_a_checkpoint_beside_an_export_or_named_is_met_or_not(workspace: Path, tmp_path: Path) -> None:
    log, mark, key = tmp_path / "log.jsonl", tmp_path / "mark", tmp_path / "key.pub"
    assert shell("export", "decisions", "-o", log, workspace=workspace).status == 0
    lines = log.read_bytes().splitlines(keepends=True)
    shutil.copy(f"{log}.checkpoint", mark)
    key.write_text(str(shell("key", "list", "--json").objects[0]["line"]))
    assert "checkpoints: 1" in shell("log", "verify", log).text
    cut = tmp_path / "cut.jsonl"
    cut.write_bytes(b"".join(lines[:-1]))
    assert shell("log", "verify", cut).status == 0
    answer = shell("log", "verify", cut, "--checkpoint", mark, "--key", key)
    assert (answer.status, "cut off after entry 2" in answer.text) == (1, True)
    shutil.copy(mark, f"{cut}.checkpoint")
    assert shell("log", "verify", cut).status == 1
    mark.write_bytes(mark.read_bytes().replace(b"\n3\n", b"\n2\n"))
    answer = shell("log", "verify", log, "--checkpoint", mark)
    assert (answer.status, "is wrong" in answer.text) == (1, True)
    missing = shell("log", "verify", log, "--checkpoint", tmp_path / "nowhere")
    assert (missing.status, missing.raw) == (1, b"")


def test_a_decisions_file_verifies_where_it_can_be_opened(ana: Person, ben: Person, sealed: Path) -> None:
    back = sealed.with_name("b.triage-decisions")
    ben.did("--plain", sealed, stdin=b"next\nescalate\nquit\n")
    ben.did("bundle", "return", "-o", back)
    answer = ana.did("log", "verify", back)
    assert "by ben@home" in answer.text
    assert "checkpoints: 1" in answer.text


@pytest.mark.parametrize("kind", ["decisions", "cases"])
def test_a_decisions_file_without_its_checkpoint_verifies_nothing(workspace: Path, tmp_path: Path, kind: str) -> None:
    shell("export", "decisions", "-o", tmp_path / "log", workspace=workspace)
    cut = b"".join((tmp_path / "log").read_bytes().splitlines(keepends=True)[:2])
    path = tmp_path / "f.triage-decisions"
    content = [("log.jsonl", cut)]
    path.write_bytes(by_hand(content, first=envelope(content, kind=kind)))
    answer = shell("log", "verify", path)
    assert answer.status == 1
    assert ("holds cases" if kind == "cases" else "checkpoint.note are due") in answer.errors


def test_a_desk_that_closes_leaves_a_checkpoint(workspace: Path) -> None:
    assert shell("--plain", stdin=b"quit\n", workspace=workspace).status == 0
    (head,) = shell("log", "head", "--json", workspace=workspace).objects
    assert [one["seq"] for one in head["checkpoints"]] == [3]
