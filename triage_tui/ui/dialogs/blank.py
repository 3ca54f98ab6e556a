"""Nothing to see, until the next key."""

from __future__ import annotations

from textual import events

from triage_tui.ui.dialogs.base import Dialog
from triage_tui.ui.present.frame import Frame, pad
from triage_tui.ui.present.line import Run
from triage_tui.ui.present.text import ours


class Blank(Dialog[None]):
    """An empty screen; any key brings the desk back and does nothing else."""

    def over(self, behind: Frame, width: int, height: int) -> Frame:
        """Only how to come back."""
        return pad([(Run(ours(" any key brings the desk back"), "muted"),)], height, width)

    def on_key(self, event: events.Key) -> None:
        """Come back."""
        event.stop()
        self.dismiss(None)
