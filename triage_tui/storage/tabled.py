"""A database of its own for what leaves as tables: nothing of a workspace is in it but the rows it is given."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Mapping, Sequence
from contextlib import closing
from errno import EIO
from typing import Any

_HASTY = ("PRAGMA journal_mode = OFF", "PRAGMA synchronous = OFF", "PRAGMA foreign_keys = OFF")
"""Nobody relies on the file before it is whole."""


def write(
    path: str,
    rows: Iterable[Mapping[str, Sequence[tuple[Any, ...]]]],
    *,
    before: Sequence[str],
    after: Sequence[str],
) -> int:
    """Fill an empty file: tables, rows by table, and at last indexes; how many rows the first table has.

    Raises `OSError` where it cannot be written, as any file does. It has no name yet by which anybody could find it, so
    nothing of it is guarded against a crash.
    """
    try:
        with closing(sqlite3.connect(path, isolation_level=None)) as db:
            for statement in (*_HASTY, "BEGIN", *before):
                db.execute(statement)
            count = _fill(db, rows)
            for statement in (*after, "COMMIT"):
                db.execute(statement)
    except sqlite3.OperationalError as error:
        raise OSError(EIO, str(error)) from error
    return count


def _fill(db: sqlite3.Connection, rows: Iterable[Mapping[str, Sequence[tuple[Any, ...]]]]) -> int:
    count = 0
    for some in rows:
        for n, (table, each) in enumerate(some.items()):
            count += len(each) if n == 0 else 0
            if each:
                db.executemany(f"INSERT INTO {table} VALUES ({', '.join('?' * len(each[0]))})", each)
    return count
