"""A zip file of any origin is read within limits, or refused with the reason; nothing is ever extracted."""

from __future__ import annotations

import gzip
import io
import os
import threading
import tracemalloc
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.formats.eval_files import ZIP_DEFLATED, ZIP_ZSTANDARD, ZipFile
from triage_tui.domain.values import Invalid
from triage_tui.errors import Refused
from triage_tui.formats import archive as limits
from triage_tui.formats.archive import MEMBER, Archive
from triage_tui.formats.source import Source

METHODS = {"stored": 0, "deflated": ZIP_DEFLATED, "zstd": ZIP_ZSTANDARD}


def zipped(path: Path, members: dict[str, bytes], method: int = ZIP_DEFLATED) -> Path:
    with ZipFile(path, "w", method) as file:
        for name, content in members.items():
            file.writestr(name, content)
    return path


def read(path: Path) -> dict[str, bytes]:
    with Source(str(path)) as source, Archive(source) as archive:
        return {member.filename: archive.read(member) for member in archive}


@given(st.dictionaries(st.text("abc/.", min_size=1, max_size=8), st.binary(max_size=300), min_size=1, max_size=5))
@pytest.mark.parametrize("method", METHODS)
def test_members_come_as_they_are_in_their_order(
    tmp_path_factory: pytest.TempPathFactory, method: str, members: dict[str, bytes]
) -> None:
    path = zipped(tmp_path_factory.mktemp("zip") / "z", members, METHODS[method])
    assert list(read(path).items()) == list(members.items())


@pytest.mark.parametrize("method", ["deflated", "zstd"])
def test_a_member_that_says_it_is_small_unpacks_no_further(tmp_path: Path, method: str) -> None:
    path = zipped(tmp_path / "z", {"bomb": b"\0" * MEMBER}, METHODS[method])
    raw = path.read_bytes()
    lie = (100_000).to_bytes(4, "little")
    path.write_bytes(raw.replace(MEMBER.to_bytes(4, "little"), lie))
    tracemalloc.start()
    with pytest.raises(Invalid, match="size or checksum differ"):
        read(path)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < MEMBER // 8


def test_members_beyond_the_limits_are_refused(tmp_path: Path) -> None:
    with pytest.raises(Invalid, match="is longer than 67,108,864 bytes"):
        read(zipped(tmp_path / "long", {"m": b"\0" * (MEMBER + 1)}))
    with pytest.raises(Invalid, match="more than 1000 times"):
        read(zipped(tmp_path / "dense", {"m": b"\0" * 4_000_000}))


def test_a_long_list_of_members_is_refused_before_it_is_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = zipped(tmp_path / "many", {f"member{n}": b"" for n in range(300)})
    assert len(read(path)) == 300
    monkeypatch.setattr(limits._Bounded, "most", 10_000)
    with pytest.raises(Refused, match="list of members is longer"):
        read(path)


def test_members_that_share_a_name_or_a_place_are_refused(tmp_path: Path) -> None:
    with ZipFile(tmp_path / "twice", "w") as file:
        file.writestr("a", b"1")
        with pytest.warns(UserWarning, match="Duplicate name"):
            file.writestr("a", b"2")
    with pytest.raises(Refused, match="two members of one name"):
        read(tmp_path / "twice")
    with ZipFile(tmp_path / "over", "w") as file:
        file.writestr("a", b"1" * 100)
        file.writestr("b", b"1" * 100)
        file.infolist()[1].header_offset = 10
    with pytest.raises(Refused, match="overlap"):
        read(tmp_path / "over")


def test_what_was_changed_or_locked_is_named(tmp_path: Path) -> None:
    path = zipped(tmp_path / "z", {"a": b"some words" * 9}, 0)
    path.write_bytes(path.read_bytes().replace(b"words", b"swords"[:5], 1))
    with pytest.raises(Invalid, match="checksum differ"):
        read(path)
    path = zipped(tmp_path / "locked", {"a": b"1"})
    raw = bytearray(path.read_bytes())
    raw[raw.index(b"PK\x01\x02") + 8] |= 1
    path.write_bytes(raw)
    with pytest.raises(Invalid, match="encrypted"):
        read(path)


def test_a_file_cut_short_is_refused(tmp_path: Path) -> None:
    whole = zipped(tmp_path / "z", {"a": b"words" * 100, "b": b"more"}).read_bytes()
    for length in (4, len(whole) // 2, len(whole) - 1):
        (tmp_path / "cut").write_bytes(whole[:length])
        with pytest.raises(Refused, match="cut short or damaged"):
            read(tmp_path / "cut")


def test_standard_input_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    class Stdin:
        buffer = io.BytesIO(zipped(tmp_path / "z", {"a": b"1"}).read_bytes())

    monkeypatch.setattr("sys.stdin", Stdin())
    with Source("-") as source, pytest.raises(Refused, match="cannot be read from a pipe"):
        Archive(source)


def test_a_pipe_is_refused_and_not_waited_for(tmp_path: Path) -> None:
    path, content = tmp_path / "pipe", zipped(tmp_path / "z", {"a": b"1"}).read_bytes()
    os.mkfifo(path)
    writer = threading.Thread(target=path.write_bytes, args=[content])
    writer.start()
    with Source(str(path)) as source, pytest.raises(Refused, match="cannot be read from a pipe"):
        Archive(source)
    writer.join()


def test_a_zip_file_packed_once_more_is_refused_with_what_to_do(tmp_path: Path) -> None:
    path = tmp_path / "z.gz"
    path.write_bytes(gzip.compress(zipped(tmp_path / "z", {"a": b"1"}).read_bytes()))
    with Source(str(path)) as source, pytest.raises(Refused, match="packed once more") as refused:
        Archive(source)
    assert "gunzip" in refused.value.hint


def test_progress_comes_near_the_size(tmp_path: Path) -> None:
    path = zipped(tmp_path / "z", {f"m{n}": bytes(range(256)) * 900 for n in range(9)}, 0)
    with Source(str(path)) as source, Archive(source) as archive:
        reached = [archive.read(member) and source.position for member in archive]
        assert reached == sorted(reached)
        assert path.stat().st_size - 2_000 < reached[-1] < path.stat().st_size
