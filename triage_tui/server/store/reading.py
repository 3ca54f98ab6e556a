"""Whole cases, as far as the reader may see them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

from sqlalchemy import Connection, bindparam

from triage_tui.server.rejected import rejected
from triage_tui.server.store.blind import withheld
from triage_tui.server.store.engine import Base
from triage_tui.server.store.seeing import SIGHT, Seat, seen
from triage_tui.server.store.tables import case

_AT_ONCE = 50
"""Cases read in one transaction; none is open while a slow client takes them in."""
_SEVERAL = SIGHT.where(case.c.id.in_(bindparam("ids", expanding=True)))


class Seen(NamedTuple):
    """A case as somebody may see it."""

    body: bytes
    version: int
    whole: bool
    """Whether nothing of it is withheld."""


def body(row: Any) -> bytes:
    """What somebody may see of the case in a row that says how much is `shown`."""
    raw: bytes = row.body
    return raw if row.shown else withheld(raw)


def one(db: Connection, seat: Seat, case_id: str) -> Seen:
    """A case; raises `not_found` and `case_gone`."""
    row = seen(db, seat, case_id)
    if not row.body:
        raise rejected("case_gone")
    return Seen(body(row), row.version, bool(row.shown))


def several(base: Base, seat: Seat, ids: Sequence[str]) -> Iterator[bytes]:
    """The cases of these ids in their order; those that are unknown, gone or not theirs are left out."""
    for first in range(0, len(ids), _AT_ONCE):
        some = ids[first : first + _AT_ONCE]
        with base.read() as db:
            rows = db.execute(_SEVERAL, {**seat.binds, "ids": some}).all()
        found = {row.id: row for row in rows if row.body and seat.may_see(row.queue)}
        for case_id in some:
            if case_id in found:
                yield body(found[case_id])
