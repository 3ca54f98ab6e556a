"""Cases that are taken back: their text is gone, and nobody decides about them any more."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, func, select, update

from triage_tui.domain.case import Retention
from triage_tui.domain.retention import Term, expired, retention_of
from triage_tui.server.store import leasing
from triage_tui.server.store.engine import Base
from triage_tui.server.store.tables import case, decision
from triage_tui.server.store.telling import about, tell, told
from triage_tui.server.store.values import moment_or_none

_AT_ONCE = 500
"""Bodies that are looked at in one transaction."""


def purge(db: Connection, ids: Sequence[str], now: datetime) -> int:
    """Forget the text of these cases and close them; how many there were to close. Decisions stay."""
    asked = select(case).where(case.c.id.in_(sorted(ids)), case.c.state != "closed")
    rows = db.execute(asked.order_by(case.c.id).with_for_update()).all()
    for row in rows:
        leasing.give_back(db, row, now)
        db.execute(update(case).where(case.c.id == row.id).values(state="closed", body=b""))
        tell(db, told("case_closed", now, **about(row)))
    return len(rows)


def due(base: Base, days: int | None, now: datetime) -> Iterator[str]:
    """The cases whose time is over: as their source says, or so many days after they were decided, else received."""
    retain = None if days is None else timedelta(days=days)
    decided = select(func.max(decision.c.received_ms)).where(decision.c.case_id == case.c.id).scalar_subquery()
    asked = select(case.c.id, case.c.body, func.coalesce(decided, case.c.by_age).label("since"))
    last = ""
    while True:
        with base.read() as db:
            some = asked.where(case.c.id > last, case.c.state != "closed").order_by(case.c.id).limit(_AT_ONCE)
            rows = db.execute(some).all()
        if not rows:
            return
        yield from (row.id for row in rows if expired(_term(row.body, moment_or_none(row.since)), retain, now))
        last = rows[-1].id


def held(db: Connection, ids: Sequence[str]) -> list[str]:
    """Those of some cases that are under legal hold."""
    rows = db.execute(select(case.c.id, case.c.body).where(case.c.id.in_(sorted(ids))).order_by(case.c.id))
    return [row.id for row in rows if _term(row.body, None).legal_hold]


def _term(body: bytes, since: datetime | None) -> Term:
    kept = retention_of(body) if body else Retention()
    return Term(kept.expires_at, kept.legal_hold, since)


def wash(base: Base) -> str:
    """Leave nothing of what was deleted in the database's own files; what stands against that, empty for nothing.

    Only a file that is written anew is sure to have none of it: both databases leave what was deleted where it was.
    """
    pooled = base.engine.raw_connection()
    raw: Any = pooled.driver_connection
    try:
        if base.postgres:
            raw.autocommit = True
            raw.execute("VACUUM FULL case_now")
            return ""
        raw.execute("VACUUM")
        busy = raw.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()[0]
        return "somebody reads the database: pages with the text stay in its log of writes until then" if busy else ""
    except base.engine.dialect.loaded_dbapi.Error as error:
        return f"the database was not written anew: {error}"
    finally:
        if base.postgres:
            raw.autocommit = False
        pooled.close()
