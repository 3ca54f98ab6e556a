"""The one widget that draws: a frame of lines, of which only the rows that changed are drawn again."""

from __future__ import annotations

from textual.geometry import Region
from textual.strip import Strip
from textual.widget import Widget

from triage_tui.ui.paint import Palette
from triage_tui.ui.present.frame import Frame


class Board(Widget, can_focus=False):
    """Fills its screen with a frame."""

    DEFAULT_CSS = "Board { width: 100%; height: 100%; }"

    def __init__(self, palette: Palette) -> None:
        super().__init__()
        self.palette = palette
        self.frame: Frame = []
        """What is shown now."""

    def show(self, frame: Frame) -> None:
        """Draw another frame."""
        before, self.frame = self.frame, frame
        if len(before) != len(frame):
            self.refresh()
            return
        changed = [y for y, (old, new) in enumerate(zip(before, frame, strict=True)) if old != new]
        if changed:
            self.refresh(*(Region(0, y, self.size.width, 1) for y in changed))

    def repaint(self, palette: Palette) -> None:
        """Draw the same frame in another theme."""
        self.palette = palette
        self.refresh()

    def render_line(self, y: int) -> Strip:
        """One row of the frame."""
        width = self.size.width
        return self.palette.strip(self.frame[y], width) if y < len(self.frame) else Strip.blank(width)
