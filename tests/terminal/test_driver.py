"""The terminal is left in time and as it was, whatever happens to it."""

from __future__ import annotations

import os
import select
import shlex
import signal
import sys
import termios
from pathlib import Path

import pytest

from tests.ptyrun import PtyRun
from tests.terminal import ecma48

DECIDER = [sys.executable, "-m", "tests.terminal.decider"]
ORDERLY = 5.0
"""Seconds; far more than leaving takes, and far less than waiting for somebody would."""


def modes_left_on(sent: bytes) -> set[bytes]:
    """DEC private modes whose last change was away from how a shell wants them."""
    state = {b"7": True, b"25": True}
    wanted = dict(state)
    for one in ecma48.parse(sent):
        if one.name in ("DECSET", "DECRST"):
            for mode in one.raw[3:-1].split(b";"):
                state[mode] = one.name == "DECSET"
    return {mode for mode, on in state.items() if on != wanted.get(mode, False)}


def assert_restored(run: PtyRun, before: list[object]) -> None:
    assert modes_left_on(bytes(run.sent)) == set()
    assert termios.tcgetattr(run.fd) == before
    assert ecma48.strangers(bytes(run.sent)) == []


def test_the_app_chooses_its_exit_status_and_the_terminal_is_restored() -> None:
    with PtyRun(DECIDER) as run:
        before = termios.tcgetattr(run.fd)
        run.wait_for("ready")
        assert termios.tcgetattr(run.fd) != before
        assert not {b"1000", b"1002", b"1003"} & modes_left_on(bytes(run.sent))
        run.send("q")
        assert run.wait_exit() == 7
        assert_restored(run, before)


@pytest.mark.parametrize("number", [signal.SIGHUP, signal.SIGTERM, signal.SIGINT])
def test_a_signal_ends_it_in_order(number: signal.Signals) -> None:
    with PtyRun(DECIDER) as run:
        before = termios.tcgetattr(run.fd)
        run.wait_for("ready")
        run.kill(number)
        assert run.wait_exit(ORDERLY) == 128 + number
        assert_restored(run, before)


def test_a_signal_ends_it_even_when_the_app_is_stuck() -> None:
    with PtyRun(DECIDER) as run:
        before = termios.tcgetattr(run.fd)
        run.wait_for("ready")
        run.send("h")
        run.wait_for("hanging")
        run.kill(signal.SIGTERM)
        assert run.wait_exit(ORDERLY) == 128 + signal.SIGTERM
        assert_restored(run, before)


def test_a_vanished_terminal_ends_it_even_when_hang_ups_are_ignored() -> None:
    ignoring = ["sh", "-c", 'trap "" HUP; exec "$@"', "sh", *DECIDER]
    with PtyRun(ignoring) as run:
        run.wait_for("ready")
        run.hang_up()
        assert run.wait_exit(ORDERLY) == 129


def test_a_crash_says_where_it_is_described_and_nothing_of_the_case(tmp_path: Path) -> None:
    with PtyRun([*DECIDER, "--state", str(tmp_path), "--text", "words of a case"], size=(200, 24)) as run:
        before = termios.tcgetattr(run.fd)
        run.wait_for("ready")
        seen = len(run.sent)
        run.send("c")
        assert run.wait_exit() == 1
        assert_restored(run, before)
        (report,) = tmp_path.glob("crash-*.txt")
        assert report.name in run.sent[seen:].decode()
        assert "a-secret" not in run.sent.decode()
    text = report.read_text()
    assert "builtins.ValueError" in text
    assert f"{Path(__file__).with_name('decider.py')}:" in text
    assert "secret" not in text
    assert "words of a case" not in text
    assert report.stat().st_mode & 0o777 == 0o600


def test_a_stalled_terminal_blocks_nothing_and_then_shows_the_last_frame(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "flooded")
    with PtyRun([*DECIDER, "--state", str(tmp_path)]) as run:
        run.wait_for("ready")
        seen = len(run.sent)
        told = os.open(tmp_path / "flooded", os.O_RDONLY | os.O_NONBLOCK)
        run.send("f")
        ready, _, _ = select.select([told], [], [], 20)
        os.close(told)
        assert ready, "the app waited for a terminal that does not read"
        run.send("3")
        run.wait_for("DECIDED:3")
        run.wait_for("200 200")
        assert len(run.sent) - seen < 60_000
        run.send("q")
        assert run.wait_exit() == 7


