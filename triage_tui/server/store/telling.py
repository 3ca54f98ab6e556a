"""What is written into the feed of changes."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import Connection, insert

from triage_tui.domain.wire.cases import ChangeKind
from triage_tui.server.store.tables import change
from triage_tui.server.store.values import ms

_TELL = insert(change)


def told(kind: ChangeKind, now: datetime, **said: Any) -> dict[str, Any]:
    """A row of the feed; it gets its number when it is read."""
    blank = dict.fromkeys(
        ("case_id", "case_version", "queue", "holder", "until_ms", "policy_id", "policy_version"), None
    )
    return {**blank, "kind": kind, "at_ms": ms(now), **said}


def about(row: Any) -> dict[str, Any]:
    """What a change says of the case in a row."""
    return {"case_id": row.id, "case_version": row.version, "queue": row.queue}


def tell(db: Connection, *rows: dict[str, Any]) -> None:
    """Append to the feed, as part of what is being done."""
    if rows:
        db.execute(_TELL, list(rows))
