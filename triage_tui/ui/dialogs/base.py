"""Something laid over the screen behind it, which stays as it was."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING, Generic, TypeVar

from textual.app import ComposeResult
from textual.screen import Screen

from triage_tui.ui.present.frame import Frame, pad
from triage_tui.ui.screens.base import DeskScreen
from triage_tui.ui.widgets.board import Board

if TYPE_CHECKING:
    from triage_tui.ui.app import TriageApp

Answer = TypeVar("Answer")


def ask(app: TriageApp, dialog: Dialog[Answer], then: Callable[[Answer | None], Awaitable[None] | None]) -> None:
    """Put a dialog in front and go on with its answer; what fails in that is told, as an act's failure is."""

    async def answered(answer: Answer | None) -> None:
        await app.attempt(lambda: then(answer))

    app.push_screen(dialog, answered)


class Dialog(Screen[Answer | None], Generic[Answer], inherit_bindings=False):
    """A screen that draws over a copy of the frame behind it and ends with an answer, or none."""

    app: TriageApp
    AUTO_FOCUS = ""

    def compose(self) -> ComposeResult:
        """Only a board."""
        yield Board(self.app.palette)

    @abstractmethod
    def over(self, behind: Frame, width: int, height: int) -> Frame:
        """The frame behind with this dialog laid over it."""

    def draw(self) -> None:
        """Draw what is true now."""
        width, height = self.size
        if width and self.is_mounted and self in self.app.screen_stack:
            self.query_one(Board).show(self.over(self._behind(width, height), width, height))

    def _behind(self, width: int, height: int) -> Frame:
        """What the screen under this one shows, for this size."""
        below = self.app.screen_stack[self.app.screen_stack.index(self) - 1]
        return below.frame(width, height) if isinstance(below, DeskScreen) else pad([], height, width)

    def on_resize(self) -> None:
        """Draw for the new size."""
        self.draw()

    def on_screen_resume(self) -> None:
        """Draw again after something else was in front."""
        self.draw()
