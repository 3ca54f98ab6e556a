"""What the keys do here."""

from __future__ import annotations

from textual import events

from triage_tui.ui.dialogs.base import Dialog
from triage_tui.ui.present.chrome import status_bar
from triage_tui.ui.present.frame import Frame, beside, pad
from triage_tui.ui.present.help import help_lines
from triage_tui.ui.present.line import Run, fit
from triage_tui.ui.present.text import inline, ours
from triage_tui.ui.screens.base import DeskScreen


class Help(Dialog[None]):
    """All keys of the screen behind, in two columns where there is room."""

    def __init__(self, screen: DeskScreen) -> None:
        super().__init__()
        self._below = screen
        self._top = 0
        self._most = 0

    def over(self, behind: Frame, width: int, height: int) -> Frame:
        """The whole screen."""
        wide = width >= 120
        cells = width // 2 - 1 if wide else width
        lines = help_lines(self._below.situation(), self._below.CONTEXT, self.app.keys.by_command, cells)
        if wide:
            half = (len(lines) + 1) // 2
            lines = beside(lines[:half], lines[half:], cells, width)
        self._most = max(len(lines) - (height - 2), 0)
        self._top = min(self._top, self._most)
        title = fit((Run(ours(" triage-tui ▸ {} ▸ help", inline(self._below.CONTEXT)), "title"),), width, "title")
        foot = (Run(ours("j k Space scroll · Esc, q or ? leaves · : finds a command by name"), "muted"),)
        return [title, *pad(lines[self._top :], height - 2, width), status_bar(foot, width)]

    def on_key(self, event: events.Key) -> None:
        """Scroll, or leave."""
        event.stop()
        step = {"down": 1, "j": 1, "up": -1, "k": -1, "space": 15, "pagedown": 15, "pageup": -15}.get(event.key)
        if step is not None:
            self._top = min(max(self._top + step, 0), self._most)
            self.draw()
        elif event.key in ("escape", "q", "question_mark", "enter"):
            self.dismiss(None)
