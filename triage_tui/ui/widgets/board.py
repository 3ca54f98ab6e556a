"""The one widget that draws: a frame of lines, of which only the rows that changed are drawn again."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from rich.segment import Segment
from rich.style import Style
from textual.geometry import Region
from textual.strip import Strip
from textual.widget import Widget

from triage_tui.ui.paint import Palette
from triage_tui.ui.present.frame import Frame
from triage_tui.ui.present.line import width

Rows = Iterable[tuple[int, list[tuple[str, Style | None]]]]
"""Whole rows of the screen: how far down from 0, and the words that are drawn there."""


class Board(Widget, can_focus=False):
    """Fills its screen with a frame."""

    DEFAULT_CSS = "Board { width: 100%; height: 100%; }"

    def __init__(self, palette: Palette) -> None:
        super().__init__()
        self.palette = palette
        self.frame: Frame = []
        """What is shown now."""

    def show(self, frame: Frame, draw_now: Callable[[Rows], bool] | None = None) -> None:
        """Draw another frame; `draw_now` may send rows by itself, and says whether it has."""
        before, self.frame = self.frame, frame
        if len(before) != len(frame):
            before = []
            self.refresh()
        changed = [y for y, line in enumerate(frame) if y >= len(before) or before[y] != line]
        words = self.palette.words
        if changed and (draw_now is None or not draw_now((y, words(frame[y])) for y in changed)):
            self.refresh(*(Region(0, y, self._cells, 1) for y in changed))

    def repaint(self, palette: Palette) -> None:
        """Draw the same frame in another theme."""
        self.palette = palette
        self.refresh()

    @property
    def _cells(self) -> int:
        """The width that the frame was made for; the widget may not have been laid out yet."""
        return width(self.frame[0]) if self.frame else 0

    def render_lines(self, crop: Region) -> list[Strip]:
        """Rows as the palette paints them: no style of Textual's adds to them, so its style cache is passed by."""
        strips = [self.render_line(y) for y in crop.line_range]
        whole = crop.column_span == (0, self.size.width)
        return strips if whole else [strip.crop(*crop.column_span) for strip in strips]

    def render_line(self, y: int) -> Strip:
        """One row of the frame."""
        if y >= len(self.frame):
            return Strip.blank(self.size.width, self.palette.style("text"))
        return Strip([Segment(text, style) for text, style in self.palette.words(self.frame[y])], self._cells)
