"""The queue as filters show it, read beside the screen: most are there at once, and of the others the last counts."""

from __future__ import annotations

from concurrent.futures import Future, wait
from functools import cached_property
from typing import TYPE_CHECKING

from triage_tui.desk.ports import Store
from triage_tui.desk.window import Window
from triage_tui.domain.filter import Query

if TYPE_CHECKING:
    from concurrent.futures import ThreadPoolExecutor

SOON = 0.03
"""Seconds that a key waits for its list, so that both are drawn in one frame; few filters take longer."""

TOGETHER = 2
"""Lists that are read at a time: the one that is wanted, and one that no longer is but cannot be called back."""


class Lists:
    """Reads one list for every filter that is tried."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._query: Query | None = None
        self.newest: Future[Window] | None = None
        """The list that is wanted."""

    def begin(self, query: Query) -> Future[Window]:
        """Begin to read a list, and wait for it as long as a key may; those before are wanted no longer."""
        if self.newest is None or self.newest.done() or query != self._query:
            if self.newest is not None:
                self.newest.cancel()
            self._query, self.newest = query, self._threads.submit(Window, self._store, query)
        wait([self.newest], SOON)
        return self.newest

    @cached_property
    def _threads(self) -> ThreadPoolExecutor:
        from concurrent.futures import ThreadPoolExecutor

        return ThreadPoolExecutor(TOGETHER, "list")
