"""Breaking display text into rows of a given width in cells."""

from __future__ import annotations

import re

from rich.cells import split_graphemes

_ONE_CELL_EACH = re.compile(
    "[ -~\u00a0-\u00ac\u00ae-\u02ff\u0370-\u0482\u2010-\u2027\u2400-\u2421\u2500-\u25fc\u27e8\u27e9]*"
)
"""Characters that surely fill one cell each, so that plain text need not be measured."""


def rows(text: str, width: int) -> list[tuple[int, int]]:
    """The half-open ranges of `text` that each fill one row; at least one, and newlines belong to none."""
    found: list[tuple[int, int]] = []
    start = 0
    for line in text.split("\n"):
        end = start + len(line)
        if _ONE_CELL_EACH.fullmatch(line):
            _narrow(text, start, end, width, found)
        else:
            _wide(line, start, width, found)
        start = end + 1
    return found


def _narrow(text: str, start: int, end: int, width: int, found: list[tuple[int, int]]) -> None:
    """Greedy, at the last space that fits; every character is one cell."""
    while end - start > width:
        space = text.rfind(" ", start + 1, start + width + 1)
        stop = space if space > 0 else start + width
        found.append((start, stop))
        start = stop + 1 if space > 0 else stop
    found.append((start, end))


def _wide(line: str, offset: int, width: int, found: list[tuple[int, int]]) -> None:
    """The same by graphemes, for text whose characters differ in width; never splits one."""
    start, space, used, since = 0, -1, 0, 0
    for begin, end, cells in split_graphemes(line)[0]:
        blank = line[begin:end] == " "
        if used + cells > width and begin > start:
            if blank:
                found.append((offset + start, offset + begin))
                start, space, used = end, -1, 0
                continue
            if space > start:
                found.append((offset + start, offset + space))
                start, used = space + 1, since
            else:
                found.append((offset + start, offset + begin))
                start, used = begin, 0
            space = -1
        used, since = used + cells, since + cells
        if blank:
            space, since = begin, 0
    found.append((offset + start, offset + len(line)))
