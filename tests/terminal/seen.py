"""What a reader sees of a cell, whatever pen it was drawn with."""

from __future__ import annotations

from pyte.screens import Char


def inkless(char: Char) -> Char:
    """A cell; of one without ink, the pen that would have shown nowhere is left out."""
    if char.data in ("", " ") and not (char.reverse or char.underscore or char.strikethrough):
        return char._replace(fg="default", bold=False)
    return char