def test_a_stalled_terminal_does_not_keep_it_from_ending() -> None:
    with PtyRun(DECIDER) as run:
        run.wait_for("ready")
        run.send("f")
        run.kill(signal.SIGTERM)
        assert run.program.wait(ORDERLY) == 128 + signal.SIGTERM


def test_ctrl_z_gives_the_terminal_back_and_fg_takes_it_again() -> None:
    with PtyRun(DECIDER) as run:
        before = termios.tcgetattr(run.fd)
        run.wait_for("ready")
        run.send("\x1a")
        run.wait_until(lambda: _state(run.program.pid) == "T", "the program to stop")
        run.wait_quiet()
        assert_restored(run, before)
        run.kill(signal.SIGCONT)
        run.wait_until(lambda: run.sent.count(b"\x1b[?1049h") == 2, "the screen to come back")
        run.send("2")
        run.wait_for("DECIDED:2")
        run.send("q")
        assert run.wait_exit() == 7
        assert_restored(run, before)


def test_ctrl_z_stops_what_the_shell_started_us_with_too() -> None:
    with PtyRun(["/bin/sh", "-c", f"{shlex.join(DECIDER)}; exit $?"]) as run:
        run.wait_for("ready")
        run.send("\x1a")
        run.wait_until(lambda: _state(run.program.pid) == "T", "the shell script around the program to stop")
        os.killpg(run.program.pid, signal.SIGCONT)
        run.wait_until(lambda: run.sent.count(b"\x1b[?1049h") == 2, "the screen to come back")
        run.send("q")
        assert run.wait_exit() == 7


def _state(pid: int) -> str:
    return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]


def test_another_program_borrows_the_terminal() -> None:
    with PtyRun(DECIDER) as run:
        run.wait_for("ready")
        run.send("e")
        run.wait_for("editing")
        run.kill(signal.SIGINT)
        run.send("12r\n")
        run.wait_for("edited")
        assert "read-12r" in run.sent.decode()
        assert "DECIDED" not in run.text
        run.send("1")
        run.wait_for("DECIDED:1")
        run.send("q")
        assert run.wait_exit() == 7


def test_a_new_size_is_drawn() -> None:
    with PtyRun(DECIDER, size=(80, 24)) as run:
        run.wait_for("ready")
        run.wait_quiet()
        seen = len(run.sent)
        run.resize(50, 12)
        run.wait_until(lambda: len(run.sent) > seen, "the new screen")
        run.send("1")
        run.wait_for("DECIDED:1 50x12")


def test_an_undecodable_byte_is_no_key_and_no_end() -> None:
    with PtyRun(DECIDER) as run:
        run.wait_for("ready")
        run.send(b"\xff\xfe\x80")
        run.send("1")
        assert "said: ready DECIDED:1" in run.wait_for("DECIDED:1")


def test_a_frame_is_in_one_piece_where_the_terminal_can() -> None:
    with PtyRun(DECIDER, answer=lambda one: b"\x1b[?2026;2$y" if one.name == "DECRQM" else b"") as run:
        run.wait_for("ready")
        run.send("1")
        run.wait_for("DECIDED:1")
        run.wait_sent(b"\x1b[?2026l")
        assert ecma48.strangers(bytes(run.sent)) == []


def test_the_mouse_is_left_alone_unless_it_is_wanted() -> None:
    with PtyRun([*DECIDER, "--mouse"]) as run:
        before = termios.tcgetattr(run.fd)
        run.wait_for("ready")
        assert {b"1000", b"1006"} <= modes_left_on(bytes(run.sent))
        run.send("\x1b[<0;1;1M\x1b[<0;1;1mq")
        assert run.wait_exit() == 7
        assert_restored(run, before)


@pytest.mark.parametrize("plain", ["0", "1"])
def test_idle_output_is_nothing(plain: str) -> None:
    with PtyRun(DECIDER, env={"TRIAGE_PLAIN_OUTPUT": plain}) as run:
        run.wait_for("ready")
        run.wait_quiet()
        seen = len(run.sent)
        run.wait_quiet(0.5)
        assert len(run.sent) == seen
