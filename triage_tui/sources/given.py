"""Tokens that somebody else keeps and hands to us: a file, a variable of the environment, the answer of a command."""

from __future__ import annotations

import os
import signal
import stat
import subprocess
from collections.abc import MutableMapping, Sequence
from contextlib import suppress
from pathlib import Path
from threading import Timer
from typing import IO

from triage_tui.errors import NotSignedIn, WrongUsage
from triage_tui.sources.secret import LONGEST, Secret

VARIABLE = "TRIAGE_TOKEN"
PATIENCE = 10.0
"""Seconds that a command may take."""


def from_file(path: Path) -> tuple[Secret, str]:
    """The token in the first line of a file, and what to call the file."""
    try:
        with path.open("rb") as file:
            token, mode = _first_line(file), os.fstat(file.fileno()).st_mode
    except OSError as error:
        raise WrongUsage(f"the token file {path} cannot be read: {error.strerror}") from None
    open_to_others = stat.S_ISREG(mode) and mode & 0o077
    return _secret(
        token, f"the token file {path}"
    ), f"the file {path}{', which others can read' * bool(open_to_others)}"


def from_environment(environ: MutableMapping[str, str]) -> Secret | None:
    """The token of the environment; it is taken out, so that nothing that is started later can see it."""
    token = environ.pop(VARIABLE, "").strip()
    return _secret(token, VARIABLE) if token else None


def from_command(command: Sequence[str]) -> Secret:
    """The first line that a command prints; it is run without a shell, and what it complains is not shown."""
    name = command[0]
    reading, writing = os.pipe()
    with os.fdopen(reading, "rb") as printed:
        try:
            child = subprocess.Popen(
                command, stdin=subprocess.DEVNULL, stdout=writing, stderr=subprocess.DEVNULL, process_group=0
            )
        except (OSError, ValueError) as error:
            why = getattr(error, "strerror", None) or "it is no command"
            raise WrongUsage(f"the token command {name} cannot be run: {why}", "see source.token_command") from None
        finally:
            os.close(writing)
        token, status = _ended(child, printed)
    if status == -signal.SIGKILL:
        raise NotSignedIn(f"the token command {name} did not end within {PATIENCE:.0f} seconds")
    if status:
        raise NotSignedIn(f"the token command {name} failed (status {status})", "run it by hand to see why")
    return _secret(token, f"what the token command {name} printed")


def _ended(child: subprocess.Popen[bytes], printed: IO[bytes]) -> tuple[str, int]:
    """The first line that a command printed, and its status, once it has ended by itself or by us."""
    timer = Timer(PATIENCE, _end, (child,))
    timer.daemon = True
    timer.start()
    try:
        token = _first_line(printed)
        while printed.read(LONGEST):
            pass
        return token, child.wait()
    finally:
        timer.cancel()
        if child.poll() is None:
            _end(child)
            child.wait()


def _end(child: subprocess.Popen[bytes]) -> None:
    """End a command and everything it started, which may hold its output open."""
    with suppress(ProcessLookupError):
        os.killpg(child.pid, signal.SIGKILL)


def _first_line(file: IO[bytes]) -> str:
    return file.readline(LONGEST + 2).decode("utf-8", "replace").strip()


def _secret(token: str, where: str) -> Secret:
    try:
        return Secret(token)
    except NotSignedIn as error:
        raise NotSignedIn(f"{where}: {'there is nothing' if not token else error.title}", error.hint) from None
