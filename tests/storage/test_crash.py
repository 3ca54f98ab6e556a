"""What was acknowledged is there, whatever happened: a kill, a full disk, a disk that fails."""

from __future__ import annotations

import os
import random
import re
import resource
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.storage.children import Tell, child
from tests.storage.making import decide, decision, raw_case, take
from triage_tui.domain.case import decode_case
from triage_tui.domain.filter import ALL, parse
from triage_tui.domain.journal import faults
from triage_tui.errors import TriageError, WorkspaceError
from triage_tui.storage import intake
from triage_tui.storage.opening import open_workspace
from triage_tui.storage.workspace import Workspace

KILLS = 30
STRACE = shutil.which("strace")


def sound(workspace: Workspace) -> None:
    assert workspace.care.check() == []
    assert not list(faults(workspace.ledger.lines()))


def decides(path: Path) -> None:
    """Decide case after case, and say each when it is saved; what fails is said too."""
    workspace = open_workspace(path)
    for head in workspace.page(parse("is:open")).heads:
        made = decision(workspace, head.id, rationale="because " * 200)
        try:
            workspace.record(made, hold_until=made.decided_at)
            print(made.id, flush=True)
        except WorkspaceError as error:
            print("not", made.id, error.title, flush=True)


def kept(path: Path) -> set[str]:
    """The decisions that are there; the workspace is sound."""
    workspace = open_workspace(path)
    sound(workspace)
    there = {standing.decision.id for _, standing, _ in workspace.ledger.decisions()}
    assert {head.outcome for head in workspace.page(parse("is:decided"), limit=1000).heads} <= {"uphold"}
    assert workspace.count(parse("is:decided")) == len(there)
    workspace.close()
    return there


def test_no_acknowledged_decision_is_lost_to_a_kill(path: Path) -> None:
    workspace = open_workspace(path)
    take(workspace, *(raw_case(f"c{n}") for n in range(400)))
    workspace.close()
    acknowledged: set[str] = set()
    chance = random.Random(7)

    def work(tell: Tell) -> None:
        workspace = open_workspace(path)
        for head in workspace.page(parse("is:open")).heads:
            tell(decide(workspace, head.id).id)

    for _ in range(KILLS):
        with child(work) as (_, told):
            for _ in range(chance.randrange(1, 8)):
                acknowledged.add(told.readline().decode().strip())
        assert acknowledged <= kept(path)


