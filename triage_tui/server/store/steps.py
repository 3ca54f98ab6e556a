"""How a database comes to be, and how an older one becomes a present one: each step once, in order.

A new database is made from the tables as they are now; the steps are for those that were made before.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from secrets import token_hex

from sqlalchemy import Connection, func, insert, inspect, select, update

from triage_tui.errors import WrongUsage
from triage_tui.server.store.engine import Base
from triage_tui.server.store.tables import (
    METADATA,
    bundle,
    bundle_case,
    checkpoint,
    feed,
    person_key,
    schema,
    server_key,
)

Step = Callable[[Connection], None]


def _witness(db: Connection) -> None:
    """The server witnesses logs, and keeps bundles."""
    METADATA.create_all(db, tables=[server_key, person_key, checkpoint, bundle, bundle_case])


STEPS: tuple[Step, ...] = (_witness,)
"""The n-th takes a database from version n to version n + 1."""

_LOCK = 0x7472696167656D
"""Held on PostgreSQL while the schema changes, so that processes that start together take turns."""


def bring_up(base: Base, steps: Sequence[Step] = STEPS) -> None:
    """Make the tables, or take the steps that are missing, all in one transaction."""
    newest = 1 + len(steps)
    with base.write() as db:
        if base.postgres:
            db.execute(select(func.pg_advisory_xact_lock(_LOCK)))
        if not inspect(db).has_table(schema.name):
            _make(db, newest)
            return
        before: int = db.execute(select(schema.c.version)).scalar_one()
        if before > newest:
            raise WrongUsage("the database was made by a newer triage-tui", "start that one")
        for step in steps[before - 1 :]:
            step(db)
        db.execute(update(schema).values(version=newest))


def _make(db: Connection, version: int) -> None:
    METADATA.create_all(db)
    db.execute(insert(schema).values(version=version))
    for name in ("change", "decision"):
        db.execute(insert(feed).values(name=name, id=token_hex(4), head=0, horizon=0))
