"""A private file is there whole or not at all, for its owner only."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from triage_tui.private import appearing, write


@pytest.mark.parametrize("new", [True, False])
def test_a_file_and_its_folders_are_their_owners_alone_whatever_the_umask(tmp_path: Path, new: bool) -> None:
    before = os.umask(0)
    try:
        write(tmp_path / "a" / "b" / "file", b"content", new=new)
    finally:
        os.umask(before)
    found = sorted((tmp_path / "a").rglob("*"))
    assert [one.relative_to(tmp_path).as_posix() for one in found] == ["a/b", "a/b/file"]
    assert [one.stat().st_mode & 0o777 for one in found] == [0o700, 0o600]
    assert found[-1].read_bytes() == b"content"


@pytest.mark.parametrize("new", [True, False])
def test_what_fails_half_way_leaves_what_was_there_and_nothing_else(tmp_path: Path, new: bool) -> None:
    write(tmp_path / "file", b"before")
    with pytest.raises(TypeError), appearing(tmp_path / "file", new=new) as file:
        file.writelines([b"half", 5])  # type: ignore[list-item]
    assert (tmp_path / "file").read_bytes() == b"before"
    assert not [*tmp_path.glob(".file*")]


def test_a_new_file_takes_no_others_place(tmp_path: Path) -> None:
    write(tmp_path / "file", b"before")
    with pytest.raises(FileExistsError):
        write(tmp_path / "file", b"after", new=True)
    assert (tmp_path / "file").read_bytes() == b"before"
    assert not [*tmp_path.glob(".file*")]
    write(tmp_path / "file", b"after")
    assert (tmp_path / "file").read_bytes() == b"after"
