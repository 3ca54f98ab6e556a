"""When a workspace was in use last, so that a clock that is wrong by years destroys nothing by itself."""

from __future__ import annotations

import sqlite3
from datetime import datetime, timedelta

from triage_tui.domain.values import milliseconds
from triage_tui.storage import memory
from triage_tui.storage.rows import moment_of

KEY = "used"
"""What is remembered of it, as milliseconds."""

AWAY = timedelta(days=90)
"""Who was away for longer is asked; a clock that is wrong by less cannot be told from a holiday."""


def last(db: sqlite3.Connection) -> datetime | None:
    """When a desk was open here last, else when the log was written to last; none where neither ever was."""
    if (kept := memory.recall(db, KEY)) is not None:
        return moment_of(int(kept))
    row = db.execute("SELECT at_ms FROM journal ORDER BY seq DESC LIMIT 1").fetchone()
    return None if row is None else moment_of(row[0])


def believe(db: sqlite3.Connection, now: datetime) -> None:
    """Keep that it is in use now."""
    memory.remember(db, KEY, str(milliseconds(now)).encode())


def doubtful(used: datetime | None, now: datetime) -> bool:
    """Whether a clock is so far beyond the last use that it may be wrong."""
    return used is not None and now - used > AWAY
