"""A clause that no flag names, chosen from the packs in play."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING

from triage_tui.desk.sitting import Sitting
from triage_tui.errors import Refused
from triage_tui.ui.dialogs.base import ask
from triage_tui.ui.dialogs.menu import Choice, Menu
from triage_tui.ui.present.text import inline, ours

if TYPE_CHECKING:
    from triage_tui.ui.app import TriageApp


def other_clause(app: TriageApp, sitting: Sitting, then: Callable[[Sitting], Awaitable[None] | None]) -> None:
    """Ask for a clause, and go on with the sitting that has it. Raises `Refused` where no pack is stored."""
    offered = app.desk.policies.offered(one.pack for one in sitting.matched)
    if not offered:
        raise Refused("no policy pack is stored here", "triage-tui import its file")

    def chosen(value: str | None) -> Awaitable[None] | None:
        return None if value is None else then(sitting.bringing(*offered[int(value)]))

    choices = [Choice(str(n), inline(clause.id, 16), inline(clause.title, 46)) for n, (_, clause) in enumerate(offered)]
    ask(app, Menu(ours("Which other clause?"), choices), chosen)
