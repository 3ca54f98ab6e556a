"""Where the rows of a JSON document lie, itself or the elements of a list within it, and what their cells are."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import msgspec

from triage_tui.domain.values import Invalid

BESIDE = "$"
"""The column of what a document says beside its list of rows."""
COPIES = 16 * 1024 * 1024
"""Most bytes that it takes to repeat this with every row; beyond, it is left out."""


def cells(value: Any, name: str = "") -> dict[str, str]:
    """The cells of a row as a CSV file would write them; an array stays JSON."""
    if isinstance(value, dict):
        prefix = f"{name}." if name else ""
        return {column: cell for key, one in value.items() for column, cell in cells(one, f"{prefix}{key}").items()}
    if value is None:
        return {name: ""}
    return {name or "text": value if isinstance(value, str) else msgspec.json.encode(value).decode()}


def within(document: Any, place: str) -> Iterator[tuple[str, Any]]:
    """The rows of a document with their paths: itself, or the elements of the list at a place such as ``a.b``."""
    if not place:
        yield "$", document
        return
    rows = document
    for name in place.split("."):
        rows = rows.get(name) if isinstance(rows, dict) else None
    if not isinstance(rows, list):
        raise Invalid(f"$.{place}", "is not an array of rows")
    yield from ((f"$.{place}[{n}]", row) for n, row in enumerate(rows))


def beside(document: Any, place: str, rows: int) -> dict[str, str]:
    """A cell with what a document says beside its rows, so many; none where that is nothing, or too much."""
    rest = _without(document, place.split(".")) if place else {}
    words = msgspec.json.encode(rest).decode()
    return {BESIDE: words} if rest and len(words) * rows <= COPIES else {}


def _without(value: dict[str, Any], path: list[str]) -> dict[str, Any]:
    name, *deeper = path
    rest = {key: one for key, one in value.items() if key != name}
    kept = _without(value[name], deeper) if deeper else {}
    return rest | ({name: kept} if kept else {})


def lists(value: Any, name: str = "") -> dict[str, int]:
    """The places of lists of objects, and how many bytes each has."""
    if isinstance(value, dict):
        prefix = f"{name}." if name else ""
        return {place: size for key, one in value.items() for place, size in lists(one, f"{prefix}{key}").items()}
    rows = isinstance(value, list) and any(isinstance(one, dict) for one in value)
    return {name: len(msgspec.json.encode(value))} if rows and name else {}
