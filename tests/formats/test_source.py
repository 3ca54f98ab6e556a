"""A source gives every line once, in bounded memory, and names what it cannot read."""

from __future__ import annotations

import gzip
import io
import sys
import tracemalloc
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from triage_tui.errors import Refused
from triage_tui.formats.found import Bad
from triage_tui.formats.source import LIMIT, Source

if sys.version_info >= (3, 14):
    from compression import zstd
else:
    from backports import zstd

PACKERS = {"plain": bytes, "gzip": gzip.compress, "zstd": zstd.compress}


def lines(path: Path) -> list[tuple[int, bytes] | Bad]:
    with Source(str(path)) as source:
        return list(source.lines())


@given(st.lists(st.binary(max_size=40).map(lambda raw: raw.replace(b"\n", b"").replace(b"\r", b""))), st.booleans())
@example([b"\xef\xbb\xbf{}", b"", b" x"], True)
def test_lines_come_as_they_are_with_their_numbers(
    tmp_path_factory: pytest.TempPathFactory, content: list[bytes], windows: bool
) -> None:
    path = tmp_path_factory.mktemp("lines") / "file"
    first = b"{}"  # a file that starts with these is neither packed nor UTF-16
    path.write_bytes((b"\r\n" if windows else b"\n").join([first * 40, *content]))
    expected = [(n, line) for n, line in enumerate([first * 40, *content], 1) if line.strip()]
    assert lines(path) == expected


@pytest.mark.parametrize("packed", PACKERS)
def test_the_packing_is_told_by_the_content(tmp_path: Path, packed: str) -> None:
    path = tmp_path / "misnamed.txt"
    path.write_bytes(PACKERS[packed](b'{"a":1}\n' * 100_000))
    read = lines(path)
    assert len(read) == 100_000
    assert read[-1] == (100_000, b'{"a":1}')


@pytest.mark.parametrize("packed", PACKERS)
def test_standard_input_may_be_packed_too(monkeypatch: pytest.MonkeyPatch, packed: str) -> None:
    class Dripping(io.RawIOBase):
        """A pipe whose writer is slow: a byte at a time."""

        rest = PACKERS[packed](b"one\ntwo\n")

        def read(self, limit: int = -1) -> bytes:
            piece, self.rest = self.rest[:1], self.rest[1:]
            return piece

    class Stdin:
        buffer = Dripping()

    monkeypatch.setattr(sys, "stdin", Stdin())
    with Source("-") as source:
        assert list(source.lines()) == [(1, b"one"), (2, b"two")]
        assert source.stem == "stdin"


def test_a_line_past_the_limit_is_refused_and_the_next_is_read(tmp_path: Path) -> None:
    path = tmp_path / "long"
    path.write_bytes(b"a\n" + b"x" * (LIMIT + 1) + b"\n" + b"y" * LIMIT + b"\nb")
    first, long, full, last = lines(path)
    assert (first, last) == ((1, b"a"), (4, b"b"))
    assert isinstance(long, Bad)
    assert (long.line, long.path) == (2, "$")
    assert "16,777,216 bytes" in long.reason
    assert full == (3, b"y" * LIMIT)


def test_a_bomb_passes_in_bounded_memory(tmp_path: Path) -> None:
    path = tmp_path / "bomb.gz"
    with gzip.open(path, "wb", compresslevel=1) as file:
        for _ in range(16):
            file.write(b"\0" * (LIMIT // 2) if _ else b"x" * 64)
    tracemalloc.start()
    (only,) = lines(path)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert isinstance(only, Bad)
    assert peak < 4 * LIMIT < 15 * LIMIT // 2


@pytest.mark.parametrize("packed", ["gzip", "zstd"])
def test_a_file_cut_short_gives_what_is_there_and_says_so(tmp_path: Path, packed: str) -> None:
    path = tmp_path / "cut"
    whole = PACKERS[packed](b"".join(b"%d %d\n" % (n, n * n) for n in range(200_000)))
    path.write_bytes(whole[: len(whole) // 2])
    *read, last = lines(path)
    assert isinstance(last, Bad)
    assert "cannot be read from here on" in last.reason
    assert len(read) > 10_000
    assert read[9] == (10, b"9 81")


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "is empty"),
        ("id,text\n1,hé".encode("utf-16"), "UTF-16"),
        ('{"id":"c1"}'.encode("utf-16-le"), "UTF-16"),
        ('{"id":"c1"}'.encode("utf-16-be"), "UTF-16"),
        (b"\x1f\x8b broken", "cannot be read"),
    ],
)
def test_a_file_nobody_can_read_is_named_with_the_reason(tmp_path: Path, content: bytes, words: str) -> None:
    path = tmp_path / "file"
    path.write_bytes(content)
    with pytest.raises(Refused) as refused:
        Source(str(path))
    assert words in refused.value.title
    assert str(path) in refused.value.title


def test_what_is_no_file_is_named_with_the_reason(tmp_path: Path) -> None:
    with pytest.raises(Refused, match="is a folder"):
        Source(str(tmp_path))
    with pytest.raises(Refused, match="no such file"):
        Source(str(tmp_path / "nowhere.jsonl"))


@pytest.mark.parametrize(
    ("name", "stem"),
    [("a.jsonl.gz", "a"), ("samples-1680.csv", "samples-1680"), (".csv", ".csv"), ("böse datei.json", "b-se-datei")],
)
def test_ids_are_made_from_the_name_without_its_endings(tmp_path: Path, name: str, stem: str) -> None:
    path = tmp_path / name
    path.write_bytes(b"x")
    with Source(str(path)) as source:
        assert source.stem == stem


def test_progress_ends_at_the_size(tmp_path: Path) -> None:
    path = tmp_path / "file"
    path.write_bytes(gzip.compress(b"x\n" * 1_000_000))
    with Source(str(path)) as source:
        for _ in source.lines():
            pass
        assert source.position == source.size == path.stat().st_size
