"""A database of its own for what leaves as tables: nothing of a workspace is in it but the rows it is given."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Mapping, Sequence
from contextlib import closing
from typing import Any


def write(
    path: str,
    rows: Iterable[Mapping[str, Sequence[tuple[Any, ...]]]],
    *,
    before: Sequence[str],
    after: Sequence[str],
) -> int:
    """Fill an empty file: tables, rows by table, and at last indexes; how many rows the first table has.

    The file has no name yet by which anybody could find it, so nothing of it is guarded against a crash.
    """
    count = 0
    with closing(sqlite3.connect(path, isolation_level=None)) as db:
        for pragma in ("journal_mode = OFF", "synchronous = OFF", "foreign_keys = OFF"):
            db.execute(f"PRAGMA {pragma}")
        db.execute("BEGIN")
        for statement in before:
            db.execute(statement)
        for some in rows:
            for n, (table, each) in enumerate(some.items()):
                count += len(each) if n == 0 else 0
                if each:
                    db.executemany(f"INSERT INTO {table} VALUES ({', '.join('?' * len(each[0]))})", each)
        for statement in after:
            db.execute(statement)
        db.execute("COMMIT")
    return count
