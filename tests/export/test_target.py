"""An export is whole or not there, and never takes another file's place unasked."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from triage_tui.errors import Refused
from triage_tui.export.lines import write
from triage_tui.export.target import target


def test_the_file_appears_at_the_end_for_its_owner_only(tmp_path: Path) -> None:
    path = tmp_path / "out.jsonl"
    with target(str(path)) as out:
        assert write([b"one", b"two"], out) == 2
        assert not path.exists()
    assert path.read_bytes() == b"one\ntwo\n"
    assert path.stat().st_mode & 0o777 == 0o600
    assert os.listdir(tmp_path) in (["out.jsonl"], ["home", "out.jsonl"], ["out.jsonl", "home"])


def test_an_error_leaves_what_was_there(tmp_path: Path) -> None:
    path = tmp_path / "out"
    path.write_bytes(b"before")

    def half() -> Iterator[bytes]:
        yield b"half"
        raise KeyError

    with pytest.raises(KeyError), target(str(path), force=True) as out:
        write(half(), out)
    assert path.read_bytes() == b"before"
    assert not list(tmp_path.glob(".out*"))


def test_another_file_is_kept_unless_told(tmp_path: Path) -> None:
    path = tmp_path / "out"
    path.write_bytes(b"before")
    with pytest.raises(Refused, match="already there"), target(str(path)):
        raise AssertionError("nothing may be written")
    with target(str(path), force=True) as out:
        out.write(b"after")
    assert path.read_bytes() == b"after"


@pytest.mark.parametrize(("place", "words"), [("", "is a folder"), ("no/where", "cannot be written")])
def test_a_place_that_cannot_be_written_is_named(tmp_path: Path, place: str, words: str) -> None:
    with pytest.raises(Refused, match=words), target(str(tmp_path / place)):
        raise AssertionError("nothing may be written")


def test_a_device_stays_a_device() -> None:
    with target("/dev/null") as out:
        out.write(b"gone")
    assert not Path("/dev/null").is_file()