def test_an_import_that_is_killed_leaves_whole_cases(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(intake, "BATCH", 7)
    raws = [raw_case(f"c{n}", f"alpha w{n}") for n in range(100)]
    open_workspace(path).close()

    def work(tell: Tell) -> None:
        with open_workspace(path).taking() as taking:
            for raw in raws:
                taking.take(raw, decode_case(raw))
                tell(str(taking.stored["new"]))

    for _ in range(5):
        with child(work) as (_, told):
            stored = max(int(told.readline()) for _ in range(20))
        workspace = open_workspace(path)
        sound(workspace)
        assert workspace.count(ALL) >= stored
        assert workspace.count(parse("alpha")) == workspace.count(ALL)
        assert set(workspace.cases_raw(ALL)) <= set(raws)
        workspace.close()


def deciding(path: Path, *wrapper: str) -> list[str]:
    """What a process of its own says while it decides."""
    script = (
        "import sys; from pathlib import Path; from tests.storage.test_crash import decides; decides(Path(sys.argv[1]))"
    )
    root = Path(__file__).resolve().parents[2]
    command = [*wrapper, sys.executable, "-c", script, str(path)]
    done = subprocess.run(command, capture_output=True, text=True, cwd=root, check=True)
    return done.stdout.splitlines()


@pytest.mark.skipif(STRACE is None, reason="strace is not installed")
def test_a_decision_is_on_disk_before_it_is_acknowledged(path: Path) -> None:
    workspace = open_workspace(path)
    take(workspace, *(raw_case(f"c{n}") for n in range(5)))
    workspace.close()
    trace = path.with_name("trace")
    said = deciding(path, STRACE or "", "-f", "-e", "trace=fdatasync,fsync,write", "-o", str(trace))
    assert len(said) == 5
    synced = False
    for line in trace.read_text(errors="replace").splitlines():
        if re.search(r"\b(fdatasync|fsync)\(|(fdatasync|fsync) resumed", line):
            synced = True
        if any(f'write(1, "{made}' in line for made in said):
            assert synced
            synced = False


@pytest.mark.skipif(STRACE is None, reason="strace is not installed")
def test_a_disk_that_fails_is_believed_only_after_looking(path: Path) -> None:
    workspace = open_workspace(path)
    take(workspace, *(raw_case(f"c{n}") for n in range(12)))
    workspace.close()
    fault = "inject=fdatasync,fsync:error=EIO:when=4+3"
    said = deciding(path, STRACE or "", "-f", "-e", fault, "-o", "/dev/null")
    saved = {line for line in said if not line.startswith("not ")}
    lost = {line.split()[1] for line in said if line.startswith("not ")}
    assert saved
    assert lost
    assert kept(path) == saved


@contextmanager
def file_limit(size: int) -> Iterator[None]:
    """No file may grow beyond a size."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    handler = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
        signal.signal(signal.SIGXFSZ, handler)


def fill_until_refused(workspace: Workspace) -> int:
    """Take big cases until one is refused; how many were taken."""
    chance = random.Random(1)
    for n in range(1000):
        try:
            take(workspace, raw_case(f"big{n}", chance.randbytes(40_000).hex()))
        except WorkspaceError:
            return n
    raise AssertionError("the disk never was full")


def check_full(workspace: Workspace, path: Path) -> None:
    take(workspace, raw_case("c1"))
    made = decide(workspace, "c1")
    taken = fill_until_refused(workspace)
    assert workspace.count(parse("id:big*")) == taken
    assert workspace.open_case("c1") is not None
    assert [standing.decision.id for _, standing, _ in workspace.ledger.decisions()] == [made.id]


def test_a_write_that_fails_is_said_and_nothing_is_lost(path: Path) -> None:
    workspace = open_workspace(path)
    with file_limit(3_000_000):
        check_full(workspace, path)
    take(workspace, raw_case("c2"))
    decide(workspace, "c2")
    sound(workspace)
    workspace.close()


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    with mounted(tmp_path / "small") as place:
        yield place


@contextmanager
def mounted(place: Path) -> Iterator[Path]:
    """A disk of five megabytes, gone afterwards even where something in it is still open."""
    place.mkdir()
    answer = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=5m", "tmpfs", str(place)], capture_output=True, check=False
    )
    if answer.returncode:
        pytest.skip("mounting is not allowed here")
    try:
        yield place
    finally:
        subprocess.run(["umount", "-l", str(place)], check=True)


def test_a_small_disk_goes_though_a_file_in_it_is_open(tmp_path: Path) -> None:
    with mounted(tmp_path / "small") as place:
        left = (place / "left").open("wb")
    assert not os.path.ismount(place)
    assert list(place.iterdir()) == []
    left.close()


def test_a_full_disk_is_said_and_nothing_is_lost(small_disk: Path) -> None:
    path = small_disk / "workspace.db"
    reserve = small_disk / "reserve"
    workspace = open_workspace(path)
    reserve.write_bytes(bytes(600_000))
    check_full(workspace, path)
    with pytest.raises(TriageError, match=r"^the disk is full: nothing was saved"):
        take(workspace, raw_case("c2", os.urandom(200_000).hex()))
    reserve.unlink()
    take(workspace, raw_case("c2"))
    decide(workspace, "c2")
    sound(workspace)
    workspace.close()


def test_a_disk_that_cannot_be_written_is_opened_for_reading(small_disk: Path) -> None:
    path = small_disk / "workspace.db"
    workspace = open_workspace(path)
    take(workspace, raw_case("c1"))
    workspace.close()
    subprocess.run(["mount", "-o", "remount,ro", str(small_disk)], check=True)
    try:
        workspace = open_workspace(path)
        assert workspace.read_only is not None
        assert "cannot be written" in workspace.read_only
        assert workspace.count(parse("port")) == 1
        workspace.close()
    finally:
        subprocess.run(["mount", "-o", "remount,rw", str(small_disk)], check=True)
