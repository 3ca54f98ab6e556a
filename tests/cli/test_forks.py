"""Other processes answer in turn whoever is faster, and none is left alone or missed."""

from __future__ import annotations

import os
import signal
import subprocess
import sys

import pytest

from triage_tui.cli import forks
from triage_tui.cli.forks import LONGEST, MOST, answers
from triage_tui.errors import TriageError

WAITING = """
import os, sys
from triage_tui.cli import forks
forks.processors = lambda: 2
with forks.answers(2, lambda number: os.write(1, b"%d\\n" % number) and sys.stdin.buffer.read()) as told:
    list(told)
"""


@pytest.fixture(autouse=True)
def _three(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(forks, "processors", lambda: 3)


def test_answers_come_in_turn() -> None:
    with answers(MOST, lambda number: bytes([number]) * (LONGEST if number % 2 else number)) as told:
        assert [len(one) for one in told] == [LONGEST if n % 2 else n for n in range(MOST)]


def test_a_process_that_is_killed_is_missed() -> None:
    def work(number: int) -> bytes:
        if number == 1:
            os.kill(os.getpid(), signal.SIGKILL)
        return b"done"

    with answers(9, work) as told, pytest.raises(TriageError, match="was ended"):
        list(told)


def test_a_process_that_fails_is_missed() -> None:
    with answers(2, lambda number: b"done"[: 1 // number]) as told, pytest.raises(TriageError, match="was ended"):
        list(told)


def waiting() -> subprocess.Popen[bytes]:
    """A program with two others that wait."""
    command = [sys.executable, "-c", WAITING]
    pipe = subprocess.PIPE
    program = subprocess.Popen(command, stdin=pipe, stdout=pipe, stderr=subprocess.DEVNULL, start_new_session=True)
    assert program.stdout is not None
    assert {program.stdout.readline(), program.stdout.readline()} == {b"0\n", b"1\n"}
    return program


def test_ctrl_c_ends_all_at_once() -> None:
    with waiting() as program:
        assert program.stdout is not None
        os.killpg(program.pid, signal.SIGINT)
        assert program.stdout.read() == b""
    assert program.returncode


def test_none_goes_on_when_nobody_reads() -> None:
    with waiting() as program:
        assert program.stdin is not None
        assert program.stdout is not None
        program.kill()
        program.stdin.close()
        assert program.stdout.read() == b""
