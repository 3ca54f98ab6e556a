"""A file that crashes its reader, or fills memory, ends another process."""

from __future__ import annotations

import os
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from tests.bundles.made import ANN, CASES, by_hand, envelope, knowing, read, sealed, told
from triage_tui.bundles import apart, unsealing
from triage_tui.bundles.unsealing import unsealed
from triage_tui.errors import Refused

BEGIN = "import os, sys; sys.path[:] = sys.argv[1:]; from triage_tui.bundles import child; child.SECONDS = 1; "
END = "; child.say(child.Said(manifest='all is well'))"
ENDS = {
    "fills memory": "child._limit(); bytearray(2 << 30)",
    "computes without end": "child._limit(); sum(range(10**15))",
    "writes a file": "child._limit(); os.write(os.memfd_create('x'), b'x')",
    "crashes": "os.kill(os.getpid(), 11)",
    "says nothing": "os._exit(0)",
}


@pytest.mark.parametrize("end", ENDS)
def test_a_reader_that_comes_to_an_end_is_a_refusal(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, end: str) -> None:
    monkeypatch.setattr(apart, "_BEGIN", BEGIN + ENDS[end] + END)
    before = sorted(tmp_path.iterdir())
    with pytest.raises(Refused, match="more time or memory") as error:
        read(tmp_path / "x.triage", sealed())
    assert "ended with status" in error.value.hint
    assert sorted(tmp_path.iterdir()) == [*before, tmp_path / "x.triage"]


def test_a_reader_that_says_nonsense_is_a_refusal(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(apart, "_BEGIN", "print('hm')")
    with pytest.raises(Refused, match="nobody understands"):
        read(tmp_path / "x.triage", sealed())


def test_the_reader_is_not_believed_beyond_what_it_looked_at(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path, other = tmp_path / "x.triage", sealed(purpose="another")

    def checked(file: int, watch: object) -> str:
        digest = apart.checked(file, lambda _: None)
        path.write_bytes(other)
        return digest

    monkeypatch.setattr(unsealing, "checked", checked)
    with pytest.raises(Refused, match="changed while it was read"):
        read(path, sealed())


def test_a_file_that_is_changed_while_it_is_open_gives_nothing_of_it(tmp_path: Path) -> None:
    path = tmp_path / "x.triage"
    path.write_bytes(sealed())
    with unsealed(path, knowing(ANN.public)) as found:
        raw = path.read_bytes()
        at = raw.index(b"cases/00001.jsonl") + 40
        path.write_bytes(raw[:at] + bytes([raw[at] ^ 1]) + raw[at + 1 :])
        with pytest.raises(Refused, match=r"cases/00001\.jsonl: "):
            next(found.lines("cases/"))
        with pytest.raises(Refused):
            found.member("cases/00001.jsonl")


def test_the_reader_knows_no_secret_and_no_file_of_ours(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    seen = tmp_path / "seen"
    look = "import os; d = str((sorted(os.environ), len(os.listdir('/proc/self/fd'))))"
    monkeypatch.setattr(apart, "_BEGIN", f"{look}; open({str(seen)!r}, 'w').write(d)")
    monkeypatch.setenv("TRIAGE_TOKEN", "secret")
    with open(os.devnull, "rb"), pytest.raises(Refused):
        read(tmp_path / "x.triage", sealed())
    names, files = eval(seen.read_text())
    assert (set(names) - {"LC_CTYPE", "LD_LIBRARY_PATH"}, files) == (set(), 4)


def test_a_reason_that_quotes_very_much_still_arrives(tmp_path: Path) -> None:
    content = [("log.jsonl", b"")]
    with pytest.raises(Refused, match=r"manifest\.json: Invalid enum value") as error:
        read(tmp_path / "x.triage", by_hand(content, first=envelope(content, kind="x" * 200_000)))
    assert len(error.value.title) < 3000


def test_files_are_opened_beside_other_threads(tmp_path: Path) -> None:
    path = tmp_path / "x.triage"
    path.write_bytes(sealed())
    with ThreadPoolExecutor(2) as pool:
        assert [found[-1] for found in pool.map(told, [path] * 2)] == [list(CASES)] * 2
