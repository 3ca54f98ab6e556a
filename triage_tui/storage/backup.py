"""Care for the file: copies that are checked before they count, and what SQLite finds wrong with it."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Callable
from datetime import datetime
from glob import escape
from pathlib import Path

from triage_tui.errors import WorkspaceError
from triage_tui.private import flush_folder
from triage_tui.storage.engine import connect
from triage_tui.storage.files import make_private

FOLDER = "backups"
"""Beside the workspace."""

KEPT = 3
"""How many copies are kept; the oldest goes first."""

STAMP = "????????T??????.??????Z"
"""When a copy was made, as a pattern of just this length: what follows may belong to the name of another workspace."""

PAGES = 1_000
"""Pages of the file that are copied between two words on how far it is."""

At = Callable[[int, int], None]
"""Told how far something is: what is done, and what there is to do."""


def nobody(_done: int, _total: int) -> None:
    """Nobody wants to know."""


def back_up(db: sqlite3.Connection, path: Path, now: datetime, at: At = nobody, *, key: bytes | None = None) -> Path:
    """Copy the whole workspace into ``backups/`` beside it, under the same key; raises where the copy is not sound."""
    folder = path.parent / FOLDER
    copy = folder / f"{path.stem}-{now:%Y%m%dT%H%M%S.%fZ}{path.suffix}"
    half = copy.with_name(f"{copy.name}.part")
    for killed in copies(path, ".part*"):
        killed.unlink()
    make_private(half)
    try:
        _copy(db, half, at, key)
        half.rename(copy)
    except BaseException:
        half.unlink(missing_ok=True)
        raise
    flush_folder(folder)
    for old in copies(path)[:-KEPT]:
        old.unlink()
    return copy


def copies(path: Path, ending: str = "") -> list[Path]:
    """The copies of a workspace, oldest first; or what was left of those that were never finished."""
    return sorted((path.parent / FOLDER).glob(f"{escape(path.stem)}-{STAMP}{escape(path.suffix)}{ending}"))


def _copy(db: sqlite3.Connection, target: Path, at: At, key: bytes | None) -> None:
    other = connect(target, key)
    try:
        db.backup(other, pages=PAGES, progress=lambda _, remaining, total: at(total - remaining, total))
        other.execute("PRAGMA journal_mode = DELETE")
        if (found := other.execute("PRAGMA quick_check(1)").fetchone()) != ("ok",):
            raise WorkspaceError(f"{target}: the copy is not sound: {found[0]}", "nothing was changed")
    finally:
        other.close()
    with target.open("rb") as written:
        os.fsync(written.fileno())


def check(db: sqlite3.Connection) -> list[str]:
    """What is wrong with the file; empty when it is sound."""
    # A connection that has looked before judges the index of words by what it remembers of it, until it is asked.
    db.execute("SELECT rowid FROM case_text WHERE case_text MATCH 'a' LIMIT 1").fetchall()
    found = [str(words) for (words,) in db.execute("PRAGMA cipher_integrity_check")]  # says nothing of a plain file
    found += [str(words) for (words,) in db.execute("PRAGMA integrity_check") if words != "ok"]
    astray = db.execute("PRAGMA foreign_key_check").fetchall()
    return found + [f"a row of {table} refers to a row of {parent} that is not there" for table, _, parent, _ in astray]
