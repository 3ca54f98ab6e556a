"""Blind review: the reviewer says an outcome first, and then sees what the classifier saw."""

from __future__ import annotations

from triage_tui.desk.desk import Desk
from triage_tui.desk.sitting import Sitting
from triage_tui.domain.decision import Provisional
from triage_tui.domain.words import Mode, Outcome
from triage_tui.errors import Refused


def why_not_say(desk: Desk, sitting: Sitting) -> str | None:
    """Why no provisional outcome is taken now."""
    case, said = sitting.opened.case, sitting.draft.provisional
    if desk.store.read_only is not None:
        return desk.store.read_only
    if desk.link is None or desk.house.mode(case.queue) is Mode.OPEN:
        return "this queue shows everything from the beginning"
    if said is not None:
        return f"you said {said.outcome} first, and that stays"
    leased = desk.link.leased(case.id)
    held = leased is not None and leased.state in ("held", "ending")
    return None if held else "that needs a lease of the case, which is not here yet"


def say(desk: Desk, sitting: Sitting, outcome: Outcome) -> Sitting:
    """Keep and tell a provisional outcome; raises `Refused` with the reason where none is taken."""
    if (reason := why_not_say(desk, sitting)) is not None:
        raise Refused(reason)
    now = desk.clock.now()
    sitting = sitting.edited(provisional=Provisional(outcome=outcome, at=now))
    desk.store.save_draft(sitting.draft, now)
    repeat(desk, sitting)
    return sitting


def repeat(desk: Desk, sitting: Sitting) -> None:
    """Tell again what was said first: the desk may have been closed before the source heard of it."""
    if desk.link is not None and sitting.draft.provisional is not None:
        desk.link.provisional(sitting.opened.case.id, sitting.draft.provisional.outcome)
