"""A bar appears only on a terminal, only when work is long, and never obeys a file's name."""

from __future__ import annotations

import io
import sys

import pytest

from triage_tui.cli import progress
from triage_tui.cli.progress import Bar


class Terminal(io.StringIO):
    """Standard error on a terminal."""

    def isatty(self) -> bool:
        return True


def shown(monkeypatch: pytest.MonkeyPatch, stderr: io.StringIO, patience: float) -> str:
    monkeypatch.setenv("TERM", "xterm")
    monkeypatch.setattr(sys, "stderr", stderr)
    monkeypatch.setattr(progress, "PATIENCE", patience)
    with Bar("cases\x1b]0;owned\x07.jsonl") as bar:
        for done in range(100):
            bar.at(done, 100)
    return stderr.getvalue()


def test_short_work_and_pipes_see_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    assert shown(monkeypatch, Terminal(), 1000) == ""
    assert shown(monkeypatch, io.StringIO(), 0) == ""


def test_long_work_shows_how_far_it_is(monkeypatch: pytest.MonkeyPatch) -> None:
    words = shown(monkeypatch, Terminal(), 0)
    assert "owned" in words
    assert "\x1b]0" not in words
    assert "%" in words
