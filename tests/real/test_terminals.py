"""Claims: the desk works in the terminals people have: small, slow, colourless, ASCII only, resized, inside tmux."""

from __future__ import annotations

import os
import re
import select
import shutil
import subprocess
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.ptyrun import PtyRun
from tests.real import hostile
from tests.real.program import PROGRAM, ROOT, at_desk, decisions, judge, look, press, program
from tests.terminal import ecma48

COLOUR = re.compile(rb"\x1b\[[0-9;]*(?:3[0-8]|4[0-8]|9[0-7]|10[0-7])[0-9;]*m")


def worked_through(run: PtyRun, path: Path) -> None:
    """Open the first case, read it, decide it, and leave."""
    press(run, "\r")
    run.wait_for("clauses ")
    look(run, "n", " ", "G")
    judge(run, "6", lambda: "escalate" in run.text)
    press(run, "Q")
    assert run.wait_exit() == 0
    assert len(decisions(path)) == 1
    assert ecma48.strangers(bytes(run.sent)) == []


@pytest.mark.parametrize("term", ["xterm-256color", "screen-256color", "screen", "linux", "vt100", "tmux-256color"])
def test_a_case_is_decided_whatever_the_terminal_is_called(samples: Path, term: str) -> None:
    with at_desk(samples, env={"TERM": term, "COLORTERM": ""}) as run:
        worked_through(run, samples)
        assert COLOUR.search(bytes(run.sent)) is not None


def test_in_the_c_locale_the_terminal_itself_says_what_it_can_show(samples: Path) -> None:
    with at_desk(samples, env={"LANG": "C"}) as run:
        worked_through(run, samples)


def test_without_colours_nothing_is_coloured(samples: Path) -> None:
    with at_desk(samples, env={"NO_COLOR": "1"}) as run:
        worked_through(run, samples)
        assert COLOUR.search(bytes(run.sent)) is None


@pytest.mark.parametrize("term", ["dumb", ""])
def test_a_terminal_without_screens_is_told_what_works(samples: Path, term: str) -> None:
    with program("--workspace", samples, env={"TERM": term}) as run:
        run.wait_for("--plain")
        assert run.wait_exit() == 2


@pytest.mark.parametrize("locale", [{"LC_ALL": "POSIX"}, {"LANG": "de_DE.ISO-8859-1", "PYTHONCOERCECLOCALE": "0"}])
def test_where_only_ascii_is_known_only_ascii_is_sent(tmp_path: Path, locale: dict[str, str]) -> None:
    path = tmp_path / "harmful.db"
    hostile.harmful(path)
    with at_desk(path, size=(160, 48), env={"LANG": "", **locale}) as run:
        look(run, *"jjjj", "/", *"classifier:")
        run.send("\x1b")
        run.wait_quiet(0.3)
        press(run, "g", "g", "j", "\r")
        run.wait_for("CLAUSES")
        for _ in range(4):
            look(run, " ", "\t", " ", "\t", "\t", "]")
        judge(run, "d", lambda: "Rationale  " in run.text)
        run.send("\x1b")
        run.wait_until(lambda: "Rationale  " not in run.text, "the case again")
        press(run, "?")
        run.wait_for("help")
        press(run, "q", "Q")
        assert run.wait_exit() == 0
        assert bytes(run.sent).isascii()
        assert ecma48.strangers(bytes(run.sent)) == []


class Slow(PtyRun):
    """A terminal at the end of a thin line: it takes a few bytes at a time."""

    def _read(self, limit: float) -> bool:
        if self._eof or not select.select([self.fd], [], [], max(0.0, limit - time.monotonic()))[0]:
            return not self._eof
        try:
            piece = os.read(self.fd, 48)
        except OSError:
            piece = b""
        self._eof = not piece
        self.sent += piece
        for one in self._reader.feed(piece):
            self._show(one)
        return not self._eof


def test_a_thin_line_is_enough(samples: Path) -> None:
    with Slow([*PROGRAM, "--workspace", str(samples)], cwd=ROOT, size=(80, 24)) as run:
        run.wait_for("? help")
        worked_through(run, samples)


