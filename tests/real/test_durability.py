"""Claims: what the screen has confirmed is there after any end of the program, and what was begun is there too."""

from __future__ import annotations

import random
import re
import signal
import subprocess
from pathlib import Path

import pytest

from tests.ptyrun import PtyRun
from tests.real.program import PROGRAM, ROOT, at_desk, decisions, judge, press
from triage_tui.domain.filter import parse
from triage_tui.storage.opening import open_workspace

TOLD = re.compile(r"^ (\S+) → escalate", re.MULTILINE)
"""How the status row confirms an escalation."""
DRAFTS = parse("is:draft")


def escalate(run: PtyRun, told: str | None = None) -> str:
    """Decide the case in front, and give the id that the screen confirms; `told` is the one confirmed before."""

    def confirmed() -> str | None:
        found = TOLD.search(run.text)
        return found[1] if found is not None and found[1] != told else None

    judge(run, "6", lambda: confirmed() is not None)
    return confirmed() or ""


def sound(path: Path) -> bool:
    """Whether the program itself finds its log in order."""
    verify = [*PROGRAM, "--workspace", str(path), "log", "verify"]
    return subprocess.run(verify, cwd=ROOT, capture_output=True, check=False).returncode == 0


def test_what_was_confirmed_survives_every_kill(samples: Path) -> None:
    dice, confirmed = random.Random(3), set[str]()
    for _ in range(5):
        with at_desk(samples) as run:
            press(run, "g", "q", "a")
            run.wait_for("clauses ")
            told = None
            for _ in range(dice.randrange(1, 4)):
                told = escalate(run, told)
                confirmed.add(told)
            if dice.random() < 0.5:
                press(run, "6")
            run.kill(signal.SIGKILL)
            assert run.wait_exit() == -signal.SIGKILL
        made = [one.case_id for one in decisions(samples)]
        assert len(made) == len(set(made)) <= len(confirmed) + 1
        assert confirmed <= set(made)
        confirmed = set(made)
    assert sound(samples)


@pytest.mark.parametrize("end", [signal.SIGHUP, signal.SIGKILL])
def test_a_draft_is_there_after_the_terminal_is_gone(samples: Path, end: int) -> None:
    with at_desk(samples, size=(100, 30)) as run:
        press(run, "\r")
        run.wait_for("flag 1/")
        judge(run, "x", lambda: "[x]" in run.text)
        run.wait_until(lambda: drafts(samples) == [""], "the draft on disk")
        run.kill(end)
        run.program.wait(20)
    with at_desk(samples, size=(100, 30)) as run:
        press(run, "g", "q", "\r")
        run.wait_for("[x]")


@pytest.mark.parametrize("end", [signal.SIGTERM, None])
def test_words_typed_in_the_form_are_there_after_the_terminal_is_gone(samples: Path, end: int | None) -> None:
    with at_desk(samples, size=(100, 30)) as run:
        press(run, "\r")
        run.wait_for("flag 1/")
        judge(run, "d", lambda: "Rationale" in run.text)
        press(run, "\x1b[Z", "w", "h", "y")
        run.wait_for("3 characters")
        run.wait_until(lambda: drafts(samples) == ["why"], "the words on disk")
        if end is None:
            run.hang_up()
        else:
            run.kill(end)
        run.program.wait(20)
    assert drafts(samples) == ["why"]


def drafts(path: Path) -> list[str]:
    """The rationale of every draft on disk."""
    workspace = open_workspace(path, True)
    try:
        kept = [workspace.open_case(head.id) for head in workspace.page(DRAFTS).heads]
        return [one.draft.rationale for one in kept if one and one.draft]
    finally:
        workspace.close()


def test_a_second_desk_on_the_workspace_is_told_and_may_read(samples: Path) -> None:
    with at_desk(samples, size=(100, 30)) as first:
        with PtyRun([*PROGRAM, "--workspace", str(samples)], cwd=ROOT, size=(100, 30)) as second:
            second.wait_for("in use by")
            assert second.wait_exit() == 1
        with at_desk(samples, "--read-only", size=(100, 30)) as reader:
            reader.wait_for("read-only")
            press(reader, "\r")
            reader.wait_for("flag 1/")
            press(reader, "6")
            reader.wait_for("opened with --read-only")
            press(first, "\r")
            first.wait_for("flag 1/")
            told = escalate(first)
            assert [one.case_id for one in decisions(samples)] == [told]
            reader.send("Q")
            assert reader.wait_exit() == 0


def test_the_workspace_is_free_again_after_a_kill(samples: Path) -> None:
    with at_desk(samples) as run:
        run.kill(signal.SIGKILL)
        run.wait_exit()
    with at_desk(samples) as run:
        run.send("Q")
        assert run.wait_exit() == 0
