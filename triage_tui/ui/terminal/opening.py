"""The first frame, drawn before Textual is there: importing it takes longer than everything else at the start."""

from __future__ import annotations

import contextlib
import os
import signal
import time
from collections.abc import Iterator, Mapping, Sequence
from types import FrameType
from typing import TYPE_CHECKING

from triage_tui.ui.terminal import modes, probe
from triage_tui.ui.terminal.colours import Colours, frame_for
from triage_tui.ui.terminal.probe import Measured

if TYPE_CHECKING:
    from triage_tui.ui.terminal.frame import Words

SIGNALS = (signal.SIGHUP, signal.SIGTERM)


class Opening:
    """A terminal that is ours already and shows the first frame; the driver takes it over as it is."""

    def __init__(self, environ: Mapping[str, str], colours: Colours) -> None:
        self.frame = frame_for(colours, environ, probe.encoding_of(environ))
        """What the terminal shows; the app goes on drawing from here."""
        self._environ = environ
        self._before: modes.Attributes | None = None
        self._asked = 0.0

    @property
    def size(self) -> tuple[int, int]:
        """Columns and rows."""
        size = os.get_terminal_size(1)
        return size.columns or 80, size.lines or 24

    @contextlib.contextmanager
    def held(self) -> Iterator[None]:
        """Give the terminal back in the end, unless somebody took it over and gave it back themselves."""
        handlers = {number: signal.signal(number, _leave) for number in SIGNALS}
        try:
            yield
        finally:
            for number, handler in handlers.items():
                signal.signal(number, handler)
            if (before := self.taken_over()) is not None:
                with contextlib.suppress(OSError):
                    os.write(1, modes.LEAVE)
                modes.leave_raw(0, before)

    def show(self, rows: Sequence[Words]) -> None:
        """Draw the frame, and ask the terminal how it measures text; typing from now on waits for the app."""
        columns, lines = self.size
        self._before = modes.enter_raw(0)
        if self._before is None:
            return
        self.frame.begin(columns, lines)
        for number, row in enumerate(rows[:-1]):
            self.frame.put(number, 0, row, columns)
        drawing = modes.ENTER + self.frame.draw().encode()
        if probe.speaks_utf8(self._environ):
            drawing += f"\x1b[{lines}H".encode() + probe.QUESTIONS
            self._asked = time.monotonic()
        self.frame.put(lines - 1, 0, rows[-1], columns)
        _write(drawing + self.frame.draw().encode())

    def measured(self) -> Measured:
        """What the terminal answered meanwhile; it has had its time while Textual was imported."""
        return probe.answers(self._environ, self._asked + probe.BUDGET) if self._asked else Measured()

    def taken_over(self) -> modes.Attributes | None:
        """The terminal's attributes of before, for whoever gives it back; none the second time."""
        before, self._before = self._before, None
        return before


def _write(drawing: bytes) -> None:
    while drawing:
        drawing = drawing[os.write(1, drawing) :]


def _leave(number: int, frame: FrameType | None) -> None:
    raise SystemExit(128 + number)
