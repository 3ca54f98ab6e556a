"""How a workspace comes to be, and how an older one becomes a present one: each step once, in order."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING
from uuid import uuid4

from triage_tui.storage.backup import At, back_up
from triage_tui.storage.schema import FOURTH, SECOND, THIRD, VERSION
from triage_tui.storage.tables import FIRST
from triage_tui.storage.words import lay_together

if TYPE_CHECKING:
    from collections.abc import Callable

    from sqlite_utils import Database


def _first(db: Database) -> None:
    for statement in FIRST:
        db.conn.execute(statement)
    db.conn.execute("INSERT INTO workspace (log_id) VALUES (?)", [str(uuid4())])


def _second(db: Database) -> None:
    for statement in SECOND:
        db.conn.execute(statement)
    while lay_together(db.conn):
        pass


def _third(db: Database) -> None:
    for statement in THIRD:
        db.conn.execute(statement)


def _fourth(db: Database) -> None:
    for statement in FOURTH:
        db.conn.execute(statement)


STEPS: tuple[tuple[str, Callable[[Database], None]], ...] = (
    ("1 first", _first),
    ("2 shorter ways", _second),
    ("3 sources", _third),
    ("4 bundles and checkpoints", _fourth),
)
"""Name and act; the n-th leaves the schema at version n."""


def bring_up(db: Database, path: Path, at: At, key: bytes | None) -> None:
    """Take the steps that are missing, each in a transaction; a workspace that holds anything is copied first.

    Copying is most of the work: `at` is told how far that is.
    """
    from sqlite_utils import Migrations

    (before,) = db.conn.execute("PRAGMA user_version").fetchone()
    if before:
        back_up(db.conn, path, datetime.now(UTC), at, key=key)
    migrations = Migrations("triage-tui")
    for version, (name, act) in enumerate(STEPS, 1):
        migrations(name=name)(_numbered(act, version))
    migrations.apply(db)
    assert db.conn.execute("PRAGMA user_version").fetchone() == (VERSION,)


def _numbered(act: Callable[[Database], None], version: int) -> Callable[[Database], None]:
    def step(db: Database, /) -> None:
        act(db)
        db.conn.execute(f"PRAGMA user_version = {version}")

    return step
