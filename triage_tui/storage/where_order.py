"""Numbers and times compared in SQL: in their own column, or in the key of the order that is walked."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Literal

from triage_tui.domain.filter import Between, Compare, Exact, Order, Sort, Test, Value
from triage_tui.domain.filter.values import day_starts
from triage_tui.domain.values import milliseconds
from triage_tui.storage.where_text import Bound, Sql

DAY = 86_400_000
"""Milliseconds."""

NEVER = (1 << 63) - 1
"""What stands in a key of time for a moment that is not known."""

KEYS: dict[Sort, str] = {
    "due": "by_due",
    "age": "by_age",
    "sev": "by_sev",
    "score": "by_score",
    "priority": "by_priority",
}
"""The column whose rising order is the sort's; never null, so that every row has a place."""

ORDERED = {
    "sev": "case_head.severity",
    "score": "case_head.probability",
    "over": "case_head.over",
    "age": "case_head.received_ms",
    "received": "case_head.received_ms",
    "due": "case_head.due_ms",
}
"""Where what can be compared is kept."""

SORT_OF: dict[str, Sort] = {"sev": "sev", "score": "score", "age": "age", "received": "age", "due": "due"}
"""The order in which the cases of one value of a field lie beside each other."""

_Side = tuple[Literal["<", "<=", ">", ">=", "="], Bound]
_TURNED: dict[str, Literal["<", "<=", ">", ">=", "="]] = {"<": ">", "<=": ">=", ">": "<", ">=": "<=", "=": "="}
"""An age grows as the moment of arrival shrinks, and a severity as its key does."""


def ordered(field: str, test: Test, now_ms: int, *, column: str = "", along: Sort | None = None) -> Sql:
    """The condition that a number or time passes a test.

    In the order it is sorted by, the condition is about the key, so that an index begins and ends where it holds.
    """
    sides = [*_sides(field, test, now_ms)]
    if along is not None and not column and SORT_OF.get(field) == along:
        column, sides = f"case_head.{KEYS[along]}", [*_of_key(sides, falling=along in ("sev", "score"))]
    column = column or ORDERED[field]
    return " AND ".join(f"{column} {order} ?" for order, _ in sides), tuple(bound for _, bound in sides)


def _of_key(sides: list[_Side], *, falling: bool) -> Iterator[_Side]:
    """The same of the key, which has a value for what is not known as well: beyond all others."""
    known: _Side = ("<=", 0) if falling else ("<", NEVER)
    for order, bound in sides:
        assert not isinstance(bound, str)
        side: _Side = (_TURNED[order], -bound) if falling else (order, bound)
        if side[0] in ("<", "<=") and not (falling and -bound > 0):
            known = side
        else:
            yield side
    yield known


def _sides(field: str, test: Test, now_ms: int) -> Iterator[_Side]:
    match test:
        case Exact(date() as day):
            yield from _sides(field, Between(day, day), now_ms)
        case Between(low, high):
            yield _side(field, ">=", low, now_ms)
            yield _side(field, "<=", high, now_ms)
        case Compare(order, value):
            yield _side(field, order, value, now_ms)
        case Exact(int() | float() as value):
            yield "=", value
        case _:
            raise ValueError(test)


def _side(field: str, order: Order, value: Value, now_ms: int) -> _Side:
    if isinstance(value, timedelta):
        length = value // timedelta(milliseconds=1)
        return (_TURNED[order], now_ms - length) if field == "age" else (order, now_ms + length)
    if isinstance(value, date):
        start = milliseconds(day_starts(value))
        return (">=" if order in (">", ">=") else "<"), start + DAY * (order in (">", "<="))
    return order, value