def test_a_terminal_that_reads_nothing_for_a_while_shows_the_end_state(samples: Path) -> None:
    with at_desk(samples, size=(160, 48)) as run:
        press(run, "\r")
        run.wait_for("CLAUSES")
        for key in (" ", "G", "g", "g", "n", "]", "[") * 12:
            run.send(key)
        press(run, "g", "q")
        run.wait_for("▸ queue")
        run.wait_quiet(0.3)
        settled = list(run.screen.display)
        press(run, "\x0c")
        run.wait_quiet(0.3)
        assert list(run.screen.display) == settled


def test_a_storm_of_sizes_ends_in_a_whole_screen(samples: Path) -> None:
    sizes = [
        (80, 24),
        (160, 48),
        (20, 6),
        (7, 3),
        (1, 1),
        (300, 90),
        (59, 15),
        (140, 20),
        (139, 48),
        (100, 5),
        (100, 30),
    ]
    with at_desk(samples, size=(100, 30)) as run:
        press(run, "\r")
        run.wait_for("CLAUSES")
        run.wait_quiet(0.3)
        before = list(run.screen.display)
        for size in sizes * 3:
            run.resize(*size)
            run.send("j" if size[0] % 2 else "k")
            run.wait_quiet(0.01)
        run.wait_quiet(0.3)
        press(run, "g", "g")
        run.wait_until(lambda: list(run.screen.display)[:-1] == before[:-1], "the screen of before")
        for size in sizes[2:7]:
            run.resize(*size)
            press(run, "d", "\x1b", "/", "\x1b", "?", "q")
        press(run, "\x1b")
        run.wait_quiet(0.3)
        assert run.program.poll() is None
        press(run, "Q")
        assert run.wait_exit() == 0


def test_nothing_is_sent_while_nothing_happens(samples: Path) -> None:
    with at_desk(samples, size=(100, 30)) as run:
        for keys in (["\r"], ["/"], ["\x1b", "d", "\x1b[Z"], ["w"]):
            press(run, *keys)
            run.wait_quiet(0.35)
            assert not select.select([run.fd], [], [], 0.7)[0], keys


@pytest.fixture
def tmux(tmp_path: Path) -> Iterator[Callable[..., str]]:
    """A tmux of the test's own; give it commands."""
    if shutil.which("tmux") is None:
        pytest.skip("tmux is not installed")

    def command(*words: str) -> str:
        called = ["tmux", "-S", str(tmp_path / "socket"), "-f", "/dev/null", *words]
        return subprocess.run(called, capture_output=True, text=True, check=True, cwd=ROOT).stdout

    command("new-session", "-d", "-x", "100", "-y", "30", "sh")
    command("set", "-g", "remain-on-exit", "on")
    yield command
    command("kill-server")


def test_in_tmux_a_case_is_read_decided_and_the_shell_is_back(tmux: Callable[..., str], samples: Path) -> None:
    def wait(wanted: str) -> str:
        limit = time.monotonic() + 20
        while wanted not in (screen := tmux("capture-pane", "-p")):
            assert time.monotonic() < limit, screen
        return screen

    tmux("respawn-pane", "-k", "-c", ROOT, *PROGRAM, "--workspace", str(samples))
    wait("? help")
    tmux("send-keys", "Enter")
    screen = wait("CLAUSES")
    assert [row[57] for row in screen.splitlines()[1:26] if len(row) > 57].count("│") == 25
    for _ in range(5):
        tmux("send-keys", "6")
        if any("escalate" in tmux("capture-pane", "-p") for _ in range(60)):
            break
    wait("held 10 s")
    tmux("send-keys", "Q")
    limit = time.monotonic() + 20
    while tmux("display", "-p", "#{pane_dead}").strip() != "1":
        assert time.monotonic() < limit
    assert len(decisions(samples)) == 1


def test_what_is_pasted_onto_a_case_decides_nothing(samples: Path) -> None:
    with at_desk(samples) as run:
        press(run, "\r")
        run.wait_for("clauses ")
        run.wait_quiet(0.3)
        for pasted in ("\x1b[200~6161\n\x1b[201~", "616161", "6\r1\r", "\x1b[200~6"):
            run.send(pasted)
            run.wait_quiet(0.3)
        assert decisions(samples) == []
        run.send("\x1b[201~")
        judge(run, "6", lambda: "escalate" in run.text)
