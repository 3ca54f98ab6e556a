"""Encrypting a workspace, and decrypting it: a copy beside it takes its place once it has been checked.

Until then the workspace is as it was, whatever ends the program. What the disk keeps of the bytes before is the disk's.
"""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import datetime
from pathlib import Path

from triage_tui.domain.journal import Event
from triage_tui.errors import WorkspaceError, WorkspaceInUse
from triage_tui.private import flush_folder
from triage_tui.storage import journal
from triage_tui.storage.backup import At, back_up, copies, nobody
from triage_tui.storage.building import clear_half, half_of
from triage_tui.storage.connect import guard
from triage_tui.storage.engine import PAGE, cipher, connect, errors, spelt, unlock
from triage_tui.storage.files import make_private
from triage_tui.storage.lock import Lock
from triage_tui.storage.trouble import explained

STEPS = 100_000
"""Of SQLite, between two looks at how much has been written."""


def recode(path: Path, old: bytes | None, new: bytes | None, event: Event, now: datetime, at: At = nobody) -> None:
    """Write the workspace anew under another key, or none, and say so in its log.

    Copies in ``backups/`` that are in the open make way for one that is not, before the workspace is. Raises
    `WorkspaceInUse` where anybody has the workspace open, and leaves it as it was wherever it raises.
    """
    lock = Lock(path)
    half = half_of(path)
    try:
        with _explained(path), closing(_alone(path, old)) as before:
            make_private(half)
            half.write_bytes(b"")
            _written(before, half, new, at)
            with closing(connect(half, new)) as after:
                guard(after)
                after.execute("PRAGMA synchronous = OFF")
                _compare(before, after, half)
                after.execute("BEGIN IMMEDIATE")
                journal.append(after, event)
                after.execute("COMMIT")
                if old is None:
                    _renew_copies(after, path, new, now)
        _in_place(half, path)
    finally:
        clear_half(path)
        lock.release()


@contextmanager
def _explained(path: Path) -> Iterator[None]:
    try:
        yield
    except errors() as error:
        if "disk is full" in str(error):  # which has no code of its own where a function says it
            raise WorkspaceError(
                f"the disk is full: nothing was changed ({path})", "a second copy of the workspace has to fit beside it"
            ) from error
        raise explained(error, path) from error


def _alone(path: Path, key: bytes | None) -> sqlite3.Connection:
    """A connection of SQLCipher's, which reads files in the open too, with everything folded into the file."""
    db: sqlite3.Connection = cipher().connect(str(path), timeout=0, isolation_level=None)
    try:
        if key is not None:
            unlock(db, key)
        guard(db)
        db.execute("PRAGMA locking_mode = EXCLUSIVE")
        if db.execute("PRAGMA journal_mode = DELETE").fetchone() == ("wal",):
            raise WorkspaceInUse(f"{path} is being read by another program", "close it, then do it again")
    except BaseException:
        db.close()
        raise
    return db


def _written(db: sqlite3.Connection, half: Path, key: bytes | None, at: At) -> None:
    whole = PAGE * int(db.execute("PRAGMA page_count").fetchone()[0])

    def look() -> bool:
        at(min(half.stat().st_size, whole), whole)
        return False

    db.execute(f"ATTACH DATABASE ? AS half KEY {spelt(key)}", (str(half),))
    db.execute(f"PRAGMA half.{'page_size' if key is None else 'cipher_page_size'} = {PAGE}")
    for hasty in ("synchronous", "journal_mode"):  # nobody relies on it before it is flushed as a whole
        db.execute(f"PRAGMA half.{hasty} = OFF")
    db.set_progress_handler(look, STEPS)
    db.execute("SELECT sqlcipher_export('half')")
    db.set_progress_handler(None, 0)
    for name in ("user_version", "application_id"):
        (value,) = db.execute(f"PRAGMA main.{name}").fetchone()
        db.execute(f"PRAGMA half.{name} = {value}")
    db.execute("DETACH DATABASE half")


def _compare(before: sqlite3.Connection, after: sqlite3.Connection, half: Path) -> None:
    """Raise unless the copy is sound and has all that the workspace has."""
    found = [words for (words,) in after.execute("PRAGMA cipher_integrity_check")] if _encrypted(after) else []
    found += [words for (words,) in after.execute("PRAGMA quick_check") if words != "ok"]
    if not found and (_content(before), journal.head(before)) != (_content(after), journal.head(after)):
        found = ["it has not all that the workspace has"]
    if found:
        raise WorkspaceError(f"the copy is not sound: {found[0]} ({half})", "nothing was changed; check the disk")


def _encrypted(db: sqlite3.Connection) -> bool:
    return not isinstance(db, sqlite3.Connection)


def _content(db: sqlite3.Connection) -> list[tuple[object, ...]]:
    """What is in the file: every table, index and trigger as it was made, and how many rows a real table has."""
    named = "FROM sqlite_schema WHERE name NOT LIKE 'sqlite%' ORDER BY name"
    made = db.execute(f"SELECT name, sql, type = 'table' AND rootpage > 0 {named}").fetchall()
    version = db.execute("PRAGMA user_version").fetchone()
    return [version, *((name, sql, real and _rows(db, name)) for name, sql, real in made)]


def _rows(db: sqlite3.Connection, table: str) -> int:
    named = table.replace('"', '""')
    return int(db.execute(f'SELECT count(*) FROM "{named}"').fetchone()[0])


def _in_place(half: Path, path: Path) -> None:
    try:
        with half.open("rb") as written:
            os.fsync(written.fileno())
        half.replace(path)
        flush_folder(path.parent)
    except OSError as error:
        raise WorkspaceError(f"{path} cannot be replaced: {error.strerror}", "it is as it was before") from None


def _renew_copies(db: sqlite3.Connection, path: Path, key: bytes | None, now: datetime) -> None:
    """One encrypted copy in place of those in the open, before the workspace is: later nobody would think of them."""
    if there := copies(path):
        back_up(db, path, now, key=key)
        for one in there:
            one.unlink(missing_ok=True)
