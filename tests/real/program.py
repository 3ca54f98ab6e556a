"""The real program in a pseudo-terminal, on a workspace of the test's own."""

from __future__ import annotations

import contextlib
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

from tests.ptyrun import PtyRun
from triage_tui.domain.decision import Decision
from triage_tui.storage.opening import open_workspace

PROGRAM = [sys.executable, "-m", "triage_tui"]
ROOT = str(Path(__file__).resolve().parents[2])


def program(*arguments: str | Path, **terminal: Any) -> PtyRun:
    """Start the program with these arguments."""
    return PtyRun([*PROGRAM, *map(str, arguments)], cwd=ROOT, **terminal)


def at_desk(path: Path, *options: str, **terminal: Any) -> PtyRun:
    """Start it on a workspace, and see the first screen."""
    run = program("--workspace", path, *options, **terminal)
    try:
        run.wait_for("triage-tui")
        run.wait_quiet()
    except BaseException:
        run.close()
        raise
    return run


def press(run: PtyRun, *keys: str) -> None:
    """Press keys as a hand does: each when the screen has come to rest."""
    for key in keys:
        run.wait_quiet(0.05)
        run.send(key)


def look(run: PtyRun, *keys: str) -> None:
    """Press keys that only look, one by one, and see what each brings, be it nothing."""
    for key in keys:
        before = len(run.sent)
        run.send(key)
        with contextlib.suppress(AssertionError):
            run.wait_until(lambda before=before: len(run.sent) > before, "an answer", 0.12)
        run.wait_quiet(0.02)


def judge(run: PtyRun, key: str, done: Callable[[], bool]) -> None:
    """Press a key that judges, again where the program asks for it: a loaded machine is a hasty hand."""
    for _ in range(5):
        press(run, key)
        run.wait_until(lambda: done() or "once more" in run.text, f"an answer to {key}")
        if done():
            return
        press(run, "k")
        run.wait_until(lambda: "once more" not in run.text, "the answer gone")
        run.wait_quiet(0.3)
    raise AssertionError(f"five times refused:\n{run.text}")


def decisions(path: Path) -> list[Decision]:
    """What is decided and not withdrawn."""
    workspace = open_workspace(path, True)
    try:
        return [one.decision for _, one, _ in workspace.ledger.decisions() if one.outbox != "withdrawn"]
    finally:
        workspace.close()
