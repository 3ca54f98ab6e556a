"""Our end of the terminal: input and output on the event loop, without threads."""

from __future__ import annotations

import asyncio
import codecs
import contextlib
import os
import select
import signal
import time
from collections.abc import Iterable, Iterator
from types import FrameType
from typing import TYPE_CHECKING, Any, Protocol, cast

from textual import events, messages
from textual.driver import Driver
from textual.geometry import Size
from textual.message import Message

from triage_tui.ui.terminal import modes
from triage_tui.ui.terminal.answers import Answers
from triage_tui.ui.terminal.burst import Burst
from triage_tui.ui.terminal.departure import Departure
from triage_tui.ui.terminal.guard import GuardedParser
from triage_tui.ui.terminal.opening import Opening
from triage_tui.ui.terminal.output import Output
from triage_tui.ui.terminal.replies import Cutter

if TYPE_CHECKING:
    from textual.app import App

FAREWELL = 0.3
"""Longest wait, in seconds, for a slow terminal to take the last bytes."""
GONE = 129
"""Exit status when the terminal has gone: as if by SIGHUP."""


class Host(Protocol):
    """What the driver tells the app that owns it."""

    opening: Opening | None
    """The terminal as it was opened with a first frame; none where it is still the shell's."""
    typed_ahead: bytes
    """What was typed while the terminal was being measured."""
    answers: Answers
    """What the terminal was asked."""

    def terminal_drained(self, dropped: bool) -> None:
        """A slow terminal has taken everything; `dropped` says that frames were left out."""

    def terminal_answered(self, row: int, column: int) -> None:
        """The terminal has reported its cursor (from 1)."""

    def terminal_cleared(self) -> None:
        """Nobody knows what the screen shows: after the start, a stop, or a change of size."""


