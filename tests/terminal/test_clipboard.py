"""Copies take the surest way there is, say which, and are kept."""

from __future__ import annotations

import base64
import os
import stat
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from triage_tui.ui.terminal import clipboard
from triage_tui.ui.terminal.clipboard import LARGEST, Clipboard, Way, plan

SSH = {"SSH_CONNECTION": "10.0.0.1 1 10.0.0.2 22", "DISPLAY": ":0"}


@pytest.mark.parametrize(
    ("environ", "size", "way"),
    [
        ({"TMUX": "/tmp/t,1,0", **SSH}, 10_000_000, Way.TMUX),
        ({"STY": "1.pts"}, 100, Way.SCREEN),
        ({"STY": "1.pts"}, LARGEST, Way.KEPT),
        (SSH, 100, Way.TERMINAL),
        (SSH, LARGEST, Way.KEPT),
        ({"DISPLAY": ":0"}, 10_000_000, Way.HOST),
        ({"WAYLAND_DISPLAY": "wayland-0"}, 100, Way.HOST),
    ],
)
def test_the_way(environ: dict[str, str], size: int, way: Way) -> None:
    assert plan(environ, size) is way


@given(st.integers(0, 200_000))
def test_no_sequence_is_longer_than_terminals_take(size: int) -> None:
    sent: list[str] = []
    copied = Clipboard(SSH, sent.append, None).copy("x" * size)
    assert (copied.way is Way.TERMINAL) == (len("".join(sent)) > 0)
    assert len("".join(sent)) <= LARGEST


def test_the_terminal_gets_the_text_and_so_does_a_private_file(tmp_path: Path) -> None:
    sent: list[str] = []
    file = tmp_path / "state" / "clip.txt"
    board = Clipboard(SSH, sent.append, file)
    copied = board.copy("grüße \ud800")
    assert copied.words == "sent to the terminal"
    assert base64.b64decode(sent[0].removeprefix("\x1b]52;c;").removesuffix("\x07")) == "grüße ?".encode()
    assert file.read_text() == "grüße ?"
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert board.text == "grüße \ud800"


def test_a_file_that_others_could_read_is_closed_to_them(tmp_path: Path) -> None:
    file = tmp_path / "clip.txt"
    file.write_text("old")
    file.chmod(0o644)
    Clipboard(SSH, lambda sequence: None, file).copy("new")
    assert stat.S_IMODE(file.stat().st_mode) == 0o600


def test_a_link_in_place_of_the_file_is_not_followed(tmp_path: Path) -> None:
    (tmp_path / "clip.txt").symlink_to(tmp_path / "elsewhere")
    Clipboard(SSH, lambda sequence: None, tmp_path / "clip.txt").copy("text")
    assert not (tmp_path / "elsewhere").exists()


def test_screen_gets_small_chunks() -> None:
    sent: list[str] = []
    Clipboard({"STY": "1.pts"}, sent.append, None).copy("x" * 1000)
    chunks = sent[0].removesuffix("\x1b\\").split("\x1b\\")
    assert all(chunk.startswith("\x1bP") and len(chunk) <= 242 for chunk in chunks)
    assert "".join(chunk[2:] for chunk in chunks).startswith("\x1b]52;c;")


def test_what_is_too_long_is_kept_and_the_file_named(tmp_path: Path) -> None:
    copied = Clipboard(SSH, lambda sequence: None, tmp_path / "clip.txt").copy("x" * LARGEST)
    assert copied.way is Way.KEPT
    assert str(tmp_path / "clip.txt") in copied.words


@pytest.mark.parametrize(
    ("script", "way"), [("cat > $OUT", Way.TMUX), ("exit 1", Way.TERMINAL), ("sleep 9", Way.TERMINAL)]
)
def test_tmux_takes_it_or_the_next_way_is_tried(
    script: str, way: Way, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    tool = tmp_path / "tmux"
    tool.write_text(f"#!/bin/sh\n{script}\n")
    tool.chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path}:{os.environ['PATH']}")
    monkeypatch.setenv("OUT", str(tmp_path / "out"))
    monkeypatch.setattr(clipboard, "_SECONDS", 0.2)
    sent: list[str] = []
    assert Clipboard({"TMUX": "yes", **SSH}, sent.append, None).copy("text").way is way
    if way is Way.TMUX:
        assert (tmp_path / "out").read_text() == "text"


def test_host_tools_that_fail_leave_it_to_the_terminal(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    import pyperclip

    pyperclip.set_clipboard("no")
    sent: list[str] = []
    assert Clipboard({"DISPLAY": ":0"}, sent.append, None).copy("text").way is Way.TERMINAL
    assert len(sent) == 1
