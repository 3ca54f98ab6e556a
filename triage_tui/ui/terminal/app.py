"""An app that owns its terminal: guarded input, one way out, a truthful exit."""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterable
from contextvars import ContextVar
from functools import partial
from pathlib import Path

from rich.console import RenderableType
from rich.text import Text
from textual import events
from textual.app import SystemCommand
from textual.driver import Driver
from textual.message import Message
from textual.screen import Screen

from triage_tui.ui.present.capabilities import Capabilities
from triage_tui.ui.terminal import crash, scrub
from triage_tui.ui.terminal.burst import HOLD, Verdict
from triage_tui.ui.terminal.clipboard import Clipboard, Copied
from triage_tui.ui.terminal.colours import Colours
from triage_tui.ui.terminal.drawing import DrawingApp
from triage_tui.ui.terminal.driver import TerminalDriver
from triage_tui.ui.terminal.opening import Opening
from triage_tui.ui.terminal.probe import Measured

_pressed: ContextVar[float | None] = ContextVar("pressed", default=None)


def note_input(message: Message) -> None:
    """Textual calls this in the task that is about to handle a message: each task knows its own last key."""
    if isinstance(message, events.InputEvent):
        _pressed.set(message.time)


class TerminalApp(DrawingApp, inherit_bindings=False):
    """The base of the product's app; under Textual's own test driver it behaves as any app does."""

    ENABLE_COMMAND_PALETTE = False

    def __init__(
        self,
        *,
        measured: Measured | None = None,
        colours: Colours = Colours.TRUECOLOR,
        state_folder: Path | None = None,
        opening: Opening | None = None,
    ) -> None:
        """`measured` is what `probe.measure` said; the clip file and crash reports go to `state_folder`."""
        measured = measured or Measured()
        self.capabilities: Capabilities = measured.capabilities
        """What the terminal draws as wide as the layout believes."""
        self.colours = colours
        """The rung of the colour ladder."""
        self.typed_ahead = measured.typed
        """What was typed while the terminal was being measured."""
        self._state_folder = state_folder
        self._crashed: BaseException | None = None
        super().__init__(measured, colours, opening)
        self.clipboard_ladder = Clipboard(
            os.environ, self._send_sequence, state_folder / "clip.txt" if state_folder else None
        )
        """Where copies go."""

    def admit(self, act: Callable[[], None], refuse: Callable[[str], None]) -> None:
        """Let the key in hand decide: `act`, or `refuse` with a reason; it must come alone, and after the frame.

        The key in hand is the one whose event the calling widget or binding handles.
        """
        terminal, pressed = self._terminal, _pressed.get()
        if terminal is None or pressed is None:
            act()
        elif reason := self.arrival.why_not(pressed):
            self.ask_again()
            refuse(reason)
        else:
            self._admit_alone(terminal, pressed, act, refuse)

    def copy_text(self, text: str) -> Copied:
        """Copy to the clipboard in front of the reviewer; say which way it went."""
        return self.clipboard_ladder.copy(text)

    def copy_to_clipboard(self, text: str) -> None:
        """Copy as `copy_text` does, for Textual's own widgets."""
        self._clipboard = text
        self.copy_text(text)

    def open_url(self, url: str, *, new_tab: bool = True) -> None:
        """Open nothing: an address in a case may be an attacker's."""

    def get_driver_class(self) -> type[Driver]:
        """Our own driver, always."""
        return TerminalDriver

    def get_system_commands(self, screen: Screen[object]) -> Iterable[SystemCommand]:
        """Textual's commands without the screenshot, which would put a case into a file."""
        return (command for command in super().get_system_commands(screen) if command.title != "Screenshot")

    def _admit_alone(
        self, terminal: TerminalDriver, at: float, act: Callable[[], None], refuse: Callable[[str], None]
    ) -> None:
        verdict = terminal.burst.judge(at, time.monotonic(), pending=terminal.pending)
        if verdict is Verdict.WAIT:
            self.set_timer(HOLD, partial(self._admit_alone, terminal, at, act, refuse))
        elif verdict is Verdict.REFUSE:
            refuse("that came faster than a hand presses keys; press it once more")
        else:
            act()

    def _send_sequence(self, sequence: str) -> None:
        if self._terminal is not None:
            self._terminal.write(sequence)

    def _set_pointer_shape(self, shape: str) -> None:
        """Leave the mouse pointer alone."""

    def _handle_exception(self, error: Exception) -> None:
        self._crashed = error
        super()._handle_exception(error)

    def panic(self, *renderables: RenderableType) -> None:
        """End, showing where the report is: what Textual wants to show may quote a case."""
        self._fatal_error()

    def _fatal_error(self) -> None:
        error = self._crashed or RuntimeError()
        kept = crash.keep(error, self._state_folder) if self._state_folder else None
        where = f"; what is known is in {kept}" if kept else ""
        self._exit_renderables = [
            Text(scrub.scrub(f"triage-tui ended by a fault of its own ({type(error).__name__}){where}"))
        ]
        self._close_messages_no_wait()
