"""The harness itself: a shell is a terminal program that everybody knows."""

from __future__ import annotations

import signal

import pytest

from tests.ptyrun import PtyRun

CAT = ["sh", "-c", "stty size; exec cat"]


def test_the_program_sees_the_size_and_the_keys() -> None:
    with PtyRun(CAT, size=(50, 10)) as run:
        run.wait_for("10 50")
        run.send("hello\n")
        run.wait_for("hello\nhello")


def test_a_status_and_a_signal_are_told_apart() -> None:
    with PtyRun(["sh", "-c", "exit 7"]) as run:
        assert run.wait_exit() == 7
    with PtyRun(CAT) as run:
        run.wait_for("24 80")
        run.kill(signal.SIGTERM)
        assert run.wait_exit() == -signal.SIGTERM


def test_waiting_in_vain_fails_with_the_screen() -> None:
    with PtyRun(CAT) as run, pytest.raises(AssertionError, match="24 80"):
        run.wait_for("never", timeout=0.5)


def test_the_terminal_answers_as_told() -> None:
    ask = ["sh", "-c", r"stty raw -echo; printf '\033[6n'; head -c 2 | od -An -c"]
    with PtyRun(ask, answer=lambda one: b"ok" if one.name == "DSR" else b"") as run:
        run.wait_for("o   k")


def test_a_new_size_reaches_the_program() -> None:
    with PtyRun(["sh", "-c", "trap 'stty size' WINCH; echo ready; while :; do read line; done"]) as run:
        run.wait_for("ready")
        run.resize(33, 12)
        run.wait_for("12 33")
