"""The app: which screen is in front, what is true on all of them, and how a failure is told."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from functools import cached_property
from inspect import isawaitable

from triage_tui.desk.desk import Desk
from triage_tui.desk.place import Place, recall_place, remember_place
from triage_tui.desk.sitting import Sitting
from triage_tui.domain.head import CaseHead
from triage_tui.domain.standing import Standing
from triage_tui.domain.words import TEXT_RULES
from triage_tui.errors import TriageError
from triage_tui.settings.themes import ThemeFile
from triage_tui.ui import everywhere
from triage_tui.ui.dialogs.base import Dialog
from triage_tui.ui.fields import textual_theme
from triage_tui.ui.keys import Keys
from triage_tui.ui.listening import Listening
from triage_tui.ui.paint import Palette
from triage_tui.ui.present.line import Line, Run
from triage_tui.ui.present.text import inline
from triage_tui.ui.screens.base import Act, DeskScreen
from triage_tui.ui.screens.case import CaseScreen
from triage_tui.ui.screens.conflict import ConflictScreen
from triage_tui.ui.screens.outbox import OutboxScreen
from triage_tui.ui.screens.queue import QueueScreen
from triage_tui.ui.setup import Setup
from triage_tui.ui.tally import tally
from triage_tui.ui.terminal.app import TerminalApp
from triage_tui.ui.terminal.turnstile import Turnstile
from triage_tui.ui.widgets.board import Board


class TriageApp(Listening, Turnstile, TerminalApp):
    """The desk in a terminal."""

    CSS = """
    Screen { overflow: hidden; }
    Input, TextArea, Input:focus, TextArea:focus { background: $surface; color: $foreground; border: none; }
    """

    def __init__(self, desk: Desk, setup: Setup) -> None:
        super().__init__(**setup.terminal)
        self.desk = desk
        desk.text_rules = TEXT_RULES
        self.settings = setup.settings
        self.keys = Keys(setup.keys)
        self.themes = setup.themes
        self.status: Line = setup.notice
        self.use_theme(setup.theme)
        self.undone: Standing | None = None
        """What the last undo took back, for redo."""
        self.in_front: CaseHead | None = None
        """The case in front, or last in front."""
        self.tally = tally(desk)
        self.arrived = False  # at the screen to begin with

    async def on_mount(self) -> None:
        """Begin where the reviewer left."""
        place = recall_place(self.desk.store)
        around = self.desk.store.head(place.case_id) if place.case_id else None
        await self.push_screen(QueueScreen(place.filter, around.n if around else None))
        await self.attempt(lambda: self._resume(place))
        self.listen()
        self.arrived = True
        self.redraw()

    async def _resume(self, place: Place) -> None:
        if (sitting := await self.off(self.desk.resume, place)) is not None:
            await self.show(sitting, place)

    @cached_property
    def acts(self) -> dict[str, Act]:
        """What each command that holds everywhere does."""
        return everywhere.acts(self)

    async def attempt(self, act: Callable[[], Awaitable[None] | None]) -> None:
        """Do something that may fail, and tell how it failed."""
        try:
            doing = act()
            if isawaitable(doing):
                await doing
        except TriageError as error:
            self.say(Run(inline(error.title), "error"), Run(inline(error.hint and f" · {error.hint}"), "error"))

    @property
    def queue(self) -> QueueScreen:
        """The screen at the bottom."""
        return next(screen for screen in self.screen_stack if isinstance(screen, QueueScreen))

    @property
    def case(self) -> CaseScreen | None:
        """The case screen, if one is open."""
        return next((screen for screen in self.screen_stack if isinstance(screen, CaseScreen)), None)

    @property
    def case_in_front(self) -> CaseHead | None:
        """The case that is open, as it was read; none on the queue."""
        return self.case.view.sitting.opened.head if self.case else None

    async def show_case(self, case_id: str) -> None:
        """Open a case and put it in front."""
        await self.show(await self.off(self.desk.open, case_id))

    async def show(self, sitting: Sitting, place: Place | None = None) -> None:
        """Put a case in front; the one case screen changes what it shows."""
        self.in_front = sitting.opened.head
        if (screen := self.case) is None:
            await self.push_screen(CaseScreen(sitting, place))
        else:
            while isinstance(self.screen, OutboxScreen | ConflictScreen):
                self.pop_screen()
            screen.present(sitting, place)

    def keep_place(self) -> None:
        """Remember where the reviewer is."""
        remember_place(self.desk.store, self.case.place(self.queue.words) if self.case else self.queue.place())

    def say(self, *words: Run) -> None:
        """Put something into the status row."""
        self.status = words
        self.redraw()

    def redraw(self) -> None:
        """Draw the screen in front anew."""
        if isinstance(self.screen, DeskScreen | Dialog):
            self.screen.draw()

    async def heard(self) -> None:
        """Have the screen in front draw what is true now."""
        if isinstance(self.screen, DeskScreen):
            await self.screen.heard()
        else:
            self.redraw()

    def use_theme(self, theme: ThemeFile) -> None:
        """Draw with other colours from now on; Textual's own fields follow."""
        self.register_theme(textual_theme(theme))
        self.theme, self.ansi_color = theme.name, theme.ansi
        self.palette = Palette(theme.styles, ascii_only=self.settings.ascii or self.capabilities.ascii_only)
        for screen in self.screen_stack if self.is_running else ():
            for board in screen.query(Board):
                board.repaint(self.palette)
