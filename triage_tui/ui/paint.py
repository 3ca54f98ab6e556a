"""From roles to styles: the theme in force, at the colours the terminal has."""

from __future__ import annotations

from collections.abc import Mapping

from rich.segment import Segment
from rich.style import Style
from textual.strip import Strip
from textual.theme import Theme

from triage_tui.settings.themes import ThemeFile
from triage_tui.ui.present.line import Line

ASCII = str.maketrans("│┃─▸▶▲█░…→←≥·•⋯↑↓✓┌┐└┘├┤⟨⟩␀", "||->>^#.~><>.*~^v*++++++<>0")
"""Our own signs, each with a plain one of the same width."""


def textual_theme(theme: ThemeFile) -> Theme:
    """The colours of Textual's own fields; everything else is drawn by role."""
    colors = dict(theme.textual_colors)
    return Theme(theme.name, colors.pop("primary"), dark=theme.dark, **colors)  # type: ignore[arg-type] # all are colours


class Palette:
    """Paints lines."""

    def __init__(self, styles: Mapping[str, str], *, ascii_only: bool = False) -> None:
        self._styles = {role: Style.parse(words) for role, words in styles.items()}
        self._ascii = ascii_only

    def style(self, role: str) -> Style:
        """How a role is drawn; ``role@cursor`` keeps its ink on the ground of the row under the cursor."""
        if role not in self._styles:
            base, _, ground = role.partition("@")
            under = self._styles[ground]
            ground_only = Style(bgcolor=under.bgcolor and under.bgcolor.name)
            # Reversed inks would make a patchwork of grounds.
            self._styles[role] = under if under.reverse else self._styles[base] + ground_only
        return self._styles[role]

    def strip(self, line: Line, cells: int) -> Strip:
        """A line of exactly so many cells, ready for the screen."""
        words = ((run.text.translate(ASCII) if self._ascii else run.text, run.role) for run in line if run.text)
        return Strip([Segment(text, self.style(role)) for text, role in words], cells)
