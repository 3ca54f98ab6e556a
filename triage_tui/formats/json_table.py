"""JSON objects as the rows of a table: their fields are its columns, those within them named with dots.

A text on its own is a row with one column, ``text``. Everything else is as in a CSV table.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import msgspec

from triage_tui.domain.values import Invalid
from triage_tui.formats.columns import KNOWN, Column, columns
from triage_tui.formats.documents import by_lines, documents, glimpses
from triage_tui.formats.found import Bad, Found, Mapping, Reader
from triage_tui.formats.source import BOM
from triage_tui.formats.table import row_case

if TYPE_CHECKING:
    from triage_tui.formats.source import Source


def sniff(head: bytes, name: str) -> float:
    """Hopeful about objects with a column of text, less about an array of any, least about any lines."""
    seen = glimpses(head)
    if not seen or not all(isinstance(one, str | dict) for one in seen):
        return 0.0
    if any(header.lower() in KNOWN["text"] for one in seen for header in _cells(one)):
        return 0.5
    start = head.removeprefix(BOM).lstrip()
    return 0.4 if start[:1] == b"[" else 0.2 * by_lines(start)


def read(source: Source, mapping: Mapping = ()) -> Iterator[Found | Bad]:
    """Every object as a case; the columns are those of the first objects, and later ones keep theirs unread."""
    first = [_cells(one) for one in glimpses(source.head) if isinstance(one, str | dict)]
    meaning = {one.name: one for one in columns(list(dict.fromkeys(name for row in first for name in row)), mapping)}
    for document in documents(source):
        if isinstance(document, Bad):
            yield document
            continue
        try:
            value = document.value()
            if not isinstance(value, str | dict):
                raise Invalid("$", "is neither an object nor text")
            cells = _cells(value)
        except Invalid as error:
            yield document.bad(error)
            continue
        except RecursionError:
            yield document.bad(Invalid("$", "is nested too deeply"))
            continue
        named = [(meaning.get(name, Column(name, None)), cell) for name, cell in cells.items() if cell]
        made = row_case(source.stem, document.number, document.line, named)
        yield document.bad(Invalid(_path(made.path), made.reason)) if isinstance(made, Bad) else made


def _cells(value: Any, name: str = "") -> dict[str, str]:
    """The cells of a row as a CSV file would write them; an array stays JSON."""
    if isinstance(value, dict):
        prefix = f"{name}." if name else ""
        return {column: cell for key, one in value.items() for column, cell in _cells(one, f"{prefix}{key}").items()}
    if value is None:
        return {name: ""}
    return {name or "text": value if isinstance(value, str) else msgspec.json.encode(value).decode()}


def _path(place: str) -> str:
    """A JSON path, where a table would name a column."""
    return place if place.startswith("$") else f"$.{place}"


READER = Reader("json", "Table of JSON objects or texts, one case each", sniff, read, tuple(KNOWN))
