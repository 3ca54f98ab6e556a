"""One line of the screen: safe text in runs, each with the role that a theme paints."""

from __future__ import annotations

from functools import lru_cache
from typing import NamedTuple

from triage_tui.ui.present.text import ELLIPSIS, Safe, cells, cut, ours


class Run(NamedTuple):
    """Text of one role."""

    text: Safe
    """What is shown, without a line feed."""
    role: str
    """A name from the theme's roles: "text", "token", "muted"."""


Line = tuple[Run, ...]


def width(line: Line) -> int:
    """How many terminal cells a line takes."""
    return sum([len(text) if text.isascii() else cells(text) for text, _ in line])


def fit(line: Line, limit: int, fill_role: str = "text", ellipsis: Safe = ELLIPSIS) -> Line:
    """The line in exactly `limit` cells: cut with an ellipsis, or filled with spaces of one role."""
    room = limit - width(line)
    if room < 0:
        line = _cut(line, limit, ellipsis)
        room = limit - width(line)
    return (*line, _blank(room, fill_role)) if room else line


@lru_cache(1024)
def _blank(room: int, role: str) -> Run:
    return Run(ours("{:{}}", ours(""), room), role)


def _cut(line: Line, limit: int, ellipsis: Safe) -> Line:
    room, behind, last = limit, width(line), cells(ellipsis)
    for place, run in enumerate(line):
        size = cells(run.text)
        behind -= size
        if size + min(behind, last) > room:
            return (*line[:place], Run(cut(ours("{}{}", run.text, ellipsis), room, ellipsis), run.role))
        room -= size
    return line
