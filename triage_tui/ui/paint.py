"""From roles to styles: the theme in force, at the colours the terminal has."""

from __future__ import annotations

from collections.abc import Mapping

from rich.style import Style

from triage_tui.ui.present.line import Line
from triage_tui.ui.terminal.cells import SIGNS


class Palette:
    """Paints lines."""

    def __init__(self, styles: Mapping[str, str], *, ascii_only: bool = False) -> None:
        self._styles = _Styles((role, Style.parse(words)) for role, words in styles.items())
        self._ascii = ascii_only

    def style(self, role: str) -> Style:
        """How a role is drawn; ``role@cursor`` keeps its ink on the ground of the row under the cursor."""
        return self._styles[role]

    def words(self, line: Line) -> list[tuple[str, Style | None]]:
        """A line, ready for the screen."""
        styles = self._styles
        if self._ascii:
            return [(text.translate(SIGNS), styles[role]) for text, role in line if text]
        return [(text, styles[role]) for text, role in line if text]


class _Styles(dict[str, Style]):
    """By role; those on another ground are made when they are first asked for."""

    def __missing__(self, role: str) -> Style:
        base, at, ground = role.partition("@")
        if not at:
            raise KeyError(role)
        under = self[ground]
        ground_only = Style(bgcolor=under.bgcolor and under.bgcolor.name)
        # Reversed inks would make a patchwork of grounds.
        self[role] = under if under.reverse else self[base] + ground_only
        return self[role]