class TerminalDriver(Driver):
    """Reads when there is input, writes what the terminal takes, leaves it as it was."""

    def __init__(
        self, app: App[Any], *, debug: bool = False, mouse: bool = True, size: tuple[int, int] | None = None
    ) -> None:
        super().__init__(app, debug=debug, mouse=mouse, size=size)
        self._host = cast("Host", app)
        self._input = 0
        self._screen, self._reopened = _open_screen(1)
        self._before: modes.Attributes | None = None
        self._active = False
        self._must_signal_resume = False
        self._frame: list[bytes] | None = None
        self._tick: asyncio.TimerHandle | None = None
        self._decode = codecs.getincrementaldecoder("utf-8")(errors="replace").decode
        self._parser = GuardedParser(self._host.terminal_answered, self._on_mode)
        self.burst = Burst()
        """When keys came."""
        self.output = Output(self._screen, on_drained=self._host.terminal_drained, on_gone=self._lost)
        """The way out."""
        self._departure = Departure(app, self.restore_at_once)
        self._size = size or self._measure()

    @property
    def pending(self) -> bool:
        """Whether input waits that has not been read."""
        return bool(select.select([self._input], [], [], 0)[0])

    @property
    def can_suspend(self) -> bool:
        """The terminal can be lent to another program."""
        return True

    def write(self, data: str) -> None:
        """Send a sequence, or add it to the frame being made."""
        encoded = data.encode("utf-8", "replace")
        if self._frame is None:
            self.output.control(encoded)
        else:
            self._frame.append(encoded)

    @contextlib.contextmanager
    def one_frame(self) -> Iterator[None]:
        """Gather what is written meanwhile into one frame, which is sent or dropped whole."""
        self._frame = []
        try:
            yield
        finally:
            drawing, self._frame = b"".join(self._frame), None
            self.output.frame(drawing)

    def send_message(self, message: Message) -> None:
        """Hand a message to the app; we are on its loop already."""
        self._app.post_message(message)

    def start_application_mode(self) -> None:
        """Take the terminal over."""
        opened = self._host.opening.taken_over() if self._host.opening is not None else None
        before = modes.enter_raw(self._input)
        self._before = self._before or opened or before
        self._active = True
        os.set_blocking(self._screen, False)
        self.output.control((b"" if opened else modes.ENTER) + (modes.MOUSE_ON if self._mouse else b""))
        if os.environ.get("TERM_PROGRAM") != "Apple_Terminal":
            self.output.control(modes.ASK_SYNC)
        self._loop.add_reader(self._input, self._readable)
        self._loop.add_signal_handler(signal.SIGWINCH, self._resized)
        self._loop.add_signal_handler(signal.SIGCONT, self._continued)
        signal.signal(signal.SIGTSTP, self._stop_asked)
        self._departure.watch()
        self._sized()
        if opened is None:
            self._host.terminal_cleared()
        typed, self._host.typed_ahead = self._host.typed_ahead, b""
        self._take(typed)
        if self._must_signal_resume:
            self._must_signal_resume = False
            self.send_message(self.SignalResume())

    def disable_input(self) -> None:
        """Read no more."""
        self._loop.remove_reader(self._input)
        if self._tick is not None:
            self._tick.cancel()

    def stop_application_mode(self) -> None:
        """Give the terminal back as it was."""
        if not self._active:
            return
        self._active = False
        self.disable_input()
        self._loop.remove_signal_handler(signal.SIGWINCH)
        self.output.control((modes.MOUSE_OFF if self._mouse else b"") + modes.LEAVE)
        self.output.finish(FAREWELL)
        self._hear_out(time.monotonic() + FAREWELL)
        modes.leave_raw(self._input, self._before)
        self._before = None
        if not self._reopened:
            os.set_blocking(self._screen, True)

    def close(self) -> None:
        """Let the signals go; not all of them while another program only borrows the terminal."""
        if not self._app._running:
            self._departure.forget()
            self._loop.remove_signal_handler(signal.SIGCONT)
            signal.signal(signal.SIGTSTP, signal.SIG_DFL)
        else:
            self._departure.lend()

    def settle(self) -> None:
        """The app has ended: nobody needs to end it any more."""
        self._departure.settle()

    def restore_at_once(self) -> None:
        """Give the terminal back without the event loop, before a hard exit."""
        with contextlib.suppress(OSError):
            os.write(self._screen, modes.MOUSE_OFF + modes.LEAVE)
        modes.leave_raw(self._input, self._before)

    def _readable(self) -> None:
        read = self._read()
        if read:
            self._take(read)
        elif read is not None:
            self._lost()

    def _read(self) -> bytes | None:
        """What was typed or answered; nothing where the terminal has gone, None where it says so too early."""
        try:
            return os.read(self._input, 65_536)
        except BlockingIOError:
            return None
        except OSError:
            return b""

    def _take(self, read: bytes) -> None:
        self._post(self._parser.feed(self._decode(read)))
        self.burst.settled()
        if self._tick is not None:
            self._tick.cancel()
        patience = self._parser.patience
        self._tick = None if patience is None else self._loop.call_later(patience, self._give_up)

    def _hear_out(self, limit: float) -> None:
        """Wait for answers that are under way: the shell would take them for something typed."""
        answers, cutter = self._host.answers, Cutter()
        while answers.known and answers.open:
            left = max(limit - time.monotonic(), 0.0)
            read = self._read() if select.select([self._input], [], [], left)[0] else b""
            if not read:
                break
            for arrival in cutter.feed(self._decode(read)):
                answers.answered(arrival.numbers)
        answers.forget()

    def _give_up(self) -> None:
        self._tick = None
        self._post(self._parser.tick())

    def _post(self, arrived: Iterable[Message]) -> None:
        for message in arrived:
            if isinstance(message, events.Key | events.Paste):
                key = message.key if isinstance(message, events.Key) else ""
                message.time = self.burst.pressed(key, time.monotonic())
            self.process_message(message)

    def _on_mode(self, mode: int, setting: int) -> None:
        if mode == 2026 and setting in (1, 2):
            self.send_message(messages.TerminalSupportsSynchronizedOutput())

    def _lost(self) -> None:
        self.disable_input()
        self._departure.leave(GONE)

    def _measure(self) -> tuple[int, int]:
        try:
            columns, rows = os.get_terminal_size(self._screen)
        except OSError:
            return (80, 24)
        return (columns or 80, rows or 24)

    def _sized(self) -> None:
        size = Size(*self._measure())
        self.send_message(events.Resize(size, size))

    def _resized(self) -> None:
        self._sized()
        self._host.terminal_cleared()

    def _stop_asked(self, number: int, frame: FrameType | None) -> None:
        if self._auto_restart:
            self._loop.call_soon_threadsafe(self._stop)
        else:
            # The loop waits for the program that borrows the terminal, which stops with us.
            os.kill(os.getpid(), signal.SIGSTOP)

    def _stop(self) -> None:
        self.suspend_application_mode()
        self._must_signal_resume = True
        modes.stop_group()

    def _continued(self) -> None:
        if not modes.in_foreground(self._input):
            modes.stop_group()
        elif self._auto_restart:
            self.start_application_mode()


def _open_screen(fd: int) -> tuple[int, bool]:
    """Open the terminal anew: the shell shares the first one, and would stay non-blocking after us."""
    try:
        return os.open(os.ttyname(fd), os.O_WRONLY | os.O_NONBLOCK | os.O_NOCTTY), True
    except OSError:
        return fd, False
