"""Reading ahead in another process changes nothing but the pace: what it tells, how it ends, and what it leaves."""

from __future__ import annotations

import os
import select
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from triage_tui.cli import ahead, reading
from triage_tui.cli.ahead import read_ahead
from triage_tui.cli.reading import ReadCase, Record, Stopped, Unread, Wanted, stretches
from triage_tui.domain.filter import ALL
from triage_tui.errors import TriageError
from triage_tui.storage.opening import open_workspace

ROOT = Path(__file__).resolve().parents[2]
CASE = b'{"id":"c%d","report":{"text":"%s"}}\n'


linux = pytest.mark.skipif(sys.platform != "linux", reason="only Linux tells the children of a process")


@pytest.fixture
def files(tmp_path: Path) -> list[str]:
    """Cases, a pack, what is no case, a broken archive, a name that is no text, and no file."""
    good, strange = tmp_path / "good.jsonl", tmp_path / "\udcff.jsonl"
    good.write_bytes(b"".join(CASE % (n, b"word " * 100) for n in range(2000)) + b'{"id":""}\n')
    strange.write_bytes(b'{"id":"s","received_at":"9999-12-31T23:59:59Z","flags":[]}\n')
    broken = tmp_path / "broken.gz"
    broken.write_bytes(b"\x1f\x8b\x08\x00nothing")
    pack = ROOT / "tests" / "formats" / "fixtures" / "pack.toml"
    return [str(one) for one in (good, pack, strange, broken, tmp_path, tmp_path / "gone\udcff")]


def told(read: Iterator[reading.Stretch], files: int) -> list[list[Record]]:
    """What is read of each of so many files."""
    found = [list[Record]()]
    while len(found) <= files:
        stretch = next(read)
        found[-1] += stretch.records
        if stretch.last:
            found.append([])
    return found[:-1]


def test_another_process_tells_the_same(files: list[str]) -> None:
    wanted = Wanted(queue="night")
    here = told(stretches(files, wanted), len(files))
    with read_ahead(files, wanted) as read:
        there = told(read, len(files))
    assert there == here
    assert len([one for one in there[0] if isinstance(one, ReadCase)]) == 2000


def test_what_stops_all_reading_is_told_once(files: list[str]) -> None:
    wanted = Wanted(mapping=[("a", "b")], reader="triage")
    with read_ahead(files[:1], wanted) as read:
        (records,) = told(read, 1)
    assert [type(one) for one in records] == [Stopped]


def test_it_is_another_process_only_while_there_is_one_thread(files: list[str]) -> None:
    over = threading.Event()
    with read_ahead(files, Wanted()) as there:
        assert there.__name__ == "_received"
    thread = threading.Thread(target=over.wait)
    thread.start()
    try:
        with read_ahead(files, Wanted()) as here:
            assert here.__name__ == "stretches"
    finally:
        over.set()
        thread.join()


def test_an_error_nobody_foresaw_is_told_without_the_case(files: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    def fails(*_: object) -> None:
        raise ZeroDivisionError("words of a case")

    monkeypatch.setattr(reading, "astray", fails)
    with read_ahead(files, Wanted()) as read:
        (last,) = next(read).records
    assert isinstance(last, Stopped)
    assert "ZeroDivisionError in test_ahead.py" in last.title
    assert "words" not in last.title


def test_a_reader_that_is_killed_is_missed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ahead, "stretches", lambda *_: os.kill(os.getpid(), signal.SIGKILL))
    with read_ahead(["never opened"], Wanted()) as read, pytest.raises(TriageError, match="was ended"):
        next(read)


def test_what_is_wrong_is_not_kept_waiting(tmp_path: Path) -> None:
    path = tmp_path / "pipe"
    os.mkfifo(path)
    with read_ahead([str(path)], Wanted(reader="triage")) as read, path.open("wb", buffering=0) as feed:
        feed.write(CASE % (1, b"x") + b"{}\n" + b"\n" * (64 << 10))
        case, bad = next(read).records
    assert isinstance(case, ReadCase)
    assert isinstance(bad, Unread)
    assert bad.line == 2


@contextmanager
def importing(workspace: Path) -> Iterator[tuple[subprocess.Popen[bytes], int]]:
    """An import that waits for more of its input, and the process that reads for it."""
    command = [sys.executable, "-m", "triage_tui", "--workspace", str(workspace), "import", "-", "--json"]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as program:
        assert program.stdin is not None
        assert program.stdout is not None
        program.stdin.write(b"{}\n" + b"".join(CASE % (n, b"word " * 40) for n in range(6000)))
        program.stdin.flush()
        assert b'"line":1' in program.stdout.readline()
        yield program, int(Path(f"/proc/{program.pid}/task/{program.pid}/children").read_text())


def ended(pid: int) -> bool:
    """Wait until a process that is not our own is gone."""
    try:
        waiting = os.pidfd_open(pid)
    except ProcessLookupError:
        return True
    with open(waiting, "rb") as process:
        return bool(select.select([process], [], [], 20)[0])


@linux
def test_no_reader_is_left_alone(tmp_path: Path) -> None:
    with importing(tmp_path / "w.db") as (program, reader):
        program.kill()
        assert ended(reader)


@linux
def test_what_was_read_before_the_reader_was_killed_is_kept(tmp_path: Path) -> None:
    with importing(tmp_path / "w.db") as (program, reader):
        os.kill(reader, signal.SIGKILL)
        out, errors = program.communicate()
    assert program.returncode == 1
    assert b"was ended" in errors
    store = open_workspace(tmp_path / "w.db")
    assert store.care.check() == []
    assert f'"new":{store.count(ALL)},'.encode() in out
    store.close()
