"""The terminal's modes: raw input, the alternate screen, and the way back."""

from __future__ import annotations

import contextlib
import os
import signal
import termios
from collections.abc import Mapping
from typing import Any

from triage_tui.errors import WrongUsage

ENTER = b"\x1b[?1049h\x1b[?25l\x1b[?2004h\x1b[?7l"
"""Alternate screen, no cursor, bracketed paste, no wrapping."""
LEAVE = b"\x1b[m\x1b[r\x1b[?2004l\x1b[?7h\x1b[?1049l\x1b[?25h"
"""Everything that `ENTER` and a frame may have changed, back."""
MOUSE_ON = b"\x1b[?1000h\x1b[?1006h"
"""Clicks and the wheel, never movement."""
MOUSE_OFF = b"\x1b[?1006l\x1b[?1000l"
"""Undoes `MOUSE_ON`."""
ASK_SYNC = b"\x1b[?2026$p"
"""Does the terminal know synchronized output?"""

Attributes = list[Any]
"""What termios calls the attributes of a terminal."""


def check_terminal(environ: Mapping[str, str], *, stdin: int = 0, stdout: int = 1) -> None:
    """Refuse to draw where nobody would see it, before anything is drawn."""
    if environ.get("TERM", "") in ("", "dumb"):
        raise WrongUsage("this terminal cannot show screens (TERM is dumb or not set)", "try: triage-tui --plain")
    for fd, name in ((stdin, "standard input"), (stdout, "standard output")):
        if not os.isatty(fd):
            raise WrongUsage(
                f"{name} is not a terminal", "run it in a terminal; for scripts see triage-tui --plain and the verbs"
            )


def enter_raw(fd: int) -> Attributes | None:
    """Let every key through at once and unechoed; give what was before, or None where there is no terminal any more."""
    try:
        before = termios.tcgetattr(fd)
        raw = termios.tcgetattr(fd)
        raw[0] &= ~(termios.IXON | termios.IXOFF | termios.ICRNL | termios.INLCR | termios.IGNCR | termios.ISTRIP)
        raw[3] &= ~(termios.ECHO | termios.ICANON | termios.IEXTEN | termios.ISIG)
        raw[6][termios.VMIN], raw[6][termios.VTIME] = 1, 0
        termios.tcsetattr(fd, termios.TCSANOW, raw)
    except termios.error:
        return None
    return before


def leave_raw(fd: int, before: Attributes | None) -> None:
    """Put back what `enter_raw` found and forget what was typed but not read."""
    with contextlib.suppress(termios.error):
        if before is not None:
            termios.tcsetattr(fd, termios.TCSANOW, before)
        termios.tcflush(fd, termios.TCIFLUSH)


def in_foreground(fd: int) -> bool:
    """Whether the shell has given the terminal to us."""
    try:
        return os.tcgetpgrp(fd) == os.getpgrp()
    except OSError:
        return True


def under_a_shell() -> bool:
    """Whether a shell waits behind us, in which `fg` can be typed: it gives every job a process group of its own."""
    return os.getpgrp() != os.getsid(0)


def stop_group() -> None:
    """Stop, with everything the shell started together with us: it waits for them all, as for the `make` around us."""
    os.kill(0, signal.SIGSTOP)
