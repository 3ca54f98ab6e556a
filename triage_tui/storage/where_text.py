"""Texts compared in SQL: the very text, or how it begins, by ranges that an index can serve."""

from __future__ import annotations

from triage_tui.domain.filter import Exact, Prefix, Test

Bound = str | int | float
Sql = tuple[str, tuple[Bound, ...]]
"""A condition, and what to bind to its question marks."""


def text_test(column: str, test: Test) -> Sql:
    """The condition that a column of text passes a test."""
    match test:
        case Exact(""):
            return f"coalesce({column}, '') = ''", ()
        case Exact(str(word)):
            return f"{column} = ?", (word,)
        case Prefix(""):
            return f"{column} > ''", ()
        case Prefix(start):
            end = following(start)
            if end is None:
                return f"{column} >= ?", (start,)
            return f"{column} >= ? AND {column} < ?", (start, end)
        case _:
            raise ValueError(test)


def following(start: str) -> str | None:
    """The first text after all that begin like this, in the order of code points; none where nothing is after."""
    kept = start.rstrip("\U0010ffff")
    if not kept:
        return None
    last = ord(kept[-1]) + 1
    return kept[:-1] + chr(0xE000 if last == 0xD800 else last)
