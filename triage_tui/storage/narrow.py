"""How to find a few rows of many: from a short list of what a filter asks for, else along the order of the queue.

Where neither leads to enough rows soon, the longer lists are cut with each other, or every row is looked at once as
it lies in the file: slower than a page should be, but never slower than that.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Sequence
from math import inf

from msgspec import Struct

from triage_tui.domain.filter import And, Expr, Query, Words
from triage_tui.storage.lists import List, list_of, order_of
from triage_tui.storage.where import condition
from triage_tui.storage.where_order import KEYS
from triage_tui.storage.where_term import Asked, longest
from triage_tui.storage.where_text import Bound, Sql

FEW = 5_000
"""Rows that are sooner gathered and sorted than met along the way; of a million, every 200th."""

MOST = 8
"""Lists that are looked at for one filter."""

MANY = 120_000
"""Numbers that are gathered from an index before a row is looked at."""

WALK = 0.015
"""Seconds of this thread for which rows are met along the way; most filters take a third of that."""

WORDY = 40_000
"""Cases of a word that are sooner gathered than each row is asked for it."""

FAIR = 50_000
"""Rows that are sooner gathered than every row is looked at."""


class Way(Struct, frozen=True):
    """How the rows are found."""

    index: str
    """What SQLite is told about the index to use."""
    sql: str
    """The condition on ``case_head``."""
    bound: tuple[Bound, ...]
    gathered: bool
    """Whether all rows are gathered and then sorted; else they are met in order."""
    seconds: float = inf
    """For how long to try it."""


def ways(db: sqlite3.Connection, query: Query, asked: Asked) -> Iterator[Way]:
    """The ways in the order to try them, found by looking how long each list is, and no further than it matters."""
    parts = query.where.parts if isinstance(query.where, And) else (query.where,)
    lists = [listed for part in parts if part is not None and (listed := list_of(part, asked))][:MOST]
    lengths = [_length(db, one, asked, WORDY if isinstance(one.part, Words) else FEW) for one in lists]
    short = [one.part for one, length in zip(lists, lengths, strict=True) if length <= WORDY]
    along = asked._replace(along=query.sort, short=frozenset(part for part in short if isinstance(part, Words)))
    shortest = min(zip(lengths, lists, strict=True), key=lambda pair: pair[0], default=None)
    if shortest is not None and shortest[0] <= FEW:
        yield _gathered([shortest[1]], parts, along)
        return
    yield _walked(parts, along)
    yield _cut(db, lists, parts, along)


def _walked(parts: tuple[Expr | None, ...], along: Asked) -> Way:
    order, certain = order_of(parts)
    sql, bound = _all(parts, along)
    return Way(f"INDEXED BY case_{order}{KEYS[along.along or 'due']}", f"{certain} AND {sql}", bound, False, WALK)


def _cut(db: sqlite3.Connection, lists: list[List], parts: tuple[Expr | None, ...], along: Asked) -> Way:
    lengths = {one.part: _length(db, one, along, MANY) for one in lists}
    useful = [one for one in lists if lengths[one.part] <= MANY]
    if len(useful) > 1 or (useful and lengths[useful[0].part] <= FAIR):
        return _gathered(useful, parts, along)
    sql, bound = _all(parts, along._replace(along=None))
    return Way("NOT INDEXED", sql, bound, gathered=True)


def _gathered(lists: list[List], parts: tuple[Expr | None, ...], along: Asked) -> Way:
    both = " INTERSECT ".join(f"SELECT n FROM ({one.sql})" for one in lists)
    listed = [one.part for one in lists]
    sql, bound = _all([part for part in parts if part not in listed], along)
    numbers = tuple(value for one in lists for value in one.bound)
    return Way("NOT INDEXED", f"case_head.n IN ({both}) AND {sql}", (*numbers, *bound), gathered=True)


def _all(parts: Sequence[Expr | None], asked: Asked) -> Sql:
    whole = tuple(part for part in parts if part is not None)
    return condition(And(whole) if len(whole) > 1 else whole[0] if whole else None, asked)


def _length(db: sqlite3.Connection, listed: List, asked: Asked, most: int) -> int:
    """How long a list is, counted up to one more than matters; for words side by side, how long it may be."""
    if isinstance(listed.part, Words) and (longer := list_of(longest(listed.part), asked)):
        listed = longer
    (length,) = db.execute(f"SELECT count(*) FROM ({listed.sql} LIMIT ?)", (*listed.bound, most + 1)).fetchone()
    return int(length)
