"""What is on the screen, what it was asked, and what waits until the terminal has caught up."""

from __future__ import annotations

import asyncio
import os
import time
from collections.abc import Callable, Iterable

from rich.console import RenderableType
from textual.app import App
from textual.screen import Screen

from triage_tui.ui.terminal import paint, scrub
from triage_tui.ui.terminal.answers import Answers
from triage_tui.ui.terminal.arrival import PATIENCE, Arrival
from triage_tui.ui.terminal.colours import Colours, frame_for
from triage_tui.ui.terminal.driver import TerminalDriver
from triage_tui.ui.terminal.frame import Frame, Words
from triage_tui.ui.terminal.opening import Opening
from triage_tui.ui.terminal.pace import Pace
from triage_tui.ui.terminal.probe import Measured

_TORN = 200
"""Characters of a drawing above which a terminal may show half of it."""
_BATCH = 0.05
"""Seconds after which it is looked again whether Textual draws."""


class DrawingApp(App[int], inherit_bindings=False):
    """Draws when the terminal can take it; state goes on meanwhile, and frames in between are never made."""

    def __init__(self, measured: Measured, colours: Colours, opening: Opening | None) -> None:
        """With an `opening` nothing is drawn before `lift_curtain`."""
        self.opening = opening
        """The terminal as it was opened; its frame stays until the app has one of its own."""
        self.answers = Answers(known=measured.answers)
        """What the terminal is asked, to know what it has taken."""
        self.arrival = Arrival(self.answers)
        """Whether what is true now was shown."""
        self._pace = Pace(self.answers)
        self._curtain = opening is not None
        self._owed = False
        self._alarms: dict[Callable[[], None], asyncio.TimerHandle] = {}
        self._frame: Frame | None = None
        if paint.textual_is_known() and os.environ.get("TRIAGE_PLAIN_OUTPUT") != "1":
            new = frame_for(colours, os.environ, measured.capabilities.encoding)
            self._frame = new if opening is None else opening.frame
        else:
            scrub.install(colours=colours is not Colours.NONE)
        super().__init__()

    def expect_frame(self) -> None:
        """Say, after the last change of state, that something else is in front now."""
        if self._terminal is not None:
            self.arrival.expect()
            self._in(PATIENCE, self._nothing_drawn)

    def ask_again(self) -> None:
        """Ask whether what was drawn has arrived: an answer may have been lost."""
        if self._terminal is not None and self.arrival.drawn:
            self._ask(self._terminal)

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
        else:
            self._ask_where_due()

    def terminal_answered(self, row: int, column: int) -> None:
        """The terminal has answered for all before a question, whose mark is this place."""
        now = time.monotonic()
        if (question := self.answers.answered((row, column))) is not None:
            self._pace.answered(question, now)
            self.arrival.answered(question.place, now)
            self._catch_up()

    def lift_curtain(self) -> None:
        """Draw from now on; the frame of the opening gives way to the first one that differs."""
        if self._curtain:
            self._curtain = False
            self.screen.refresh(layout=True)

    def draw_now(self, rows: Iterable[tuple[int, Words]]) -> bool:
        """Send whole rows of the screen in front, on which nothing lies, without a round through the compositor.

        False where only the compositor can draw them. They are drawn later where the terminal is behind.
        """
        terminal, frame = self._terminal, self._frame
        if terminal is None or frame is None or not frame.valid or frame.size != self.size:
            return False
        if self._curtain or self._batch_count:
            return False
        if self._waits(terminal):
            return True
        if self._owed:
            return False
        for row, words in rows:
            frame.put(row, 0, words, self.size.width)
        self._send(terminal, frame)
        self._frame_out(terminal)
        return True

    @property
    def _terminal(self) -> TerminalDriver | None:
        return self._driver if isinstance(self._driver, TerminalDriver) else None

    def _ask(self, terminal: TerminalDriver) -> None:
        """Ask for the cursor, put where only this question puts it, and put it back."""
        if terminal.output.idle:
            row, column = self.answers.ask(terminal.output.sent, time.monotonic(), self.size)
            terminal.write(f"\x1b[{row};{column}H\x1b[6n{self._cursor_home()}")

    def _ask_where_due(self) -> None:
        terminal = self._terminal
        if terminal is not None and (self.arrival.unasked or self._pace.due(terminal.output.sent)):
            self._ask(terminal)

    def _frame_out(self, terminal: TerminalDriver) -> None:
        self._owed = False
        self.arrival.frame_sent(terminal.output.sent, time.monotonic())
        self._ask_where_due()

    def _nothing_drawn(self) -> None:
        """Something else is in front that looks the same."""
        if self._terminal is not None and not self._owed and not self.arrival.drawn:
            self._frame_out(self._terminal)

    def _waits(self, terminal: TerminalDriver) -> bool:
        """Whether the terminal is too far behind for another frame; what that would have shown is owed to it."""
        now = time.monotonic()
        if terminal.output.stalled:
            terminal.output.frame(b"")
        elif self._pace.waits(terminal.output.sent, now):
            self._in(self._pace.left(now), self._catch_up)
        else:
            return False
        self._owed = True
        self.arrival.expect()
        return True

    def _catch_up(self) -> None:
        """Draw what is owed, unless it has to wait again."""
        if self._owed and self._batch_count:
            self._in(_BATCH, self._catch_up)
        elif self._owed and self._running and self._screen_stack:
            self._display(self.screen, paint.whole(self.screen))

    def _in(self, seconds: float, act: Callable[[], None]) -> None:
        """Do something once, so long after the last time that this was said."""
        if (alarm := self._alarms.get(act)) is not None:
            alarm.cancel()
        self._alarms[act] = asyncio.get_running_loop().call_later(seconds, act)

    def _cursor_home(self) -> str:
        column, row = self.cursor_position
        # In a field that is narrower than its text the caret may be left of the window for one frame.
        return f"\x1b[{max(row, 0) + 1};{max(column, 0) + 1}H"

    def _display(self, screen: Screen[object], renderable: RenderableType | None) -> None:
        terminal = self._terminal
        if self._curtain:
            return
        if renderable is None or terminal is None or self._batch_count or not self._running or self._closed:
            super()._display(screen, renderable)
        elif not self._waits(terminal):
            update = (paint.whole(screen) if self._owed else None) or renderable
            if self._draw(terminal, screen, update):
                self._frame_out(terminal)
            self.post_display_hook()

    def _draw(self, terminal: TerminalDriver, screen: Screen[object], update: RenderableType) -> bool:
        """Draw; false where only a full repaint can, which is asked for."""
        frame = self._frame
        if frame is None:
            with terminal.one_frame():
                super()._display(screen, update)
        elif paint.paint(update, frame):
            self._send(terminal, frame)
        else:
            frame.invalidate()
            screen.refresh()
            return False
        return True

    def _send(self, terminal: TerminalDriver, frame: Frame) -> None:
        if drawing := frame.draw(unseen=self._sync_available):
            drawing += self._cursor_home()
            if self._sync_available and len(drawing) > _TORN:
                drawing = f"\x1b[?2026h{drawing}\x1b[?2026l"
            terminal.output.frame(drawing.encode())
