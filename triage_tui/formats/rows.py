"""The rows of a CSV file: a row that cannot be read costs itself, never the rows after it."""

from __future__ import annotations

import csv
import re
from collections import deque
from collections.abc import Iterator
from typing import TYPE_CHECKING

from triage_tui.formats.found import Bad

if TYPE_CHECKING:
    from triage_tui.formats.source import Source

Line = tuple[int, str]
"""Its number from 1, and its text with the line feed."""
MOST = 16 * 1024 * 1024
"""Longest row, in characters."""


def delimiter(head: bytes) -> str:
    """What parts the cells: whichever is most often outside quotes in the first line."""
    first = re.sub(rb'"[^"]*"', b"", head.split(b"\n", 1)[0])
    return max(",;\t|", key=lambda mark: first.count(mark.encode()))


def rows(source: Source) -> Iterator[tuple[int, list[str]] | Bad]:
    """Every row that is not blank with the number of its first line; `Bad` for those nobody can read."""
    csv.field_size_limit(MOST)
    mark = delimiter(source.head)
    feed, again = _decoded(source), deque[Line]()
    while True:
        group, bad = _balanced(feed, again)
        yield from bad
        if not group:
            return
        reader, start = csv.reader((text for _, text in group), delimiter=mark, strict=True), 0
        try:
            for row in reader:
                if any(row):
                    yield group[start][0], row
                start = reader.line_num
        except csv.Error as error:
            yield Bad(group[start][0], "$", f"is not a row of a table: {error}")
            again.extendleft(reversed(group[start + 1 :]))


def _balanced(feed: Iterator[Line | Bad], again: deque[Line]) -> tuple[list[Line], list[Bad]]:
    """The next lines up to where every quote is closed: a row, as far as one can tell without reading it."""
    group, bad, quotes, length = list[Line](), list[Bad](), 0, 0
    while True:
        line = again.popleft() if again else next(feed, None)
        if line is None:
            break
        if isinstance(line, Bad):
            bad.append(line)
            continue
        group.append(line)
        quotes += line[1].count('"')
        length += len(line[1])
        if quotes % 2 == 0 or length > MOST:
            break
    return group, bad


def _decoded(source: Source) -> Iterator[Line | Bad]:
    for line in source.stretches():
        if isinstance(line, Bad):
            yield line
            continue
        try:
            yield line[0], line[1].decode() + "\n"
        except UnicodeDecodeError as error:
            yield Bad(line[0], "$", f"is not UTF-8 at byte {error.start + 1}")
