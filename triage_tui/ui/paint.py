"""From roles to styles: the theme in force, at the colours the terminal has."""

from __future__ import annotations

from collections.abc import Mapping

from rich.segment import Segment
from rich.style import Style

from triage_tui.ui.present.line import Line
from triage_tui.ui.terminal.cells import SIGNS


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

    def segments(self, line: Line) -> list[Segment]:
        """A line, ready for the screen."""
        words = ((run.text.translate(SIGNS) if self._ascii else run.text, run.role) for run in line if run.text)
        return [Segment(text, self.style(role)) for text, role in words]
