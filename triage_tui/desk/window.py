"""A window on the queue: a few pages around the cursor, whatever the queue's size."""

from __future__ import annotations

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
        end = type(self.query)(self.query.where, self.query.sort, not self.query.reverse, self.query.limit)
        page = self._store.page(end, limit=CHUNK)
        if self.query.limit is None:
            heads = list(reversed(page.heads))
            self._take(heads, page.more_after, False, len(heads) - 1)
        else:
            self.move(self.query.limit)

    def move(self, by: int) -> None:
        """Move the cursor by so many cases; stops at either end."""
        wanted = self._cursor + by
        while wanted >= len(self._heads) and self._more_after and self._heads:
            page = self._store.page(self.query, after=self._heads[-1].n, limit=CHUNK)
            self._heads += page.heads
            self._more_after = page.more_after and bool(page.heads)
        while wanted < self.rows and self._more_before and self._heads:
            page = self._store.page(self.query, before=self._heads[0].n, limit=CHUNK)
            self._heads[:0] = page.heads
            self._more_before = page.more_before and bool(page.heads)
            wanted, self._cursor, self._top = (n + len(page.heads) for n in (wanted, self._cursor, self._top))
        self._cursor = max(min(wanted, len(self._heads) - 1), 0)
        self._follow()
        self._trim()

    def reload(self, n: int | None = None) -> None:
        """Read anew what is in view, the cursor on row `n`, else where it was, else at the nearest case."""
        head = self.head
        n = n if n is not None else head.n if head else None
        if n is None:
            self.to_start()
            return
        distance = self._cursor - self._top
        page = self._store.page(self.query, around=n, limit=CHUNK)
        heads = list(page.heads)
        at = next((i for i, one in enumerate(heads) if one.n == n), min(self._cursor, max(len(heads) - 1, 0)))
        if not heads:
            self.to_start()
            return
        self._take(heads, page.more_before, page.more_after, at)
        self._top = max(at - distance, 0)

    def _take(self, heads: list[CaseHead], before: bool, after: bool, cursor: int) -> None:
        self._heads, self._more_before, self._more_after, self._cursor = heads, before, after, cursor
        self._follow()

    def _follow(self) -> None:
        self._top = min(max(self._top, self._cursor - self.rows + 1), self._cursor)

    def _trim(self) -> None:
        if len(self._heads) <= MOST:
            return
        keep_from = max(min(self._cursor - MOST // 2, len(self._heads) - MOST), 0)
        self._more_before |= keep_from > 0
        self._more_after |= keep_from + MOST < len(self._heads)
        self._heads = self._heads[keep_from : keep_from + MOST]
        self._cursor -= keep_from
        self._top = max(self._top - keep_from, 0)
