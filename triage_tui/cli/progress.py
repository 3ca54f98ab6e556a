"""A progress bar on stderr: only on a terminal, and only for what takes longer than a second."""

from __future__ import annotations

import sys
from time import monotonic
from typing import TYPE_CHECKING, Self

if TYPE_CHECKING:
    from rich.progress import Progress, TaskID

PATIENCE = 1.0
"""Seconds before the bar appears."""
BEAT = 0.1
"""Seconds between two looks at how far the work is."""


class Bar:
    """Shows how far the work is; use it as a context, so that the line is gone when the work is over."""

    def __init__(self, words: str) -> None:
        self._words = words
        self._next = monotonic() + PATIENCE if sys.stderr.isatty() else float("inf")
        self._bar: tuple[Progress, TaskID] | None = None

    def at(self, done: int, total: int | None) -> None:
        """Say how far it is; cheap enough for every record. No total draws a bar without an end."""
        now = monotonic()
        if now < self._next:
            return
        self._next = now + BEAT
        progress, task = self._bar or self._appear()
        progress.update(task, completed=done, total=total or None, refresh=True)

    def _appear(self) -> tuple[Progress, TaskID]:
        from rich.console import Console
        from rich.progress import BarColumn, Progress, TextColumn, TimeRemainingColumn

        from triage_tui.cli.printing import line

        progress = Progress(
            TextColumn("{task.description}", markup=False),
            BarColumn(),
            TextColumn("{task.percentage:>3.0f}%", markup=False),
            TimeRemainingColumn(),
            console=Console(file=sys.stderr),
            transient=True,
            auto_refresh=False,
        )
        progress.start()
        self._bar = progress, progress.add_task(line(self._words, 40))
        return self._bar

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        if self._bar is not None:
            self._bar[0].stop()
