"""How to find a few rows of many: from a short list of what a filter asks for, else along the order of the queue."""

from __future__ import annotations

import sqlite3

from msgspec import Struct

from triage_tui.domain.filter import And, Exact, Expr, Prefix, Query, Term, Words
from triage_tui.storage.where import condition
from triage_tui.storage.where_term import HOLDING, Asked, words_sql
from triage_tui.storage.where_text import Sql, text_test

FEW = 5_000
"""Rows that are sooner gathered and sorted than met along the way; of a million, every 200th."""

MANY = 50_000
"""Cases whose numbers are gathered from the index of words before a row is looked at."""

_LISTED = frozenset({"id", "lang", "queue", "origin", "domain", "tier", "model", "outcome", "reviewer"})
"""Fields with an index of their own."""

_STANDINGS = frozenset({"draft", "skipped", "decided", "tagged", "mine", "escalated"})
"""Words of ``is:`` with an index; those left out are true of too many cases."""


class Way(Struct, frozen=True):
    """How the rows are found."""

    sql: str
    """The condition on ``case_head``."""
    bound: tuple[str | int | float, ...]
    gathered: bool
    """Whether all rows are gathered and then sorted; else they are met in order."""


def way(db: sqlite3.Connection, query: Query, asked: Asked) -> Way:
    """The shorter way, found by looking how long each list is, and no further than it matters."""
    parts = query.where.parts if isinstance(query.where, And) else (query.where,)
    shortest, length, common = None, FEW + 1, set()
    for part in parts:
        if (listed := _list(part, asked)) is None:
            continue
        long = _length(db, listed, MANY if isinstance(part, Words) else FEW)
        if isinstance(part, Words) and long > MANY:
            common.add(part)
        if long < length:
            shortest, length = listed, long
    sql, bound = condition(query.where, asked._replace(walking=True, common=frozenset(common)))
    if shortest is None:
        return Way(sql, bound, gathered=False)
    return Way(f"case_head.n IN ({shortest[0]}) AND {sql}", (*shortest[1], *bound), gathered=True)


def _length(db: sqlite3.Connection, listed: Sql, most: int) -> int:
    sql, bound = listed
    (length,) = db.execute(f"SELECT count(*) FROM ({sql} LIMIT ?)", (*bound, most + 1)).fetchone()
    return int(length)


def _list(part: Expr | None, asked: Asked) -> Sql | None:
    """The numbers of the cases that meet one condition, where an index has them; none for other conditions."""
    match part:
        case Words():
            return HOLDING, words_sql(part, asked)[1]
        case Term(field="clause", tests=(test,), of="") if test not in (Exact(""), Prefix("")):
            sql, bound = text_test("clause", test)
            return f"SELECT n FROM case_flag WHERE {sql}", bound
        case Term(field="is", tests=(Exact(str(word)),)) if word in _STANDINGS:
            sql, bound = condition(part, asked)
            return f"SELECT n FROM case_head WHERE {sql}", bound
        case Term(field=field, tests=tests) if field in _LISTED and Exact("") not in tests:
            sql, bound = condition(part, asked)
            return f"SELECT n FROM case_head WHERE {sql}", bound
    return None
