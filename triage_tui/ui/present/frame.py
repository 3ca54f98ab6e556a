"""Putting lines together into frames of an exact size."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

from triage_tui.ui.present.line import Line, Run, fit, width
from triage_tui.ui.present.text import Safe, clip, cut, ours

Frame = list[Line]
"""Exactly as many lines as the screen has rows, each exactly as wide as the screen."""

DIVIDER = Run(ours("│"), "border")


def pad(lines: Sequence[Line], height: int, cells: int) -> Frame:
    """Cut or fill up to a size."""
    fitted = [fit(line, cells) for line in lines[:height]]
    return fitted + [fit((), cells)] * (height - len(fitted))


def beside(left: Sequence[Line], right: Sequence[Line], left_cells: int, cells: int) -> Frame:
    """Two columns with a divider between them; as many rows as the longer one has."""
    height = max(len(left), len(right))
    return joined(pad(left, height, left_cells), pad(right, height, cells - left_cells - 1))


def joined(left: Sequence[Line], right: Sequence[Line]) -> Frame:
    """The same of columns that have their size already."""
    return [(*one, DIVIDER, *other) for one, other in zip(left, right, strict=True)]


@lru_cache(64)
def rule(cells: int, *notes: Run) -> Line:
    """A horizontal rule with notes set into its beginning."""
    if not notes:
        return (Run(_dashes(cells), "border"),)
    line = (Run(ours("── "), "border"), *notes, Run(ours(" "), "border"))
    return fit((*line, Run(_dashes(cells - width(line)), "border")), cells)


def _dashes(cells: int) -> Safe:
    return ours("{:─<{}}", ours(""), max(cells, 0))


def spread(left: Line, right: Line, cells: int) -> Line:
    """One line at either edge; the left one gives way, and then the right one is cut."""
    room = cells - width(right)
    return (*fit(left, room), *right) if room > 0 else fit(right, cells)


def over(frame: Frame, box: Sequence[Line], x: int, y: int, cells: int) -> Frame:
    """The frame with a box of `cells` width laid over it."""
    laid = list(frame)
    for row, line in enumerate(box, y):
        if 0 <= row < len(laid):
            below = laid[row]
            laid[row] = (*take(below, x), *fit(line, cells), *drop(below, x + cells))
    return laid


def take(line: Line, cells: int) -> Line:
    """The first cells of a line; a wide character that would be cut in half becomes a space."""
    return fit(line, cells, ellipsis=ours("")) if width(line) >= cells else fit(line, cells)


def drop(line: Line, cells: int) -> Line:
    """The line without its first cells."""
    left = cells
    for n, run in enumerate(line):
        size = width((run,))
        if size > left:
            kept = width((Run(cut(run.text, left, ours("")), run.role),))
            start = len(cut(run.text, left, ours(""))) if kept == left else len(cut(run.text, left + 1, ours("")))
            gap = (Run(ours(" "), run.role),) if kept < left else ()
            return (*gap, Run(clip(run.text, start, len(run.text)), run.role), *line[n + 1 :])
        left -= size
    return ()


BORDER = 4
"""Cells that a box's edges take in a row."""


def box(title: Line, lines: Sequence[Line], cells: int) -> list[Line]:
    """Lines inside a border with a title."""
    inner = cells - BORDER
    top = rule(cells - 2, *title)
    edge = Run(ours("│"), "border")
    body = [(edge, Run(ours(" "), "text"), *fit(line, inner), Run(ours(" "), "text"), edge) for line in lines]
    bottom = Run(_dashes(cells - 2), "border")
    return [
        (Run(ours("┌"), "border"), *top, Run(ours("┐"), "border")),
        *body,
        (Run(ours("└"), "border"), bottom, Run(ours("┘"), "border")),
    ]


def centred(frame: Frame, title: Line, lines: Sequence[Line], cells: int) -> Frame:
    """The frame with a box in its middle, cut to fit; without it where not even its border fits."""
    screen = width(frame[0]) if frame else cells
    wide = min(cells, screen)
    if wide <= BORDER:
        return frame
    boxed = box(title, lines[: max(len(frame) - 4, 1)], wide)
    return over(frame, boxed, (screen - wide) // 2, max((len(frame) - len(boxed)) // 2, 0), wide)
