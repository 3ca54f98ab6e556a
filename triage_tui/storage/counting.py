"""Counts for the title row and for the filter's completions."""

from __future__ import annotations

import sqlite3

from triage_tui.storage.where_term import COLUMNS, SETS

_SOURCES = {
    "clause": "case_flag",
    "flag": "case_flag",
    "policy": "case_flag",
    "label": "case_label",
    "cause": "case_cause",
}
"""Tables of the fields that a case may have several values of."""


def values(db: sqlite3.Connection, field: str) -> list[tuple[str, int]]:
    """Values of a filter field and how many cases have each, commonest first; empty for a field without a column."""
    if field in _SOURCES:
        column, table, many = SETS[field][1], _SOURCES[field], "DISTINCT n"
    elif field in COLUMNS and field != "id":
        column, table, many = COLUMNS[field], "case_head", "*"
    else:
        return []
    counted = f"SELECT {column}, count({many}) FROM {table} WHERE {column} <> '' GROUP BY 1"
    sql = f"{counted} ORDER BY 2 DESC LIMIT 200"
    return [(str(value), count) for value, count in db.execute(sql)]


def tally(db: sqlite3.Connection, since_ms: int, reviewer: str) -> tuple[int, int]:
    """How many decisions wait to be sent, and how many a reviewer took since a moment."""
    waiting = "SELECT count(*) FROM outbox WHERE state IN ('held', 'queued')"
    today = (
        "SELECT count(*) FROM decision d JOIN outbox o ON o.decision_id = d.id"
        " WHERE d.reviewer = ? AND d.decided_ms >= ? AND o.state <> 'withdrawn'"
    )
    return db.execute(waiting).fetchone()[0], db.execute(today, (reviewer, since_ms)).fetchone()[0]
