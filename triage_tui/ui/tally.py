"""How the work stands, read once after every act that writes."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime

from msgspec import Struct

from triage_tui.desk.desk import Desk
from triage_tui.domain.filter import Exact, Query, Term
from triage_tui.domain.outbox import PENDING
from triage_tui.domain.words import OutboxState
from triage_tui.ui.present.bundle import progress
from triage_tui.ui.present.chrome import Desktop
from triage_tui.ui.present.line import Line
from triage_tui.ui.present.link import Signal, signal
from triage_tui.ui.present.text import Safe
from triage_tui.ui.situation import Situation

DECIDED = Query(Term("is", (Exact("decided"),)))


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
    conflicts: int = 0
    refused: int = 0
    linked: bool = False
    """Whether there is a source."""
    returned: bool = False
    """Whether there are decisions to settle that came back in sealed files."""
    decided: int = 0
    """Cases of a bundle that are decided."""

    def situation(self, *, undone: bool = False) -> Situation:
        """What is true on every screen; `undone` says that there is something to redo."""
        no_redo = None if undone else "nothing was undone"
        return Situation(
            read_only=self.read_only, no_undo=self.no_undo, no_redo=no_redo, linked=self.linked, returned=self.returned
        )

    def desktop(self, where: Safe, status: Line, keys: Mapping[str, tuple[str, ...]], desk: Desk) -> Desktop:
        """What the chrome says on every screen; the link as it is now."""
        bundle = None
        shown = Signal(None, conflicts=self.conflicts) if self.conflicts else None
        if desk.link is not None:
            linked, now = desk.link.state(), desk.clock.now()
            shown = signal(linked, now, self.conflicts, self.refused)
            bundle = progress(linked.bundle, self.decided, now) if linked.bundle is not None else None
        return Desktop((where,), self.waiting, self.today, self.read_only is not None, status, keys, shown, bundle)


def tally(desk: Desk) -> Tally:
    """Ask the store."""
    midnight = datetime.combine(desk.clock.now().date(), datetime.min.time(), UTC)
    waiting, today = desk.store.tally(midnight, desk.house.reviewer)
    if desk.link is None:
        returned = desk.has_outbox
        conflicts = desk.outbox.outbox_counts().get(OutboxState.CONFLICT, 0) if returned else 0
        return Tally(waiting, today, desk.why_not_undo(), desk.store.read_only, conflicts, returned=returned)
    if desk.link.state().bundle is not None:
        decided = desk.store.count(DECIDED)
        return Tally(waiting, today, desk.why_not_undo(), desk.store.read_only, decided=decided)
    count = desk.outbox.outbox_counts().get
    return Tally(
        sum(count(state, 0) for state in PENDING), today, desk.why_not_undo(), desk.store.read_only,
        count(OutboxState.CONFLICT, 0), count(OutboxState.REFUSED, 0), linked=True,
    )  # fmt: skip
