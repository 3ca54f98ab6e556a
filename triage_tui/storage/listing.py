"""The queue: stretches of it in any order, found by place and never by counting."""

from __future__ import annotations

import sqlite3
from datetime import datetime
from typing import Any

from msgspec import Struct

from triage_tui.domain.filter import Query, Sort
from triage_tui.domain.standing import Page
from triage_tui.domain.values import milliseconds
from triage_tui.storage import narrow
from triage_tui.storage.rows import SHOWN, head_of
from triage_tui.storage.where import where
from triage_tui.storage.where_term import Asked

KEYS: dict[Sort, str] = {
    "due": "by_due",
    "age": "by_age",
    "sev": "by_sev",
    "score": "by_score",
    "priority": "by_priority",
}
"""The column whose rising order is the sort's; never null, so that every row has a place."""

Row = tuple[Any, ...]
Place = tuple[float, int]
"""A row's key and number."""


class Listing(Struct, frozen=True):
    """A query made ready: which rows, in which order."""

    source: str
    """What follows FROM, up to a condition that others can be added to."""
    bound: tuple[Any, ...]
    key: str
    falling: bool
    """Whether the largest key comes first."""

    def start(self, db: sqlite3.Connection, limit: int) -> list[Row]:
        """The first rows."""
        way = "DESC" if self.falling else "ASC"
        sql = f"SELECT {SHOWN} FROM {self.source} ORDER BY {self.key} {way}, n {way} LIMIT ?"
        return db.execute(sql, (*self.bound, limit)).fetchall()

    def beside(
        self, db: sqlite3.Connection, place: Place, limit: int, *, back: bool = False, itself: bool = False
    ) -> list[Row]:
        """The rows on one side of a place, the nearest first.

        Rows of the same key and rows beyond it are asked for one after the other: an OR of the two would walk the
        index from its start.
        """
        way, sign = ("DESC", "<") if self.falling != back else ("ASC", ">")
        same = f"{self.key} = ? AND n {sign}{'=' * itself} ? ORDER BY n {way} LIMIT ?"
        rows = db.execute(f"SELECT {SHOWN} FROM {self.source} AND {same}", (*self.bound, *place, limit)).fetchall()
        if len(rows) < limit:
            beyond = f"{self.key} {sign} ? ORDER BY {self.key} {way}, n {way} LIMIT ?"
            rest = (*self.bound, place[0], limit - len(rows))
            rows += db.execute(f"SELECT {SHOWN} FROM {self.source} AND {beyond}", rest).fetchall()
        return rows

    def numbers(self, db: sqlite3.Connection) -> sqlite3.Cursor:
        """All row numbers in order."""
        way = "DESC" if self.falling else "ASC"
        return db.execute(f"SELECT n FROM {self.source} ORDER BY {self.key} {way}, n {way}", self.bound)

    def count(self, db: sqlite3.Connection) -> int:
        """How many rows there are."""
        (many,) = db.execute(f"SELECT count(*) FROM {self.source}", self.bound).fetchone()
        return int(many)


def listing(query: Query, now: datetime, reviewer: str) -> Listing:
    """Make a query ready for all of its rows."""
    condition, bound = where(query, now, reviewer)
    return _listing(query, f"case_head WHERE {condition}", bound, KEYS[query.sort])


def stretches(db: sqlite3.Connection, query: Query, now: datetime, reviewer: str) -> Listing:
    """Make a query ready for a few of its rows."""
    way, key = narrow.way(db, query, Asked(milliseconds(now), reviewer)), KEYS[query.sort]
    # SQLite cannot know how common a value is: left alone it would sort half a million rows to show a hundred.
    source, key = ("case_head", f"+{key}") if way.gathered else (f"case_head INDEXED BY case_{key}", key)
    return _listing(query, f"{source} WHERE {way.sql}", way.bound, key)


def _listing(query: Query, source: str, bound: tuple[Any, ...], key: str) -> Listing:
    if query.limit is None:
        return Listing(source, bound, key, query.reverse)
    way = "DESC" if query.reverse else "ASC"
    top = f"SELECT * FROM {source} ORDER BY {key} {way}, n {way} LIMIT ?"
    return Listing(f"({top}) AS case_head WHERE TRUE", (*bound, query.limit), key, query.reverse)


def page(
    db: sqlite3.Connection,
    rows: Listing,
    limit: int,
    around: int | None = None,
    after: int | None = None,
    before: int | None = None,
) -> Page:
    """A stretch of the queue; from its start where no row is named, or the named one is unknown."""
    named = next((n for n in (around, after, before) if n is not None), None)
    place = db.execute(f"SELECT {rows.key}, n FROM case_head WHERE n = ?", (named,)).fetchone()
    if place is None:
        return _page([], rows.start(db, limit + 1), 0, limit)
    if before is not None:
        behind = rows.beside(db, place, limit + 1, back=True)
        return _page(behind, rows.beside(db, place, 1, itself=True), limit, 0)
    if after is not None:
        ahead = rows.beside(db, place, limit + 1)
        return _page(rows.beside(db, place, 1, back=True, itself=True), ahead, 0, limit)
    behind, ahead = rows.beside(db, place, limit, back=True), rows.beside(db, place, limit + 1, itself=True)
    room = max(limit // 2, limit - len(ahead))
    return _page(behind, ahead, room, limit - min(room, len(behind)))


def _page(behind: list[Row], ahead: list[Row], most_behind: int, most_ahead: int) -> Page:
    shown = [*reversed(behind[:most_behind]), *ahead[:most_ahead]]
    return Page(tuple(map(head_of, shown)), len(behind) > most_behind, len(ahead) > most_ahead)
