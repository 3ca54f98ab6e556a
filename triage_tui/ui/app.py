"""The app: which screen is in front, what is true on all of them, and how a failure is told."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from datetime import UTC, datetime
from functools import cached_property
from inspect import isawaitable
from pathlib import Path
from typing import Any, ParamSpec, TypeVar

from textual.screen import Screen
from textual.theme import Theme

from triage_tui.desk.desk import Desk
from triage_tui.desk.place import Place, recall_place, remember_place
from triage_tui.domain.standing import Standing
from triage_tui.errors import TriageError
from triage_tui.settings.model import Settings
from triage_tui.settings.themes import ThemeFile
from triage_tui.ui import everywhere
from triage_tui.ui.commands import COMMANDS, Command
from triage_tui.ui.paint import Palette
from triage_tui.ui.present.chrome import Desktop
from triage_tui.ui.present.frame import Frame
from triage_tui.ui.present.line import Line, Run
from triage_tui.ui.present.text import Safe, inline, ours
from triage_tui.ui.screens.base import Act, DeskScreen
from triage_tui.ui.screens.case import CaseScreen
from triage_tui.ui.screens.queue import QueueScreen
from triage_tui.ui.situation import Situation
from triage_tui.ui.terminal.app import TerminalApp
from triage_tui.ui.terminal.colours import Colours
from triage_tui.ui.terminal.probe import Measured

Given = ParamSpec("Given")
Answer = TypeVar("Answer")


class TriageApp(TerminalApp):
    """The desk in a terminal."""

    CSS = """
    Screen { overflow: hidden; }
    Input, TextArea, Input:focus, TextArea:focus { background: $surface; color: $foreground; border: none; }
    """

    def __init__(
        self,
        desk: Desk,
        settings: Settings,
        keys: Mapping[str, tuple[str, ...]],
        themes: Mapping[str, ThemeFile],
        theme: ThemeFile,
        *,
        measured: Measured | None = None,
        colours: Colours = Colours.TRUECOLOR,
        state_folder: Path | None = None,
        notice: Line = (),
    ) -> None:
        super().__init__(measured=measured, colours=colours, state_folder=state_folder)
        self.desk = desk
        self.settings = settings
        self.keys = keys
        self.themes = themes
        self.status: Line = notice
        self._fields_in(theme)
        self.palette = self._palette(theme)
        self.undone: Standing | None = None
        """What the last undo took back, for redo."""
        self._place = recall_place(desk.store)
        self._commands = {(c.context, key): c for c in COMMANDS for key in keys[c.id]}
        self._prefixes = {(context, key.split()[0]) for context, key in self._commands if " " in key}

    async def on_mount(self) -> None:
        """Begin where the reviewer left."""
        self.desk.store.release_held(self.desk.clock.now()) if self.desk.store.read_only is None else None
        head = self.desk.store.head(self._place.case_id) if self._place.case_id else None
        await self.push_screen(QueueScreen(self._place.filter, head.n if head else None))
        if self._place.screen == "case" and head is not None:
            await self.attempt(lambda: self.show_case(head.id, self._place))

    @cached_property
    def acts(self) -> dict[str, Act]:
        """What each command that holds everywhere does."""
        return everywhere.acts(self)

    def command_of(self, pressed: str, context: str) -> Command | None:
        """The command of a key where it is pressed."""
        return self._commands.get((context, pressed)) or self._commands.get(("everywhere", pressed))  # type: ignore[arg-type]

    def is_prefix(self, pressed: str, context: str) -> bool:
        """Whether a key waits for a second one."""
        return bool({(context, pressed), ("everywhere", pressed)} & self._prefixes)

    async def attempt(self, act: Callable[[], Awaitable[None] | None]) -> None:
        """Do something that may fail, and tell how it failed."""
        try:
            doing = act()
            if isawaitable(doing):
                await doing
        except TriageError as error:
            hint = ours(" · {}", inline(error.hint)) if error.hint else ours("")
            self.status = (Run(ours("{}{}", inline(error.title), hint), "error"),)
            self.redraw()

    async def off(self, act: Callable[Given, Answer], *given: Given.args, **named: Given.kwargs) -> Answer:
        """Do something slow beside the event loop; whoever awaits it takes no further key meanwhile."""
        return await asyncio.to_thread(act, *given, **named)

    def situation(self) -> Situation:
        """What is true on every screen."""
        return Situation(
            read_only=self.desk.store.read_only,
            no_undo=self.desk.why_not_undo(),
            no_redo=None if self.undone else "nothing was undone",
        )

    def desktop(self, *where: Safe) -> Desktop:
        """What the chrome says on every screen."""
        now = self.desk.clock.now()
        midnight = datetime.combine(now.date(), datetime.min.time(), UTC)
        waiting, today = self.desk.store.tally(midnight, self.desk.house.reviewer)
        return Desktop(where, waiting, today, self.desk.store.read_only is not None, self.status, self.keys)

    @property
    def queue(self) -> QueueScreen:
        """The screen at the bottom."""
        return next(screen for screen in self.screen_stack if isinstance(screen, QueueScreen))

    @property
    def case(self) -> CaseScreen | None:
        """The case screen, if one is open."""
        return next((screen for screen in self.screen_stack if isinstance(screen, CaseScreen)), None)

    @property
    def row_in_front(self) -> int | None:
        """Number of the case in front, so that the queue shows it."""
        return self._row

    _row: int | None = None

    async def show_case(self, case_id: str, place: Place | None = None) -> None:
        """Put a case in front; the one case screen changes what it shows."""
        sitting = await self.off(self.desk.open, case_id)
        self._row = sitting.opened.head.n
        screen = self.case
        if screen is None:
            await self.push_screen(CaseScreen(sitting, place))
        else:
            screen.present(sitting, place)

    def decided(self, standing: Standing) -> None:
        """When the undo window is over, let the decision go out."""
        if standing.held_until is not None:
            left = (standing.held_until - self.desk.clock.now()).total_seconds()
            self.set_timer(max(left, 0.0) + 0.05, self._release)

    async def _release(self) -> None:
        await self.attempt(self._released)

    async def _released(self) -> None:
        await self.off(self.desk.store.release_held, self.desk.clock.now())
        self.redraw()

    def frame_behind(self, dialog: Screen[Any], width: int, height: int) -> Frame:
        """What the screen under a dialog shows, for the dialog's size."""
        below = self.screen_stack[self.screen_stack.index(dialog) - 1]
        return below.frame(width, height) if isinstance(below, DeskScreen) else []

    def redraw(self) -> None:
        """Draw the screen in front anew."""
        draw = getattr(self.screen, "draw", None)
        if draw is not None:
            draw()

    def use_theme(self, theme: ThemeFile) -> None:
        """Draw with other colours from now on."""
        self._fields_in(theme)
        self.palette = self._palette(theme)
        for board in self.query("Board"):
            board.repaint(self.palette)  # type: ignore[attr-defined]

    def _fields_in(self, theme: ThemeFile) -> None:
        """Draw Textual's own fields in the colours of the theme."""
        self.register_theme(Theme(name=theme.name, dark=theme.dark, **theme.textual_colors))
        self.theme = theme.name

    def _palette(self, theme: ThemeFile) -> Palette:
        return Palette(theme.styles, ascii_only=self.settings.ascii or self.capabilities.ascii_only)

    def keep_place(self) -> None:
        """Remember where the reviewer is."""
        case = self.case
        queue = self.queue.words
        remember_place(self.desk.store, case.place(queue) if case is not None else Place(filter=queue))
