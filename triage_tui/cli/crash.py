"""The report of a crash: where it happened, and never a word of the case that was open."""

from __future__ import annotations

import os
import platform
import sys
import traceback
from datetime import UTC, datetime
from pathlib import Path

from triage_tui import __version__


def report(error: BaseException) -> int:
    """Write the report, say in one line where it is, and give the exit status."""
    from triage_tui.cli.main import complain

    path = write(error)
    where = f"a report without any case text is in {path}" if path else "no report could be written"
    complain(f"stopped by an error in the program ({type(error).__name__})", where)
    return 1


def write(error: BaseException) -> Path | None:
    """Write a report that only its owner can read; none when there is no place for it."""
    from triage_tui.settings.paths import private_dir, state_dir

    now = datetime.now(UTC)
    path = state_dir() / f"crash-{now:%Y%m%dT%H%M%S%f}.txt"
    try:
        private_dir(path.parent)
        with open(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="utf-8") as file:
            file.write(f"{now.isoformat()}\n{words(error)}")
    except OSError:
        return None
    return path


def words(error: BaseException) -> str:
    """The exception's type and its frames; its message and locals may quote a case and stay out."""
    lines = [
        f"triage-tui {__version__}, Python {platform.python_version()}, {sys.platform}",
        *(f"{frame.filename}:{frame.lineno}: {frame.name}" for frame in traceback.extract_tb(error.__traceback__)),
        type(error).__qualname__,
    ]
    return "\n".join(lines) + "\n"
