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
from textual.app import App, SystemCommand
from textual.driver import Driver
from textual.message import Message
from textual.screen import Screen

from triage_tui.ui.present.capabilities import Capabilities
from triage_tui.ui.terminal import crash, paint, scrub
from triage_tui.ui.terminal.arrival import PATIENCE, Arrival
from triage_tui.ui.terminal.burst import HOLD, Verdict
from triage_tui.ui.terminal.clipboard import Clipboard, Copied
from triage_tui.ui.terminal.colours import Colours, frame_for
from triage_tui.ui.terminal.driver import TerminalDriver
from triage_tui.ui.terminal.frame import Frame, Words
from triage_tui.ui.terminal.opening import Opening
from triage_tui.ui.terminal.probe import Measured

_TORN = 200
"""Characters of a drawing above which a terminal may show half of it."""

_pressed: ContextVar[float | None] = ContextVar("pressed", default=None)


def note_input(message: Message) -> None:
    """Textual calls this in the task that is about to handle a message: each task knows its own last key."""
    if isinstance(message, events.InputEvent):
        _pressed.set(message.time)


class TerminalApp(App[int], inherit_bindings=False):
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
        """`measured` is what `probe.measure` said; the clip file and crash reports go to `state_folder`.

        With an `opening` nothing is drawn before `lift_curtain`: its frame stays until the app has one of its own.
        """
        self.opening = opening
        self._curtain = opening is not None
        measured = measured or Measured()
        self.capabilities: Capabilities = measured.capabilities
        """What the terminal draws as wide as the layout believes."""
        self.colours = colours
        """The rung of the colour ladder."""
        self.typed_ahead = measured.typed
        """What was typed while the terminal was being measured."""
        self._state_folder = state_folder
        self._arrival = Arrival(answers=measured.answers)
        self._crashed: BaseException | None = None
        self._frame: Frame | None = None
        if paint.textual_is_known() and os.environ.get("TRIAGE_PLAIN_OUTPUT") != "1":
            new = frame_for(colours, os.environ, measured.capabilities.encoding)
            self._frame = new if opening is None else opening.frame
        else:
            scrub.install(colours=colours is not Colours.NONE)
        super().__init__()
        self.clipboard_ladder = Clipboard(
            os.environ, self._send_sequence, state_folder / "clip.txt" if state_folder else None
        )
        """Where copies go."""

    def expect_frame(self) -> None:
        """Say, after the last change of state, that something else is in front now."""
        if self._terminal is not None:
            self._arrival.expect()
            self.set_timer(PATIENCE, self._frame_out)  # Where nothing had to be drawn.

    def admit(self, act: Callable[[], None], refuse: Callable[[str], None]) -> None:
        """Let the key in hand decide: `act`, or `refuse` with a reason; it must come alone, and after the frame.

        The key in hand is the one whose event the calling widget or binding handles.
        """
        terminal, pressed = self._terminal, _pressed.get()
        if terminal is None or pressed is None:
            act()
        elif reason := self._arrival.why_not(pressed):
            self._ask()
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

    def terminal_cleared(self) -> None:
        """Nobody knows what the terminal shows."""
        if self._frame is not None:
            self._frame.invalidate()
        if self._running and self._screen_stack:
            self.refresh(layout=True)

    def terminal_drained(self, dropped: bool) -> None:
        """A slow terminal has caught up."""
        if dropped:
            self.terminal_cleared()
        elif self._arrival.awaited:
            self._ask()

    def terminal_answered(self, row: int, column: int) -> None:
        """The terminal has answered for a frame; the column is the mark."""
        self._arrival.acknowledged(column, time.monotonic())

    def lift_curtain(self) -> None:
        """Draw from now on; the frame of the opening gives way to the first one that differs."""
        if self._curtain:
            self._curtain = False
            self.screen.refresh(layout=True)

    def draw_now(self, rows: Iterable[tuple[int, Words]]) -> bool:
        """Send whole rows of the screen in front, on which nothing lies, without a round through the compositor.

        False where only the compositor can draw them.
        """
        terminal, frame = self._terminal, self._frame
        if terminal is None or frame is None or not frame.valid or frame.size != self.size:
            return False
        if self._curtain or self._batch_count or terminal.output.stalled:
            return False
        for row, words in rows:
            frame.put(row, 0, words, self.size.width)
        self._send(terminal, frame)
        self._frame_out()
        return True

    @property
    def _terminal(self) -> TerminalDriver | None:
        return self._driver if isinstance(self._driver, TerminalDriver) else None

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

    def _ask(self) -> None:
        """Ask for the cursor, put where only this question puts it, and put it back."""
        terminal = self._terminal
        if terminal is not None and terminal.output.idle:
            mark = self._arrival.frame_sent(time.monotonic())
            terminal.write(f"\x1b[2;{mark}H\x1b[6n{self._cursor_home()}")

    def _frame_out(self) -> None:
        if self._arrival.awaited:
            self._ask()

    def _cursor_home(self) -> str:
        column, row = self.cursor_position
        # In a field that is narrower than its text the caret may be left of the window for one frame.
        return f"\x1b[{max(row, 0) + 1};{max(column, 0) + 1}H"

    def _send_sequence(self, sequence: str) -> None:
        if self._terminal is not None:
            self._terminal.write(sequence)

    def _set_pointer_shape(self, shape: str) -> None:
        """Leave the mouse pointer alone."""

    def _display(self, screen: Screen[object], renderable: RenderableType | None) -> None:
        terminal = self._terminal
        if self._curtain:
            return
        if renderable is None or terminal is None or self._batch_count or not self._running or self._closed:
            super()._display(screen, renderable)
            return
        if self._frame is None:
            with terminal.one_frame():
                super()._display(screen, renderable)
        else:
            self._draw(terminal, screen, self._frame, renderable)
            self.post_display_hook()
        self._frame_out()

    def _draw(self, terminal: TerminalDriver, screen: Screen[object], frame: Frame, update: RenderableType) -> None:
        if terminal.output.stalled:
            terminal.output.frame(b"")
            frame.invalidate()
        elif not paint.paint(update, frame):
            frame.invalidate()
            screen.refresh()
        else:
            self._send(terminal, frame)

    def _send(self, terminal: TerminalDriver, frame: Frame) -> None:
        if drawing := frame.draw(unseen=self._sync_available):
            drawing += self._cursor_home()
            if self._sync_available and len(drawing) > _TORN:
                drawing = f"\x1b[?2026h{drawing}\x1b[?2026l"
            terminal.output.frame(drawing.encode())

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
