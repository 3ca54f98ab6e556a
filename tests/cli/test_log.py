"""``log verify`` says whether a log is as it was written, from the workspace or from a file alone."""

from __future__ import annotations

import gzip
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from tests.cli.deciding import decided
from tests.cli.terminal import shell


@pytest.fixture
def log(tmp_path: Path) -> Path:
    """An export, without its workspace and what vouches for it."""
    path = tmp_path / "log.jsonl"
    workspace = decided(tmp_path / "w.db", c1="a", c2="b", c3="c")
    assert shell("export", "decisions", "-o", path, workspace=workspace).status == 0
    Path(f"{path}.checkpoint").unlink()
    return path


def test_the_workspace_verifies(tmp_path: Path) -> None:
    answer = shell("log", "verify", workspace=decided(tmp_path / "w.db", c1="a", c2="b"))
    assert answer.status == 0
    assert answer.text.splitlines()[:2] == ["entries: 2", "faults:  0"]


@pytest.mark.parametrize("body", [b"\xff\x00", b"", b"{}", b"[1]", b'{"log":1}', b"{\n}", b"[" * 100_000])
def test_an_entry_of_the_workspace_that_is_none_any_more_is_named(body: bytes, tmp_path: Path) -> None:
    path = decided(tmp_path / "w.db", c1="a", c2="b", c3="c")
    with closing(sqlite3.connect(path)) as db, db:
        db.execute("DROP TRIGGER journal_keeps")
        db.execute("UPDATE journal SET body = ? WHERE seq = 2", (body,))
    answer = shell("log", "verify", "--json", workspace=path)
    assert answer.status == 1
    assert [one["line"] for one in answer.objects[:-1]] == [2]
    assert shell("export", "decisions", "-o", tmp_path / "log.jsonl", workspace=path).status == 0
    assert shell("log", "verify", tmp_path / "log.jsonl", workspace=path).status == 1


def test_a_file_verifies_packed_or_not_or_from_a_pipe(log: Path, tmp_path: Path) -> None:
    packed = tmp_path / "packed"
    packed.write_bytes(gzip.compress(log.read_bytes()))
    plain = shell("log", "verify", log)
    assert plain.status == 0
    assert "head:    3 of log" in plain.text
    assert shell("log", "verify", packed) == shell("log", "verify", "-", stdin=log.read_bytes()) == plain


def test_every_fault_is_named_with_its_line(log: Path) -> None:
    lines = log.read_bytes().splitlines()
    changed = [lines[0].replace(b"uphold", b"overturn"), b"", *lines[1:]]
    answer = shell("log", "verify", "-", "--json", stdin=b"\n".join(changed))
    assert answer.status == 1
    assert [one["line"] for one in answer.objects[:-1]] == [1, 2]
    assert answer.objects[-1]["faults"] == 2


def test_a_part_says_that_it_is_one(log: Path) -> None:
    part = b"\n".join(log.read_bytes().splitlines()[1:])
    whole = shell("log", "verify", "-", stdin=part)
    assert whole.status == 1
    assert "--part" in whole.text
    answer = shell("log", "verify", "-", "--part", stdin=part)
    assert answer.status == 0
    assert "a part of a log" in answer.text


def test_words_from_a_file_reach_no_terminal_raw(log: Path) -> None:
    forged = log.read_bytes().replace(b'"log_id":"', b'"log_id":"\\u001b[2J')
    answer = shell("log", "verify", "-", stdin=forged)
    assert answer.status == 1
    assert b"\x1b" not in answer.raw


def test_a_file_that_is_not_there_is_refused(tmp_path: Path) -> None:
    answer = shell("log", "verify", tmp_path / "nowhere")
    assert (answer.status, answer.raw) == (1, b"")
    assert "no such file" in answer.errors
