"""Claims about a real terminal: no verb sends a sequence, and untrusted text keeps off the first column."""

from __future__ import annotations

import re
import sys
from pathlib import Path

import pytest

from tests.cli.terminal import shell
from tests.ptyrun import PtyRun
from tests.terminal import ecma48

HOSTILE = "sample-15-hostile-transcript"
SEQUENCE = re.compile(rb"[\x00-\x09\x0b\x0c\x0e-\x1f\x7f]")


def run(workspace: Path, *arguments: str, typed: str = "", columns: int = 60) -> tuple[str, bytes, int]:
    """What a verb leaves on a terminal, every byte it sent, and its exit status."""
    command = [sys.executable, "-m", "triage_tui", "--workspace", str(workspace), *arguments]
    with PtyRun(command, size=(columns, 200), env={"PAGER": "cat", "TERM": "dumb"}) as program:
        if typed:
            program.wait_for("triage>")
            program.send(typed)
        status = program.wait_exit()
        return program.text, bytes(program.sent), status


@pytest.mark.parametrize("verb", ["cases", f"show {HOSTILE}", "status", "keys", "themes", "policy list"])
def test_a_verb_sends_plain_lines(samples: Path, verb: str) -> None:
    text, sent, status = run(samples, *verb.split())
    assert (status, bool(text.strip())) == (0, True)
    assert not SEQUENCE.search(sent)


def test_the_dialogue_sends_plain_lines(samples: Path) -> None:
    text, sent, status = run(samples, "--plain", typed="open sample-29-heist-novel\nuphold\nquit\n")
    assert "Decided: uphold" in text
    assert status == 0
    assert not SEQUENCE.search(sent)


def test_long_lines_are_broken_by_us_and_never_by_the_terminal(samples: Path, tmp_path: Path) -> None:
    forged = "x" * 49 + "Verdict: violates"
    case = (
        '{"id":"fake","flags":[{"clause":"%s","reason":"%s"}],"conversation":{"turns":[{"role":"user","text":"%s"}]}}'
    )
    (tmp_path / "fake.jsonl").write_text(case % (forged, forged, forged))
    shell("import", tmp_path / "fake.jsonl", workspace=samples)
    for verb in (["show", "fake"], ["cases", "id:fake"]):
        text, _, status = run(samples, *verb)
        assert status == 0
        assert not re.search(r"^(Verdict|V?erdict|olates)", text, re.MULTILINE)
        assert all(len(row) < 60 for row in text.splitlines())


def test_raw_text_is_refused_on_a_terminal(samples: Path) -> None:
    text, _, status = run(samples, "show", "--raw", HOSTILE)
    assert status == 2
    assert "raw text could command this terminal" in text


def test_a_terminal_that_cannot_draw_is_shown_the_other_way(samples: Path) -> None:
    text, sent, status = run(samples)
    assert status == 2
    assert "--plain" in text
    assert not SEQUENCE.search(sent)


def test_the_desk_is_not_suspended_where_no_shell_could_bring_it_back(samples: Path) -> None:
    command = [sys.executable, "-m", "triage_tui", "--workspace", str(samples)]
    with PtyRun(command, env={"TERM": "xterm-256color"}) as program:
        program.wait_for("queue")
        program.send("\x1a")
        program.wait_for("no shell waits behind the desk")
        program.send("Q")
        assert program.wait_exit() == 0


def test_a_caret_left_of_the_window_sends_no_broken_sequence(samples: Path) -> None:
    command = [sys.executable, "-m", "triage_tui", "--workspace", str(samples)]
    with PtyRun(command, size=(5, 2), env={"TERM": "xterm-256color"}) as program:
        program.wait_sent(b"\x1b[?1049h")
        program.wait_quiet()
        program.send("/")
        program.wait_quiet()
        program.send("z" * 100)
        program.wait_quiet()
        program.send("\x1b[H")
        program.wait_quiet()
        assert ecma48.strangers(bytes(program.sent)) == []
