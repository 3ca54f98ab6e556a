"""The queue: stretches of it in any order, found by place and never by counting."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from datetime import datetime
from typing import Any

from msgspec import Struct

from triage_tui.domain.filter import Query
from triage_tui.storage import narrow
from triage_tui.storage.rows import SHOWN
from triage_tui.storage.where import where
from triage_tui.storage.where_order import KEYS
from triage_tui.storage.where_term import Asked
from triage_tui.storage.where_text import Bound

Row = tuple[Any, ...]
Place = tuple[float, int]
"""A row's key and number."""


class Listing(Struct, frozen=True):
    """A query made ready: which rows, in which order."""

    table: str
    """What follows FROM."""
    inner: tuple[Bound, ...]
    """What is bound there."""
    condition: str
    bound: tuple[Bound, ...]
    key: str
    falling: bool
    """Whether the largest key comes first."""
    gathered: bool = False
    """Whether each question looks at all rows, so that few should be asked."""

    def start(self, db: sqlite3.Connection, limit: int) -> list[Row]:
        """The first rows."""
        return self._rows(db, "TRUE", (), self.falling, limit)

    def beside(
        self, db: sqlite3.Connection, place: Place, limit: int, *, back: bool = False, itself: bool = False
    ) -> list[Row]:
        """The rows on one side of a place, the nearest first.

        Met in order, rows of the same key and rows beyond it are asked for one after the other: both at once would
        walk the index from its start.
        """
        falling = self.falling != back
        sign, same = "<" if falling else ">", f"{'<' if falling else '>'}{'=' * itself}"
        if self.gathered:
            return self._rows(db, f"({self.key}, n) {same} (?, ?)", place, falling, limit)
        rows = self._rows(db, f"{self.key} = ? AND n {same} ?", place, falling, limit)
        if len(rows) < limit:
            rows += self._rows(db, f"{self.key} {sign} ?", place[:1], falling, limit - len(rows))
        return rows

    def numbers(self, db: sqlite3.Connection) -> sqlite3.Cursor:
        """All row numbers in order."""
        way = "DESC" if self.falling else "ASC"
        sql = f"SELECT n FROM {self.table} WHERE {self.condition} ORDER BY {self.key} {way}, n {way}"
        return db.execute(sql, (*self.inner, *self.bound))

    def count(self, db: sqlite3.Connection, most: int | None = None) -> int:
        """How many rows there are, counted up to one more than `most`."""
        rows, bound = f"{self.table} WHERE {self.condition}", (*self.inner, *self.bound)
        if most is not None:
            rows, bound = f"(SELECT 1 FROM {rows} LIMIT ?)", (*bound, most + 1)
        (many,) = db.execute(f"SELECT count(*) FROM {rows}", bound).fetchone()
        return int(many)

    def _rows(
        self, db: sqlite3.Connection, where: str, bound: tuple[Bound, ...], falling: bool, limit: int
    ) -> list[Row]:
        way = "DESC" if falling else "ASC"
        # The place goes first: of two bounds on a key SQLite begins at the one that it reads first.
        sql = f"SELECT {SHOWN} FROM {self.table} WHERE {where} AND {self.condition} ORDER BY {self.key} {way}, n {way}"
        return db.execute(f"{sql} LIMIT ?", (*self.inner, *bound, *self.bound, limit)).fetchall()


def listing(query: Query, now: datetime, reviewer: str) -> Listing:
    """Make a query ready for all of its rows."""
    condition, bound = where(query, now, reviewer)
    return _limited(query, Listing("case_head", (), condition, bound, KEYS[query.sort], query.reverse))


def stretches(db: sqlite3.Connection, query: Query, asked: Asked) -> Iterator[tuple[Listing, float]]:
    """Make a query ready for a few of its rows: one way after the other, and for how many seconds to try it."""
    for way in narrow.ways(db, query, asked):
        # SQLite cannot know how common a value is: left alone it would sort half a million rows to show a hundred.
        key = f"+{KEYS[query.sort]}" if way.gathered else KEYS[query.sort]
        rows = Listing(f"case_head {way.index}", (), way.sql, way.bound, key, query.reverse, way.gathered)
        yield _limited(query, rows), way.seconds


def _limited(query: Query, rows: Listing) -> Listing:
    if query.limit is None:
        return rows
    way = "DESC" if rows.falling else "ASC"
    top = f"SELECT * FROM {rows.table} WHERE {rows.condition} ORDER BY {rows.key} {way}, n {way} LIMIT ?"
    inner = (*rows.bound, query.limit)
    return Listing(f"({top}) AS case_head", inner, "TRUE", (), rows.key, rows.falling, gathered=True)
