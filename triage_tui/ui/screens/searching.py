"""Searching in the conversation that is in front."""

from __future__ import annotations

from abc import abstractmethod
from typing import TYPE_CHECKING

from msgspec.structs import replace

from triage_tui.ui.dialogs.base import ask
from triage_tui.ui.dialogs.prompt import Prompt
from triage_tui.ui.present import looking
from triage_tui.ui.present.conversation import Mark
from triage_tui.ui.present.find import find
from triage_tui.ui.present.line import Run
from triage_tui.ui.present.text import inline, ours
from triage_tui.ui.present.transcript import Anchor
from triage_tui.ui.screens.base import Act, DeskScreen

if TYPE_CHECKING:
    from triage_tui.ui.present.case import CaseView, Panes


class Searching(DeskScreen):
    """The part of the case screen that finds words."""

    view: CaseView
    found: tuple[Mark, ...]
    """Where the words stand; empty when nothing is searched for."""
    _wanted = ""

    @property
    @abstractmethod
    def parts(self) -> Panes:
        """The panes at this size."""

    def searching_acts(self) -> dict[str, Act]:
        """What the keys of the search do."""
        return {
            "case.search": self._search,
            "case.match_next": lambda: self._at_match(1),
            "case.match_previous": lambda: self._at_match(-1),
        }

    def _search(self) -> None:
        hint = ours("Enter finds · then > and < go on and back · empty ends the search · Esc leaves")
        ask(self.app, Prompt(ours("Search in this case"), self._wanted, hint=hint), self._searched)

    async def _searched(self, words: str | None) -> None:
        if words is None:
            return
        self._wanted = words
        self.found = await self.app.off(find, self.view.text, words)
        self.view = replace(self.view, match=self._from_here(), matches=len(self.found))
        if self.found:
            self._at_match(0)
        else:
            self.view = looking.marked(self.view)
            self.say(*((Run(ours("not found: {}", inline(words, 60)), "warning"),) if words else ()))

    def _from_here(self) -> int:
        here = self.view.text.anchor_of(self.view.top)
        return next((n for n, one in enumerate(self.found) if (one.section, one.piece, one.start) >= here), 0)

    def _at_match(self, step: int) -> None:
        n = (self.view.match + step) % len(self.found)
        mark = self.found[n]
        anchor = Anchor(mark.section, mark.piece, mark.start)
        view = looking.unfolded_at(replace(self.view, match=n), anchor)
        self.view = looking.marked(looking.at_anchor(view, anchor, self.parts), self.found)
        self.say()
