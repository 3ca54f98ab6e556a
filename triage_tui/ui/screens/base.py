"""What every screen of the desk does: turn keys into commands, run them or say why not, draw one frame."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Awaitable, Callable
from functools import cached_property
from typing import TYPE_CHECKING, Any, ClassVar

from textual import events
from textual.app import ComposeResult
from textual.screen import Screen

from triage_tui.ui.commands import BY_ID, COMMANDS, Command
from triage_tui.ui.present.chrome import key_name
from triage_tui.ui.present.frame import Frame
from triage_tui.ui.present.line import Line, Run
from triage_tui.ui.present.text import Safe, inline, ours
from triage_tui.ui.situation import Context, Situation
from triage_tui.ui.widgets.board import Board

if TYPE_CHECKING:
    from triage_tui.ui.app import TriageApp

Act = Callable[[], Awaitable[None] | None]


class DeskScreen(Screen[Any], inherit_bindings=False):
    """A screen that is one frame; its acts are rows of the command table."""

    app: TriageApp
    CONTEXT: ClassVar[Context]
    """Whose keys hold here, besides those that hold everywhere."""

    def __init__(self) -> None:
        super().__init__()
        self._prefix = ""

    def compose(self) -> ComposeResult:
        """Only a board."""
        yield Board(self.app.palette)

    @property
    def board(self) -> Board:
        """Where the frame is drawn."""
        return self.query_one(Board)

    @abstractmethod
    def frame(self, width: int, height: int) -> Frame:
        """The frame for a size."""

    @abstractmethod
    def situation(self) -> Situation:
        """What decides which commands are possible now."""

    @abstractmethod
    def acts(self) -> dict[str, Act]:
        """What each command of this screen does, by command id; asked for once."""

    def draw(self) -> None:
        """Draw what is true now."""
        if self.size.width and self.is_mounted:
            frame = self.frame(self.size.width, self.size.height)
            if self.app.arrived:
                self.app.lift_curtain()
            self.board.show(frame, draw_now=self.app.draw_now if self.is_current else None)

    def on_resize(self) -> None:
        """Draw for the new size."""
        self.draw()

    async def on_screen_resume(self) -> None:
        """In front again."""
        await self.app.attempt(self.resumed)

    def resumed(self) -> Awaitable[None] | None:
        """Draw what may have changed meanwhile."""
        self.draw()
        return None

    async def heard(self) -> None:
        """Something has changed in the background: draw what is true now."""
        self.draw()

    async def on_key(self, event: events.Key) -> None:
        """Run the command of a key, or of a prefix and a key."""
        event.stop()
        event.prevent_default()
        pressed = f"{self._prefix} {event.key}".strip()
        waited, self._prefix = self._prefix, ""
        command = self.app.keys.command(pressed, self.CONTEXT)
        if command is not None:
            if waited:
                self.app.status = ()  # What could follow the prefix is said no longer.
            await self.run_command(command)
            if waited:
                self.app.redraw()  # An act with nothing to show leaves even that standing.
        elif not waited and self.app.keys.waits(pressed, self.CONTEXT):
            self._prefix = pressed
            self.say(*self._which_key(pressed))
        elif event.key == "ctrl+c":
            self.say(Run(ours("Q leaves · everything is saved"), "muted"))
        elif waited or event.is_printable:
            self.say(Run(ours("{} does nothing here · ? lists the keys", key_name(pressed)), "muted"))

    async def run_command_id(self, command_id: str) -> None:
        """Do what a command stands for, by its id."""
        await self.run_command(BY_ID[command_id])

    async def run_command(self, command: Command) -> None:
        """Do what a command stands for, or say why it cannot be done."""
        reason = command.why_not(self.situation())
        if reason is not None:
            self._refuse(reason)
        elif command.guarded:
            self.app.admit(lambda: self.call_next(self._act, command), self._refuse)
        else:
            await self._act(command)

    @cached_property
    def _acts(self) -> dict[str, Act]:
        return self.acts()

    async def _act(self, command: Command) -> None:
        act = self._acts.get(command.id) or self.app.acts[command.id]
        await self.app.attempt(act)

    def _refuse(self, reason: str) -> None:
        self.app.say(Run(inline(reason), "warning"))  # Maybe a moment later, when another screen is in front.

    def say(self, *words: Run) -> None:
        """Put something into the status row."""
        self.app.status = words
        self.draw()

    def label(self, command: Command) -> Safe | None:
        """What a command is called in the list of what may follow a prefix; none where it stands for nothing."""
        return inline(command.title)

    def _which_key(self, prefix: str) -> Line:
        """What may follow a prefix key."""
        line = [Run(ours("{} …", key_name(prefix)), "key")]
        for command in (one for one in COMMANDS if one.context in (self.CONTEXT, "everywhere")):
            for key in self.app.keys.by_command[command.id]:
                if key.startswith(f"{prefix} ") and (label := self.label(command)) is not None:
                    line.append(Run(ours("  {}", key_name(key.removeprefix(f"{prefix} "))), "key"))
                    line.append(Run(ours(" {}", label), "key-label"))
        return tuple(line)
