"""How the file is opened: the settings every connection carries, and what they guard against."""

from __future__ import annotations

import sqlite3
from pathlib import Path
from typing import TYPE_CHECKING

from msgspec import Struct

from triage_tui.errors import WorkspaceError
from triage_tui.storage.engine import PAGE, connect
from triage_tui.storage.files import cannot_change, network_of
from triage_tui.storage.schema import APPLICATION_ID, SKIPS, VERSION

if TYPE_CHECKING:
    from sqlite_utils import Database

CACHE = 64 * 1024
"""KiB of pages that the writer keeps in memory: an import touches every index at random places."""

LOG_PAGES = 4000
"""Length of the write-ahead log that is folded into the file; 64 MB, so that a page is not written twice a second."""


class Stamp(Struct, frozen=True):
    """What the file says about itself."""

    application_id: int
    version: int
    """Of the schema: ``user_version``."""
    tables: int
    """How many there are; 0 for a file that was never written."""


def read_stamp(path: Path, key: bytes | None) -> Stamp:
    """Look at a file without changing it."""
    db = reader(path, key)
    try:
        (application_id,) = db.execute("PRAGMA application_id").fetchone()
        (version,) = db.execute("PRAGMA user_version").fetchone()
        (tables,) = db.execute("SELECT count(*) FROM sqlite_schema").fetchone()
    finally:
        db.close()
    return Stamp(application_id, version, tables)


def reader(path: Path, key: bytes | None = None) -> sqlite3.Connection:
    """A connection that cannot write; any thread may close it, only its own may use it."""
    # SQLite wants to lay files beside the one it reads; only where nobody can write does it go without.
    still = cannot_change(path) and not path.with_name(path.name + "-wal").exists()
    address = f"{path.resolve().as_uri()}?mode=ro{'&immutable=1' * still}"
    db = connect(address, key, any_thread=True)
    guard(db)
    db.execute("PRAGMA query_only = ON")
    return db


def writer(path: Path, key: bytes | None = None) -> Database:
    """The one connection that writes, as a sqlite-utils database in which nothing commits by itself."""
    conn = connect(path, key)  # first: sqlite_utils has to see which SQLite this is
    from sqlite_utils import Database

    guard(conn)
    for pragma in (
        f"page_size = {PAGE}",
        f"cache_size = -{CACHE}",
        f"wal_autocheckpoint = {LOG_PAGES}",
        "synchronous = FULL",
        "foreign_keys = ON",
        "recursive_triggers = ON",
        "secure_delete = ON",
        "fullfsync = ON",
        "checkpoint_fullfsync = ON",
    ):
        conn.execute(f"PRAGMA {pragma}")
    if conn.execute("SELECT count(*) FROM sqlite_schema").fetchone() == (0,):
        conn.execute(f"PRAGMA application_id = {APPLICATION_ID}")
    _journal(conn, path)
    if conn.execute("PRAGMA user_version").fetchone() == (VERSION,):
        conn.execute(SKIPS)  # one file of this layout may have been made without
    return Database(conn)


def guard(db: sqlite3.Connection) -> None:
    """Trust nothing that the file says about itself, and put nothing of it anywhere else."""
    for pragma in ("trusted_schema = OFF", "cell_size_check = ON", "temp_store = MEMORY"):
        db.execute(f"PRAGMA {pragma}")


def _journal(db: sqlite3.Connection, path: Path) -> None:
    if network_of(path) is None:
        if db.execute("PRAGMA journal_mode = WAL").fetchone() != ("wal",):
            raise WorkspaceError(
                f"{path}: this disk cannot keep a write-ahead log", "put the workspace on a local disk"
            )
        return
    db.execute("PRAGMA locking_mode = EXCLUSIVE")
    db.execute("PRAGMA journal_mode = DELETE")
    db.execute("PRAGMA synchronous = EXTRA")
