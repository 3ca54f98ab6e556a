"""Numbers for rows that are read in order, given when everybody can see the rows.

A number that is taken when a row is inserted says nothing about when the row is committed: a reader who has seen
number 8 would go on from there, and never see number 7 when its transaction ends later. So a row is inserted without
a number, and whoever reads next numbers what has been committed by then. Numbering takes turns on one row of `feed`,
so the next one sees what this one gave; writers never wait for each other.
"""

from __future__ import annotations

from msgspec import Struct
from sqlalchemy import Connection, Table, func, select, update

from triage_tui.server.store.engine import Base
from triage_tui.server.store.tables import feed


class Place(Struct, frozen=True):
    """Where a feed stands."""

    id: str
    """Of the database; random."""
    head: int
    """The last number given."""
    horizon: int
    """The last number trimmed."""


def numbered(base: Base, table: Table) -> Place:
    """Number every committed row that has no number yet."""
    with base.read() as db:
        if db.execute(select(table.c.n).where(table.c.seq.is_(None)).limit(1)).first() is None:
            return place(db, table)
    with base.write() as db:
        before = place(db, table, lock=True)
        rank = func.row_number().over(order_by=table.c.n).label("rank")
        new = select(table.c.n, rank).where(table.c.seq.is_(None)).subquery()
        given = update(table).where(table.c.n == new.c.n).values(seq=before.head + new.c.rank)
        head = before.head + db.execute(given).rowcount
        db.execute(update(feed).where(feed.c.name == table.name).values(head=head))
    return Place(before.id, head, before.horizon)


def place(db: Connection, table: Table, *, lock: bool = False) -> Place:
    """Where a feed stands; with a lock nobody else numbers or trims it until the transaction ends."""
    asked = select(feed.c.id, feed.c.head, feed.c.horizon).where(feed.c.name == table.name)
    found = db.execute(asked.with_for_update() if lock else asked).one()
    return Place(found.id, found.head, found.horizon)
