"""What is kept of a crash: where it happened, never what was on the screen."""

from __future__ import annotations

import contextlib
import os
import platform
import traceback
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path

from triage_tui import __version__


def report(error: BaseException) -> str:
    """The kinds of the error and its causes, and their frames as file:line:function; no message, no locals."""
    lines = [f"triage-tui {__version__}, textual {version('textual')}", platform.platform(), platform.python_version()]
    seen: set[int] = set()
    link: BaseException | None = error
    while link is not None and id(link) not in seen:
        seen.add(id(link))
        lines.append(f"{type(link).__module__}.{type(link).__qualname__}")
        lines += [f"  {f.filename}:{f.lineno}:{f.name}" for f in traceback.extract_tb(link.__traceback__)]
        link = link.__cause__ or link.__context__
    return "\n".join(lines) + "\n"


def keep(error: BaseException, folder: Path) -> Path | None:
    """Write the report where only its owner can read it; None when it cannot be written."""
    path = folder / f"crash-{datetime.now(UTC):%Y%m%dT%H%M%S}-{os.getpid()}.txt"
    with contextlib.suppress(OSError):
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        fd = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_NOFOLLOW, 0o600)
        with os.fdopen(fd, "w", encoding="utf-8", errors="replace") as file:
            file.write(report(error))
        return path
    return None
