"""One line of the screen: safe text in runs, each with the role that a theme paints."""

from __future__ import annotations

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
    return sum(cells(run.text) for run in line)


def fit(line: Line, limit: int, fill_role: str = "text", ellipsis: Safe = ELLIPSIS) -> Line:
    """The line in exactly `limit` cells: cut with an ellipsis, or filled with spaces of one role."""
    kept = line if width(line) <= limit else _cut(line, limit, ellipsis)
    room = limit - width(kept)
    return (*kept, Run(ours("{:{}}", ours(""), room), fill_role)) if room else kept


def _cut(line: Line, limit: int, ellipsis: Safe) -> Line:
    room = limit
    kept: list[Run] = []
    for place, run in enumerate(line):
        if cells(run.text) + min(width(line[place + 1 :]), cells(ellipsis)) > room:
            short = cut(ours("{}{}", run.text, ellipsis), room, ellipsis)
            return (*kept, Run(short, run.role))
        kept.append(run)
        room -= cells(run.text)
    return tuple(kept)
