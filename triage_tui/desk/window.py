"""A window on the queue: a few pages around the cursor, whatever the queue's size."""

from __future__ import annotations

from msgspec.structs import replace

from triage_tui.desk.ports import Store
from triage_tui.domain.filter import Query
from triage_tui.domain.head import CaseHead

CHUNK = 100
"""Heads read at a time."""
MOST = 500
"""Heads kept at most."""


class Window:
    """The part of a query's answer that is in view, and the cursor in it."""

    def __init__(self, store: Store, query: Query) -> None:
        self._store = store
        self.query = query
        self._heads: list[CaseHead] = []
        self._more_before = self._more_after = False
        self._top = 0
        self._cursor = 0
        self.rows = 1
        """How many heads are in view."""
        self.to_start()

    @property
    def head(self) -> CaseHead | None:
        """The case under the cursor."""
        return self._heads[self._cursor] if self._cursor < len(self._heads) else None

    @property
    def in_view(self) -> tuple[tuple[CaseHead, ...], int]:
        """The heads to draw, and which of them the cursor is on."""
        self._follow()
        return tuple(self._heads[self._top : self._top + self.rows]), self._cursor - self._top

    def to_start(self) -> None:
        """Put the cursor on the first case."""
        page = self._store.page(self.query, limit=CHUNK)
        self._take(list(page.heads), page.more_before, page.more_after, 0)
        self._top = 0

    def to_end(self) -> None:
        """Put the cursor on the last case."""
        if self.query.limit is not None:
            self.move(self.query.limit)
            return
        page = self._store.page(replace(self.query, reverse=not self.query.reverse), limit=CHUNK)
        heads = list(reversed(page.heads))
        self._take(heads, page.more_after, False, len(heads) - 1)

    def move(self, by: int) -> None:
        """Move the cursor by so many cases; stops at either end."""
        wanted = self._cursor + by
        while wanted >= len(self._heads) and self._more_after:
            self._read_on()
        while wanted < 0 and self._more_before:
            wanted += self._read_back()
        self._cursor = max(min(wanted, len(self._heads) - 1), 0)
        self._follow()
        self._trim()

    def reload(self, n: int | None = None) -> None:
        """Read anew what is in view, the cursor on row `n`, else where it was; on the row behind one that left."""
        head = self.head
        n = n if n is not None else head.n if head else None
        if n is None:
            self.to_start()
            return
        distance = self._cursor - self._top
        page = self._store.page(self.query, around=n, limit=CHUNK)
        at = next((i for i, one in enumerate(page.heads) if one.n == n), None)
        if at is not None:
            self._take(list(page.heads), page.more_before, page.more_after, at)
            self._top = max(at - distance, 0)
        elif near := self._store.page(self.query, after=n, limit=1).heads:
            self.reload(near[0].n)
        else:
            self.to_end()

    def _take(self, heads: list[CaseHead], before: bool, after: bool, cursor: int) -> None:
        self._heads, self._more_before, self._more_after, self._cursor = heads, before, after, max(cursor, 0)
        self._follow()

    def _read_on(self) -> None:
        page = self._store.page(self.query, after=self._heads[-1].n, limit=CHUNK)
        self._heads += page.heads
        self._more_after = page.more_after and bool(page.heads)

    def _read_back(self) -> int:
        """How many more heads there are now before the others."""
        page = self._store.page(self.query, before=self._heads[0].n, limit=CHUNK)
        gained = len(page.heads)
        self._heads[:0] = page.heads
        self._more_before = page.more_before and gained > 0
        self._cursor += gained
        self._top += gained
        return gained

    def _follow(self) -> None:
        """Keep the cursor in view, and the view full as long as there are heads for it."""
        self._top = min(max(self._top, self._cursor - self.rows + 1), self._cursor)
        while self._top + self.rows > len(self._heads) and self._more_after:
            self._read_on()
        missing = max(self._top + self.rows - len(self._heads), 0)
        while self._top < missing and self._more_before:
            self._read_back()
        self._top = max(self._top - missing, 0)

    def _trim(self) -> None:
        if len(self._heads) <= MOST:
            return
        keep_from = max(min(self._cursor - MOST // 2, len(self._heads) - MOST), 0)
        self._more_before |= keep_from > 0
        self._more_after |= keep_from + MOST < len(self._heads)
        self._heads = self._heads[keep_from : keep_from + MOST]
        self._cursor -= keep_from
        self._top = max(self._top - keep_from, 0)
