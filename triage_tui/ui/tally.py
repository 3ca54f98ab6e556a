"""How the work stands, read once after every act that writes."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime

from triage_tui.desk.desk import Desk


@dataclass(frozen=True, slots=True)
class Tally:
    """What the title row says, and whether there is something to undo."""

    waiting: int
    """Decisions held or queued."""
    today: int
    """Decisions this reviewer took since midnight UTC."""
    no_undo: str | None
    """Why there is nothing to undo."""


def tally(desk: Desk) -> Tally:
    """Ask the store."""
    midnight = datetime.combine(desk.clock.now().date(), datetime.min.time(), UTC)
    waiting, today = desk.store.tally(midnight, desk.house.reviewer)
    return Tally(waiting, today, desk.why_not_undo())
