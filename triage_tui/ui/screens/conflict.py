"""A conflict in front: read what stands against a decision, and settle it."""

from __future__ import annotations

from functools import partial
from typing import ClassVar

from msgspec.structs import replace

from triage_tui.desk.settling import Way, settle
from triage_tui.ui.present.conflict import ConflictView, body_rows, conflict_frame, conflict_lines
from triage_tui.ui.present.frame import Frame
from triage_tui.ui.present.line import Run
from triage_tui.ui.present.text import inline, ours
from triage_tui.ui.screens.base import Act, DeskScreen
from triage_tui.ui.screens.outbox import ask_withdrawal
from triage_tui.ui.situation import Context, Situation


class ConflictScreen(DeskScreen):
    """One conflict; settled, the outbox is in front again, or the case where it is to be read once more."""

    CONTEXT: ClassVar[Context] = "conflict"

    def __init__(self, view: ConflictView) -> None:
        super().__init__()
        self._view = view

    def on_mount(self) -> None:
        """Wait for the frame to be seen before a key settles anything."""
        if self.app.settings.review.arrival_guard:
            self.app.expect_frame()

    def situation(self) -> Situation:
        """What is to be settled."""
        return replace(self.app.situation(), against=self._view.against)

    def frame(self, width: int, height: int) -> Frame:
        """Both sides."""
        most = max(len(conflict_lines(self._view, width)) - body_rows(height), 0)
        self._view = replace(self._view, top=min(self._view.top, most), caps=self.app.capabilities)
        where = ours("conflict ▸ {}", inline(self._view.against.mine.case_id, max(width - 52, 12), self._view.caps))
        return conflict_frame(self._view, self.situation(), self.app.desktop(where), width, height)

    def acts(self) -> dict[str, Act]:
        """What the keys do here."""
        return {
            "conflict.mine": partial(self._settle, "mine"),
            "conflict.theirs": partial(self._settle, "theirs"),
            "conflict.both": partial(self._settle, "both"),
            "conflict.withdraw": lambda: ask_withdrawal(self, self._view.against.row),
            "conflict.case": lambda: self.app.show_case(self._view.against.mine.case_id),
            "conflict.down": partial(self._scroll, 1),
            "conflict.up": partial(self._scroll, -1),
            "conflict.page_down": lambda: self._scroll(body_rows(self.size.height) - 1),
            "conflict.page_up": lambda: self._scroll(1 - body_rows(self.size.height)),
            "conflict.top": lambda: self._scroll(-self._view.top),
            "back": lambda: self.app.pop_screen() and None,
        }

    def _scroll(self, by: int) -> None:
        most = max(len(conflict_lines(self._view, self.size.width)) - body_rows(self.size.height), 0)
        self._view = replace(self._view, top=min(max(self._view.top + by, 0), most))
        self.say()

    async def _settle(self, way: Way) -> None:
        against = self._view.against
        case = inline(against.mine.case_id, 40)
        sitting = await self.app.wrote(settle, self.app.desk, against, way)
        if sitting is None:
            assert against.theirs is not None
            self.app.status = (Run(ours("{}: the decision of {} stands", case, inline(against.theirs.reviewer)), "ok"),)
            self.app.pop_screen()
        else:
            await self.app.show(sitting)
            self.app.say(Run(ours("{}: read it again, your words are in the draft", case), "ok"))
