"""Claims: over a slow line no case is decided that the reviewer did not see, and the screen ends up right."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.real.program import PROGRAM, ROOT, decisions, judge, press
from tests.terminal.late import Late


@pytest.fixture
def desk(samples: Path) -> Iterator[Late]:
    """The program with a case in front."""
    with Late([*PROGRAM, "--workspace", str(samples)], cwd=ROOT, size=(160, 48)) as run:
        run.wait_for("? help")
        press(run, "\r")
        run.wait_for("CLAUSES")
        run.wait_quiet()
        yield run


def in_front(run: Late) -> str:
    return run.text.split()[2]


def rows(run: Late) -> list[str]:
    """What is shown, but for the time that goes by."""
    return [re.sub(r"\d+(?=[smhd]\b)", "#", row) for row in run.screen.display]


def hold(run: Late, key: str, times: int) -> None:
    """Hold a key down; each time the program has handled it."""
    for _ in range(times):
        run.send(key)
        run.wait_quiet(0.04)


def test_a_case_that_never_came_up_is_not_decided(desk: Late, samples: Path) -> None:
    desk.late = True
    hold(desk, "]", 8)
    seen = in_front(desk)
    desk.send("6")
    desk.wait_quiet(0.1)
    desk.answer()
    desk.wait_for("once more")
    desk.wait_quiet()
    shown = in_front(desk)
    assert shown != seen, "every case came up: nothing waited"
    assert decisions(samples) == []
    press(desk, "k")
    desk.wait_until(lambda: "once more" not in desk.text, "the refusal gone")
    judge(desk, "6", lambda: "→ escalate" in desk.text)
    assert [one.case_id for one in decisions(samples)] == [shown]


def test_a_case_whose_frame_was_not_answered_for_is_not_decided(desk: Late, samples: Path) -> None:
    desk.late = True
    hold(desk, "]", 1)
    desk.send("6")
    desk.wait_for("once more")
    assert decisions(samples) == []


@pytest.mark.parametrize("keys", ["]]]nnJKJ  GG", "c\x1b??\x1b]]vvd\t\x1b", "q/jjj\x1b\rzz]]\t\t", "]]]]]]qjjj:"])
def test_what_was_done_while_frames_waited_is_on_the_screen(desk: Late, keys: str) -> None:
    desk.late = True
    for key in keys:
        hold(desk, key, 1)
        if key == "\x1b":
            desk.wait_quiet(0.15)
    desk.answer()
    desk.wait_quiet(0.3)
    drawn = rows(desk)
    desk.resize(161, 48)
    desk.wait_quiet(0.3)
    desk.resize(160, 48)
    desk.wait_quiet(0.3)
    assert rows(desk) == drawn
