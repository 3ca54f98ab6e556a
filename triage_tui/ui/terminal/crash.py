"""What is kept of a crash: where it happened, never what was on the screen."""

from __future__ import annotations

import os
import traceback
from datetime import UTC, datetime
from pathlib import Path

from triage_tui import __version__
from triage_tui.ui.terminal.private import write_private


def report(error: BaseException) -> str:
    """The kinds of the error and its causes, and their frames as file:line:function; no message, no locals."""
    import platform
    from importlib.metadata import version

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
    return write_private(path, report(error).encode("utf-8", "replace"))
