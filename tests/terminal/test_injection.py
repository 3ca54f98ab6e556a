"""A message must not be able to press a key, whatever it says and whatever the terminal answers."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.ptyrun import PtyRun
from tests.terminal import ecma48

DECIDER = [sys.executable, "-m", "tests.terminal.decider"]
QUERIES = (
    r"\x1b]11;?\x1b\\ \x1b]10;?\x07 \x1b]52;c;?\x07 \x1b]4;1;?\x1b\\ \x1b[c \x1b[>c \x1b[=c \x1b[>0q \x1b[6n \x1b[5n"
    r" \x1b[21t \x1b[18t \x1b[?1$p \x1bP$qm\x1b\\ \x1bP+q544e\x1b\\ \x1b[?u \x1b[x \x1bZ \x05 \x9b6n \x9d11;?\x9c"
)
"""Everything known to make a terminal send something back."""


def spiteful(one: ecma48.Sequence) -> bytes:
    """Answer every query in its own form, with keys that decide."""
    if one.kind == "OSC":
        return b"\x1b]11;rgb:1111/2222/3333/rrrr\x1b\\"
    if one.kind == "STRING":
        return b"\x1bP1$r123456rab\x1b\\"
    if one.kind == "CSI" and one.raw.endswith(b"q"):
        return b"\x1bP>|123456\x1b\\"
    if one.raw.endswith(b"t"):
        return b"\x1b]l123456rab\x1b\\"
    if one.name == "DSR":
        return b"\x1b[1;2R"
    if one.raw.endswith((b"c", b"Z", b"x", b"u")):
        return b"\x1b[?1;2;3;4;5;6c"
    return b"\x1b[?2026;2$y" if one.name == "DECRQM" else b""


@pytest.mark.parametrize("plain", ["0", "1"])
def test_a_text_full_of_queries_asks_nothing(plain: str) -> None:
    env = {"TRIAGE_PLAIN_OUTPUT": plain}
    with PtyRun([*DECIDER, "--text", QUERIES], env=env, size=(200, 24), answer=spiteful) as run:
        run.wait_for("ready")
        run.send("q")
        assert run.wait_exit() == 7
        assert "DECIDED" not in run.sent.decode()
        assert ecma48.strangers(bytes(run.sent)) == []


def test_the_answers_press_nothing_even_when_something_asked() -> None:
    with PtyRun([*DECIDER, "--text", QUERIES], size=(200, 24), answer=spiteful) as run:
        run.wait_for("ready")
        run.send("w")
        run.wait_for("wrote")
        run.send("q")
        assert run.wait_exit() == 7
        assert len(ecma48.strangers(bytes(run.sent))) > 10
        assert "DECIDED" not in run.sent.decode()


def test_a_plain_paste_decides_nothing_and_a_bracketed_one_is_a_paste() -> None:
    with PtyRun([*DECIDER, "--guard"]) as run:
        run.wait_for("ready")
        run.send("rara")
        run.wait_until(lambda: run.text.count("refused") == 4, "four refusals")
        run.send("\x1b[200~111\x1b[201~")
        run.wait_for("pasted(3)")
        run.wait_quiet()
        assert "DECIDED" not in run.text
        run.send("1")
        run.wait_for("DECIDED:1")


class Slow:
    """A terminal that reports its cursor only when it is told to."""

    def __init__(self) -> None:
        self.cursor = b"1;1"
        self.owed: list[bytes] = []

    def __call__(self, one: ecma48.Sequence) -> bytes:
        if one.name == "CUP":
            self.cursor = one.raw[2:-1]
        if one.name == "DSR":
            self.owed.append(b"\x1b[" + self.cursor + b"R")
        return b""


def test_a_decision_waits_for_the_frame_where_the_terminal_answers() -> None:
    slow = Slow()
    with PtyRun([*DECIDER, "--guard"], answer=slow) as run:
        run.wait_for("ready")
        for number in (1, 2):
            run.send("n")
            run.wait_for(f"case number {number}")
            run.wait_quiet(0.4)
            answers, slow.owed = slow.owed, []
            if number == 2:
                run.send("2")
                run.wait_for("refused:the")
            run.send(b"".join(answers))
            run.wait_quiet(0.05)
            run.send("1")
            run.wait_until(lambda: run.text.count("DECIDED:1") == number, f"decision {number}")  # noqa: B023
        assert "DECIDED:2" not in run.text


def test_a_key_pressed_before_the_frame_does_not_count_because_it_is_handled_after_it() -> None:
    slow = Slow()
    with PtyRun([*DECIDER, "--guard"], answer=slow) as run:
        run.wait_for("ready")
        run.send("n")
        run.wait_for("case number 1")
        run.wait_quiet(0.4)
        run.send("s")
        for keys in (b"2", b"".join(slow.owed), b"j"):
            run.wait_quiet(0.05)
            run.send(keys)
        run.wait_for("refused:the")
        assert "DECIDED" not in run.text


def test_a_decision_waits_a_while_where_the_terminal_never_answers() -> None:
    with PtyRun([*DECIDER, "--guard"], answer=lambda one: b"") as run:
        run.wait_for("ready")
        run.send("n")
        run.wait_for("case number 1")
        run.wait_quiet(0.05)
        run.send("1")
        run.wait_for("refused:this")
        run.wait_quiet(0.4)
        run.send("2")
        run.wait_for("DECIDED:2")
        assert "DECIDED:1" not in run.text


@pytest.fixture
def tmux(tmp_path: Path) -> Iterator[Callable[..., str]]:
    """A tmux of our own that answers colour queries; give it commands."""
    if shutil.which("tmux") is None:
        pytest.skip("tmux is not installed")

    def command(*words: str) -> str:
        done = subprocess.run(
            ["tmux", "-S", str(tmp_path / "socket"), "-f", "/dev/null", *words],
            capture_output=True,
            text=True,
            check=True,
        )
        return done.stdout

    command("new-session", "-d", "-x", "150", "-y", "24", "sh")
    command("set", "-g", "window-style", "bg=#aabbcc,fg=#112233")
    command("set", "-g", "remain-on-exit", "on")
    yield command
    command("kill-server")


@pytest.mark.parametrize("written", [False, True], ids=["shown", "written"])
def test_in_a_real_tmux_the_queries_decide_nothing(tmux: Callable[..., str], written: bool) -> None:
    tmux("respawn-pane", "-k", "-c", str(Path.cwd()), *DECIDER, "--text", QUERIES)
    _seen(tmux, "ready")
    if written:
        tmux("send-keys", "w")
        _seen(tmux, "wrote")
    tmux("send-keys", "5")
    assert re.findall(r"DECIDED:\w", _seen(tmux, "DECIDED:5")) == ["DECIDED:5"]


def _seen(tmux: Callable[..., str], wanted: str) -> str:
    limit = time.monotonic() + 20
    while wanted not in (screen := tmux("capture-pane", "-p")):
        assert time.monotonic() < limit, screen
    return screen
