"""What a filter means, once read: a query, and the tree of conditions in it."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Literal

from msgspec import Struct

from triage_tui.errors import WrongUsage

Sort = Literal["due", "age", "sev", "score", "priority"]
"""Soonest due, longest waiting, highest severity, highest score, largest priority: each first."""

Order = Literal["<", "<=", ">", ">="]
Value = str | int | float | timedelta | date
"""Text, severity 0-4, a number, a duration, or a whole day in UTC; which one follows from the field."""


class Exact(Struct, frozen=True):
    """The very value; the empty text stands for "not known"."""

    value: Value


class Prefix(Struct, frozen=True):
    """Any text that begins like this; the empty beginning stands for "known"."""

    start: str


class Compare(Struct, frozen=True):
    """On one side of a value."""

    order: Order
    value: Value


class Between(Struct, frozen=True):
    """From low to high, both included."""

    low: Value
    high: Value


Test = Exact | Prefix | Compare | Between


class Term(Struct, frozen=True):
    """One field passes any of some tests; a case where the field is not known passes no comparison."""

    field: str
    """A name in `triage_tui.domain.filter.words.FIELDS`."""
    tests: tuple[Test, ...]
    """One or more."""
    of: str = ""
    """For ``score``: how the flag's clause or classifier begins; empty for the leading flag's score."""


class Words(Struct, frozen=True):
    """The case's text holds these words, in this order, whatever their case."""

    text: str
    prefix: bool = False
    """Whether the last word may go on."""


class Not(Struct, frozen=True):
    """What the part does not match."""

    part: Expr


class And(Struct, frozen=True):
    """What all of two or more parts match."""

    parts: tuple[Expr, ...]


class Or(Struct, frozen=True):
    """What any of two or more parts matches."""

    parts: tuple[Expr, ...]


Expr = And | Or | Not | Term | Words


class Query(Struct, frozen=True):
    """Which cases, in which order, how many."""

    where: Expr | None = None
    """None for every case."""
    sort: Sort = "due"
    reverse: bool = False
    limit: int | None = None
    """At most this many cases; none for all."""


ALL = Query()


class FilterError(WrongUsage):
    """A filter that cannot be read: where, why, and what was probably meant."""

    def __init__(self, column: int, reason: str, suggestion: str = "") -> None:
        super().__init__(
            f"column {column + 1} of the filter: {reason}",
            f"did you mean {suggestion}?" if suggestion else "",
        )
        self.column = column
        """Code points of the filter before the place."""
        self.reason = reason
        """May quote what was typed."""
        self.suggestion = suggestion
        """What to type there instead; empty where nothing is near."""
