"""The side pane: clauses and facts, made anew only when something that they show has changed."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from triage_tui.desk.sitting import Sitting
from triage_tui.ui.present.clauses import clause_pane
from triage_tui.ui.present.facts import facts_pane
from triage_tui.ui.present.frame import Frame
from triage_tui.ui.present.line import fit
from triage_tui.ui.present.text import Capabilities


class Side:
    """One case's side pane; most keys only scroll the text beside it."""

    def __init__(self) -> None:
        self._shows: tuple[Any, ...] = ()
        self._lines: Frame = []

    def lines(self, sitting: Sitting, clause: int, now: datetime, cells: int, caps: Capabilities) -> Frame:
        """All of its rows, each of exactly `cells` width; the screen shows a part of them."""
        draft = sitting.draft
        said = (draft.opined, draft.outcome, draft.root_causes, draft.remedies, draft.rationale, draft.supersedes)
        # Ages are told in minutes.
        shows = (sitting.opened, sitting.matched, said, clause, now.replace(second=0, microsecond=0), cells, caps)
        if shows != self._shows:
            pane = [*clause_pane(sitting, clause, cells, caps), *facts_pane(sitting, now, cells, caps)]
            self._shows, self._lines = shows, [fit(line, cells) for line in pane]
        return self._lines
