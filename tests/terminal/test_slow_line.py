"""Over a slow line keys are handled at once, and drawn is what is true when the line is free."""

from __future__ import annotations

import os
import select
import shlex
import signal
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.terminal.late import Late
from tests.terminal.test_driver import DECIDER
from triage_tui.ui.terminal.pace import WINDOW

FRAMES = 30
"""How many a flood has."""
FLOOD = ["--guard", "--probe", "--flood", str(FRAMES)]
SIZE = 2_000
"""More bytes than one of them has."""
LAST = f"{FRAMES} {FRAMES}"


def flood(run: Late, folder: Path) -> None:
    """Have them drawn, over a terminal that from now on owes the answers."""
    run.wait_for("ready")
    run.wait_quiet()
    run.late = True
    told = os.open(folder / "flooded", os.O_RDONLY | os.O_NONBLOCK)
    run.send("f")
    while not select.select([told], [], [], 0.05)[0]:
        run.wait_quiet(0)
    os.close(told)
    run.wait_quiet(0.05)


@pytest.fixture
def flooded(tmp_path: Path) -> Iterator[Late]:
    """A program of which frames wait, be it for a minute."""
    os.mkfifo(tmp_path / "flooded")
    with Late([*DECIDER, *FLOOD, "--patience", "60", "--state", str(tmp_path)]) as run:
        flood(run, tmp_path)
        assert LAST not in run.text
        assert len(run.sent) < WINDOW + 4 * SIZE
        yield run


def test_the_newest_frame_comes_with_the_answer(flooded: Late) -> None:
    flooded.answer()
    flooded.wait_for(LAST)


def test_an_answer_that_never_comes_is_not_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "flooded")
    with Late([*DECIDER, *FLOOD, "--state", str(tmp_path)]) as run:
        flood(run, tmp_path)
        run.wait_for(LAST)
        run.send("n")
        run.wait_for(f"case number {FRAMES + 1}")


def test_a_decision_counts_when_what_is_true_was_shown(flooded: Late) -> None:
    flooded.send("1")
    flooded.wait_quiet(0.1)
    flooded.answer()
    flooded.wait_for("refused:the")
    flooded.wait_quiet()
    flooded.send("2")
    flooded.wait_for("DECIDED:2")
    assert "DECIDED:1" not in flooded.text


def test_a_new_size_while_frames_wait(flooded: Late) -> None:
    flooded.resize(70, 20)
    flooded.wait_quiet(0.1)
    flooded.answer()
    flooded.wait_for(LAST)
    flooded.send("a")
    flooded.wait_for("70x20")


def test_another_program_borrows_the_terminal_while_frames_wait(flooded: Late) -> None:
    flooded.send("e")
    flooded.wait_for("editing")
    flooded.send("x\n")
    flooded.wait_for(LAST)
    assert "read-x" in flooded.sent.decode()


def test_stopped_and_continued_while_frames_wait(flooded: Late) -> None:
    flooded.send("\x1a")
    flooded.wait_sent(b"\x1b[?1049l")
    flooded.late = False
    flooded.wait_until(
        lambda: Path(f"/proc/{flooded.program.pid}/stat").read_text().rpartition(")")[2].split()[0] == "T", "the stop"
    )
    flooded.kill(signal.SIGCONT)
    flooded.wait_for(LAST)
    flooded.wait_quiet()
    flooded.send("2")
    flooded.wait_for("DECIDED:2")


def test_no_answer_is_left_for_the_shell() -> None:
    script = f'{shlex.join([*DECIDER, "--guard", "--probe"])}; echo left; read line; echo "got-${{#line}}"'
    with Late(["sh", "-c", script]) as run:
        run.wait_for("ready")
        run.wait_quiet()
        run.late = True
        run.send("n")
        run.wait_until(lambda: run.answers, "a question")
        run.send("q")
        run.wait_sent(b"\x1b[?1049l")
        run.answer()
        run.wait_for("left")
        run.send("word\n")
        run.wait_for("got-4")
