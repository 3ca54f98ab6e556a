"""Which SQLite this is, and whether it has a fault that matters here."""

from __future__ import annotations

import sqlite3

VERSION = sqlite3.sqlite_version_info

FIXED = ((3, 51, 3), (3, 50, 7), (3, 44, 6))
"""The releases, each the first of its branch, in which a reset of the write-ahead log can no longer lose a commit."""


def log_reset_is_safe(version: tuple[int, ...] = VERSION) -> bool:
    """Whether two connections that reset the write-ahead log at once leave it whole."""
    return version >= FIXED[0] or any(fixed <= version < (*fixed[:2], 1000) for fixed in FIXED)


def journal_mode(path: str) -> str:
    """How the file at `path` keeps its unfinished writes."""
    db = sqlite3.connect(f"file:{path}?mode=ro", uri=True)
    try:
        (mode,) = db.execute("PRAGMA journal_mode").fetchone()
    finally:
        db.close()
    return str(mode)
