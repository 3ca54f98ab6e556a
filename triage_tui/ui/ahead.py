"""The next case, opened and laid out while the reviewer reads this one."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable

from triage_tui.domain.filter import Query
from triage_tui.ui.present.case import CaseView

After = tuple[int, Query]
"""The row in front, and the filter that says what comes behind it."""


class Ahead:
    """At most one case, asked for before it is wanted."""

    def __init__(self, fetch: Callable[[After], Awaitable[CaseView | None]]) -> None:
        self._fetch = fetch
        self._asked: tuple[After, asyncio.Task[CaseView | None]] | None = None

    def prepare(self, after: After) -> None:
        """Begin to open what comes behind; what was asked for before is forgotten."""
        self.forget()
        task = asyncio.get_running_loop().create_task(_awaited(self._fetch(after)))
        task.add_done_callback(lambda done: done.cancelled() or done.exception())
        self._asked = after, task

    async def take(self, after: After) -> CaseView | None:
        """What comes behind, opened by now or opened now; none when nothing does."""
        asked, self._asked = self._asked, None
        return await (asked[1] if asked is not None and asked[0] == after else self._fetch(after))

    def forget(self) -> None:
        """Something was decided, skipped or changed: open it anew when it is wanted."""
        if self._asked is not None:
            self._asked[1].cancel()
            self._asked = None


async def _awaited(answer: Awaitable[CaseView | None]) -> CaseView | None:
    return await answer
