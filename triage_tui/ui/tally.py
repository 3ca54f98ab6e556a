"""How the work stands, read once after every act that writes."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime

from msgspec import Struct

from triage_tui.desk.desk import Desk
from triage_tui.ui.present.chrome import Desktop
from triage_tui.ui.present.line import Line
from triage_tui.ui.present.text import Safe
from triage_tui.ui.situation import Situation


class Tally(Struct, frozen=True):
    """What the title row says, and whether there is something to undo."""

    waiting: int
    """Decisions held or queued."""
    today: int
    """Decisions this reviewer took since midnight UTC."""
    no_undo: str | None
    """Why there is nothing to undo."""
    read_only: str | None
    """Why the workspace cannot be written."""

    def situation(self, *, undone: bool = False) -> Situation:
        """What is true on every screen; `undone` says that there is something to redo."""
        no_redo = None if undone else "nothing was undone"
        return Situation(read_only=self.read_only, no_undo=self.no_undo, no_redo=no_redo)

    def desktop(self, where: Safe, status: Line, keys: Mapping[str, tuple[str, ...]]) -> Desktop:
        """What the chrome says on every screen."""
        return Desktop((where,), self.waiting, self.today, self.read_only is not None, status, keys)


def tally(desk: Desk) -> Tally:
    """Ask the store."""
    midnight = datetime.combine(desk.clock.now().date(), datetime.min.time(), UTC)
    waiting, today = desk.store.tally(midnight, desk.house.reviewer)
    return Tally(waiting, today, desk.why_not_undo(), desk.store.read_only)
