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

    def render_lines(self, crop: Region) -> list[Strip]:
        """Rows as the palette paints them: no style of Textual's adds to them, so its style cache is passed by."""
        width = self.size.width
        strips = [self._strip(y, width) for y in crop.line_range]
        return strips if crop.column_span == (0, width) else [strip.crop(*crop.column_span) for strip in strips]

    def render_line(self, y: int) -> Strip:
        """One row of the frame."""
        return self._strip(y, self.size.width)

    def _strip(self, y: int, width: int) -> Strip:
        if y >= len(self.frame):
            return Strip.blank(width, self.palette.style("text"))
        return Strip(self.palette.segments(self.frame[y]), width)
