"""The terminal is measured where nobody sees it, and typing meanwhile is not lost."""

from __future__ import annotations

import os
import sys
import tty

import pytest

from tests.ptyrun import Answer, PtyRun
from tests.terminal import ecma48
from triage_tui.ui.terminal.probe import SAMPLES, Measured, answers

MEASURE = """
import os, sys
from triage_tui.ui.terminal.probe import measure
print("begun", flush=True)
m = measure(os.environ, budget=float(sys.argv[1]))
names = [n for n in m.capabilities.__struct_fields__ if getattr(m.capabilities, n) is True]
print("answers", m.answers, "right", *names, "typed", m.typed, flush=True)
"""


def run(budget: float = 5.0, answer: Answer | None = None, env: dict[str, str] | None = None) -> PtyRun:
    return PtyRun([sys.executable, "-c", MEASURE, str(budget)], size=(160, 24), answer=answer, env=env)


class Widths:
    """A terminal that gives each sample the width it is told."""

    def __init__(self, wrong: tuple[str, ...] = ()) -> None:
        self.widths = iter([cells + (name in wrong) for name, _, cells in SAMPLES])

    def __call__(self, one: ecma48.Sequence) -> bytes:
        return b"\x1b[1;%dR" % (next(self.widths) + 1) if one.name == "DSR" else b""


def test_a_terminal_that_agrees_is_believed() -> None:
    with run(answer=Widths()) as terminal:
        shown = terminal.wait_for("typed")
        assert "answers True right zwj vs16 skin_tones flags tag_flags keycaps joiners typed b''" in shown


def test_what_it_draws_wider_or_narrower_is_left_out() -> None:
    with run(answer=Widths(wrong=("vs16", "keycaps"))) as terminal:
        assert "right zwj skin_tones flags tag_flags joiners typed" in terminal.wait_for("typed")


def test_plain_text_that_comes_out_wrong_spoils_everything() -> None:
    with run(answer=Widths(wrong=("",))) as terminal:
        assert "right ascii_only typed" in terminal.wait_for("typed")


def test_what_has_been_answered_counts_however_long_the_program_took_to_look() -> None:
    terminal, program = os.openpty()
    tty.setraw(program)
    os.write(terminal, b"".join(b"\x1b[1;%dR" % (cells + 1) for _, _, cells in SAMPLES))
    measured = answers({}, 0.0, stdin=program)
    os.close(terminal)
    os.close(program)
    assert measured.answers
    assert measured.capabilities.zwj


def test_no_answer_is_a_careful_answer() -> None:
    with run(0.1, answer=lambda one: b"") as terminal:
        assert "answers False right typed" in terminal.wait_for("typed")


def test_the_samples_leave_nothing_behind() -> None:
    with run() as terminal:
        terminal.wait_for("typed")
        assert terminal.screen.display[1].startswith("answers")


@pytest.mark.parametrize("typed", [b"1x", "é".encode(), b"\x1b[A", b"\x1b[200~paste\x1b[201~"])
def test_what_is_typed_meanwhile_is_handed_on(typed: bytes) -> None:
    widths = Widths()
    waiting = [typed]

    def answer(one: ecma48.Sequence) -> bytes:
        return (waiting.pop() if waiting else b"") + widths(one) if one.name == "DSR" else b""

    with run(answer=answer) as terminal:
        assert f"typed {typed!r}" in terminal.wait_for("typed")


def test_without_utf8_only_ascii_is_believed() -> None:
    with run(env={"LC_ALL": "C"}) as terminal:
        assert "right ascii_only typed" in terminal.wait_for("typed")


def test_what_was_typed_is_told_to_nobody() -> None:
    assert "secret" not in repr(Measured(typed=b"secret"))
