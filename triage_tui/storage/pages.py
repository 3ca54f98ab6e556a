"""Pages cut from the queue, in the shortest way that leads there."""

from __future__ import annotations

import sqlite3

from msgspec import Struct
from msgspec.structs import replace

from triage_tui.domain.filter import Query
from triage_tui.domain.standing import Page
from triage_tui.storage.listing import Listing, Place, Row, stretches
from triage_tui.storage.patience import BrokenOff, at_most
from triage_tui.storage.rows import head_of
from triage_tui.storage.where import condition
from triage_tui.storage.where_term import Asked
from triage_tui.storage.where_text import Sql


class Spot(Struct, frozen=True):
    """Where a page is wanted: around, behind or before the row of a number; from the start where none is named."""

    around: int | None = None
    after: int | None = None
    before: int | None = None

    @property
    def named(self) -> int | None:
        """The number."""
        return next((n for n in (self.around, self.after, self.before) if n is not None), None)


def page(db: sqlite3.Connection, query: Query, asked: Asked, limit: int, spot: Spot) -> Page:
    """A stretch of the queue; from its start where the named row is unknown."""
    for rows, seconds in stretches(db, query, asked):
        try:
            with at_most(db, seconds):
                return _Stretch(db, rows, _member(query, asked)).page(limit, spot)
        except BrokenOff:
            continue
    raise AssertionError("the last way is never broken off")


def _member(query: Query, asked: Asked) -> Sql | None:
    """What to ask of one row to know that it is in the queue; none where its place matters as well."""
    return None if query.limit is not None else condition(query.where, asked._replace(along=query.sort))


class _Stretch(Struct, frozen=True):
    """Rows to cut pages from."""

    db: sqlite3.Connection
    rows: Listing
    member: Sql | None

    def page(self, limit: int, spot: Spot) -> Page:
        db, rows = self.db, self.rows
        place = db.execute(f"SELECT {rows.key}, n FROM case_head WHERE n = ?", (spot.named,)).fetchone()
        if place is None:
            return _page([], rows.start(db, limit + 1), 0, limit)
        if spot.before is not None:
            page = _page(rows.beside(db, place, limit + 1, back=True), [], limit, 0)
            return replace(page, more_after=self._reaches(place))
        if spot.after is not None:
            page = _page([], rows.beside(db, place, limit + 1), 0, limit)
            return replace(page, more_before=self._reaches(place, back=True))
        behind, ahead = rows.beside(db, place, limit, back=True), rows.beside(db, place, limit + 1, itself=True)
        room = max(limit // 2, limit - len(ahead))
        return _page(behind, ahead, room, limit - min(room, len(behind)))

    def _reaches(self, place: Place, *, back: bool = False) -> bool:
        """Whether there is a row at the place or on one side of it; mostly it is the row at the place."""
        if self.member is not None:
            sql, bound = self.member
            there = f"SELECT 1 FROM case_head NOT INDEXED WHERE n = ? AND {sql}"
            if self.db.execute(there, (place[1], *bound)).fetchone():
                return True
        return bool(self.rows.beside(self.db, place, 1, back=back, itself=True))


def _page(behind: list[Row], ahead: list[Row], most_behind: int, most_ahead: int) -> Page:
    shown = [*reversed(behind[:most_behind]), *ahead[:most_ahead]]
    return Page(tuple(map(head_of, shown)), len(behind) > most_behind, len(ahead) > most_ahead)
