"""Small things kept for the next start."""

from __future__ import annotations

import sqlite3

RETURNED = "returned"
"""Kept once a decision came back that met another version of its case."""


def remember(db: sqlite3.Connection, key: str, value: bytes) -> None:
    """Keep a value in place of the one before."""
    sql = "INSERT INTO memory (key, value) VALUES (?, ?) ON CONFLICT (key) DO UPDATE SET value = excluded.value"
    db.execute(sql, (key, value))


def recall(db: sqlite3.Connection, key: str) -> bytes | None:
    """What is kept under a key."""
    row = db.execute("SELECT value FROM memory WHERE key = ?", (key,)).fetchone()
    return None if row is None else bytes(row[0])
