"""JSON objects as the rows of a table: their fields are its columns, those within them named with dots.

A text on its own is a row with one column, ``text``. Rows that lie in a list within a document are read where a
person says which list: nobody could tell it from the others. Everything else is as in a CSV table.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import count
from typing import TYPE_CHECKING, Any, NamedTuple

from triage_tui.domain.values import Invalid
from triage_tui.errors import Refused, WrongUsage
from triage_tui.formats.columns import KNOWN, Column, columns, told
from triage_tui.formats.documents import Document, documents, glimpses
from triage_tui.formats.found import Bad, Found, Mapping, Reader
from triage_tui.formats.json_rows import beside, cells, lists, within
from triage_tui.formats.lenient import sound
from triage_tui.formats.source import BOM
from triage_tui.formats.table import row_case

if TYPE_CHECKING:
    from triage_tui.formats.source import Source

ROWS = "rows"
"""What ``--map`` calls the list that holds the rows."""


class Row(NamedTuple):
    """One row, and where it was."""

    number: int
    """From 1; ids are made from it."""
    document: Document
    path: str
    cells: dict[str, str]


def sniff(head: bytes, name: str) -> float:
    """Hopeful about objects with a column of text, less about an array of any, least about any others."""
    seen = glimpses(head)
    if not any(seen) or not all(isinstance(one, str | dict) for one in seen):
        return 0.0
    if any(header.lower() in KNOWN["text"] for one in seen for header in cells(one)):
        return 0.5
    return 0.4 if head.removeprefix(BOM).lstrip()[:1] == b"[" else 0.2


def read(source: Source, mapping: Mapping = ()) -> Iterator[Found | Bad]:
    """Every object as a case; the columns are those of the first objects, and later ones keep theirs unread."""
    places = [column for column, field in mapping if field == ROWS]
    if len(places) > 1:
        raise WrongUsage(f"the rows lie in one list, and {' and '.join(places)} are two")
    place = "".join(places)
    meaning = _meaning(source, place, [pair for pair in mapping if pair[1] != ROWS])
    for row in _rows(source, place):
        if isinstance(row, Bad):
            yield row
            continue
        named = [(meaning.get(name, Column(name, None)), cell) for name, cell in row.cells.items() if cell]
        made = row_case(source.stem, row.number, row.document.line, named)
        if isinstance(made, Bad):
            made = row.document.bad(Invalid(_path(made.path, row.path), made.reason))
        yield made


def _rows(source: Source, place: str) -> Iterator[Row | Bad]:
    counted = count(1)
    for document in documents(source):
        if isinstance(document, Bad):
            yield document
            continue
        try:
            with sound():
                value = document.value()
                rows = [(path, _sound(path, row)) for path, row in within(value, place)]
                about = beside(value, place, len(rows))
        except Invalid as error:
            yield document.bad(error)
            continue
        for path, row in rows:
            number = next(counted) if place else document.number
            yield document.bad(row) if isinstance(row, Invalid) else Row(number, document, path, row | about)


def _sound(path: str, row: Any) -> dict[str, str] | Invalid:
    return cells(row) if isinstance(row, str | dict) else Invalid(path, "is neither an object nor text")


def _meaning(source: Source, place: str, mapping: Mapping) -> dict[str, Column]:
    """What each column stands for, by name, as far as the start of the file shows them."""
    seen = glimpses(source.head)
    try:
        rows = [cells(row) for one in seen for _, row in within(one, place) if isinstance(row, str | dict)]
    except Invalid as error:
        known = ", ".join(lists(seen[0])) if seen else ""
        raise WrongUsage(f"{error.path} {error.reason}", f"lists there are: {known}" if known else "") from None
    header = list(dict.fromkeys(name for row in rows for name in row))
    first = [[row.get(name, "") for name in header] for row in rows]
    try:
        return {one.name: one for one in columns(header, mapping, first)}
    except Refused:
        if not (found := lists(seen[0]) if len(seen) == 1 and not place else {}):
            raise
    longest = max(found, key=lambda name: found[name])
    raise Refused(
        f"is one object without a text of its own, and the rows may lie in {', '.join(found)}",
        f"say which list: --map {told(longest, ROWS)}",
    )


def _path(place: str, row: str) -> str:
    """A JSON path, where a table would name a column."""
    return row + place.removeprefix("$") if place.startswith("$") else f"{row}.{place}"


READER = Reader("json", "Table of JSON objects or texts, one case each", sniff, read, (*KNOWN, ROWS))
