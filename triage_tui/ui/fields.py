"""Textual's own fields in the colours of the theme."""

from __future__ import annotations

from textual.theme import Theme

from triage_tui.settings.themes import ThemeFile


def textual_theme(theme: ThemeFile) -> Theme:
    """The colours of Textual's own fields; everything else is drawn by role."""
    colors = dict(theme.textual_colors)
    return Theme(theme.name, colors.pop("primary"), dark=theme.dark, **colors)  # type: ignore[arg-type] # all are colours
