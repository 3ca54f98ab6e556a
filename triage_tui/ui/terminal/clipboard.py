"""The copy ladder: the surest way to the clipboard in front of the reviewer, and always a copy of our own."""

from __future__ import annotations

import base64
import subprocess
import sys
from collections.abc import Callable, Mapping
from enum import Enum
from pathlib import Path

from msgspec import Struct

from triage_tui.ui.terminal.private import write_private

LARGEST = 74_000
"""Bytes of an OSC 52 sequence that terminals take; more is dropped without a word."""
_CHUNK = 240
_SECONDS = 1.0


class Way(Enum):
    """How a copy left; the value is what the reviewer is told."""

    TMUX = "copied through tmux"
    SCREEN = "sent to the terminal through screen"
    TERMINAL = "sent to the terminal"
    HOST = "copied"
    KEPT = "kept here"


class Copied(Struct, frozen=True):
    """What became of a copy."""

    way: Way
    """The way it went."""
    words: str
    """One sentence for the status line; it may name the clip file."""


def plan(environ: Mapping[str, str], size: int) -> Way:
    """The way for `size` bytes of text: host tools only when nobody sits at the other end of a connection."""
    sequence = (size + 2) // 3 * 4 + len("\x1b]52;c;\x07")
    if environ.get("TMUX"):
        return Way.TMUX
    if environ.get("STY"):
        return Way.SCREEN if sequence <= LARGEST else Way.KEPT
    remote = environ.get("SSH_TTY") or environ.get("SSH_CONNECTION")
    if not remote and (sys.platform == "darwin" or environ.get("DISPLAY") or environ.get("WAYLAND_DISPLAY")):
        return Way.HOST
    return Way.TERMINAL if sequence <= LARGEST else Way.KEPT


class Clipboard:
    """Copies, and keeps the last copy in memory and in a file that only its owner can read."""

    def __init__(self, environ: Mapping[str, str], send: Callable[[str], None], file: Path | None) -> None:
        """Choose by `environ`, write sequences with `send`, keep the copy in `file`."""
        self._environ = environ
        self._send = send
        self._file = file
        self.text = ""
        """The last copy."""

    def copy(self, text: str) -> Copied:
        """Copy `text`, and say which way it went."""
        self.text = text
        content = text.encode("utf-8", "replace")
        kept = write_private(self._file, content) if self._file is not None else None
        way = self._try(plan(self._environ, len(content)), content)
        if way is Way.KEPT:
            reason = "too long for the terminal's clipboard" if len(content) > LARGEST // 2 else "no clipboard here"
            return Copied(way, f"{reason}; kept in {kept}" if kept else f"{reason}; paste it inside the app")
        return Copied(way, way.value)

    def _try(self, way: Way, content: bytes) -> Way:
        if way is Way.TMUX and not _through_tmux(content):
            way = plan({**self._environ, "TMUX": ""}, len(content))
        if way is Way.HOST and not _through_host(content.decode()):
            way = plan({**self._environ, "SSH_TTY": "none"}, len(content))
        if way in (Way.SCREEN, Way.TERMINAL):
            sequence = f"\x1b]52;c;{base64.b64encode(content).decode()}\x07"
            self._send(_in_chunks(sequence) if way is Way.SCREEN else sequence)
        return way


def _through_tmux(content: bytes) -> bool:
    try:
        done = subprocess.run(
            ["tmux", "load-buffer", "-w", "-"], input=content, timeout=_SECONDS, capture_output=True, check=False
        )
    except (OSError, subprocess.TimeoutExpired):
        return False
    return done.returncode == 0


def _through_host(text: str) -> bool:
    import pyperclip

    try:
        pyperclip.copy(text)
    except (pyperclip.PyperclipException, OSError):
        return False
    return True


def _in_chunks(sequence: str) -> str:
    pieces = (sequence[start : start + _CHUNK] for start in range(0, len(sequence), _CHUNK))
    return "".join(f"\x1bP{piece}\x1b\\" for piece in pieces)
