"""Opening the server's store."""

from __future__ import annotations

from datetime import UTC, datetime

from triage_tui.server.store.engine import Base
from triage_tui.server.store.steps import bring_up
from triage_tui.server.store.store import Store
from triage_tui.server.store.values import Clock


def utc() -> datetime:
    """The server's clock."""
    return datetime.now(UTC)


def open_store(url: str, *, now: Clock = utc) -> Store:
    """The store at a path, ``sqlite:///PATH`` or ``postgresql://...``; makes and upgrades its tables."""
    base = Base(url)
    try:
        bring_up(base)
    except BaseException:
        base.engine.dispose()
        raise
    return Store(base, now)
