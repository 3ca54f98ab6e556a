"""Tables: CSV with a header, one case a row, the meaning of each column by its name or as told by ``--map``."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import chain, islice
from typing import TYPE_CHECKING, Any

from triage_tui.errors import Refused
from triage_tui.formats.columns import KNOWN, SCORES, Column, columns, flag_id
from triage_tui.formats.found import Bad, Found, Mapping, Reader, written
from triage_tui.formats.naming import slug
from triage_tui.formats.rows import delimiter, rows

if TYPE_CHECKING:
    from triage_tui.formats.source import Source

_ROLES = {"system": "system", "text": "user", "response": "assistant"}
_NUMBERS = frozenset({"version", "priority", "flag.score", "flag.ordinal", "flag.threshold"})
_TRUTH = {"1": True, "true": True, "yes": True, "0": False, "false": False, "no": False}
_SCALES = {"flag.score": "probability", "flag.ordinal": {"type": "ordinal"}}


def sniff(head: bytes, name: str) -> float:
    """Hopeful about a name that ends in csv or tsv, and about a header with a column of text."""
    if head.removeprefix(b"\xef\xbb\xbf").lstrip()[:1] in (b"{", b"["):
        return 0.0
    first = head.removeprefix(b"\xef\xbb\xbf").split(b"\n", 1)[0].decode("utf-8", "replace")
    cells = {cell.strip(' "\r').lower() for cell in first.split(delimiter(head))}
    if len(cells) > 1 and cells.intersection(KNOWN["text"]):
        return 0.8
    return 0.5 if re.search(r"\.(csv|tsv)(\.(gz|zst))?$", name, re.IGNORECASE) else 0.0


def read(source: Source, mapping: Mapping = ()) -> Iterator[Found | Bad]:
    """Every row as a case; a column that means nothing to us stays with it, unread, under ``unmapped``."""
    table = rows(source)
    header = next(table, None)
    if header is None or isinstance(header, Bad):
        raise Refused(f"{source.path}: the first row is not a header{f': {header.reason}' if header else ''}")
    first = list(islice(table, 20))
    meaning = columns(header[1], mapping, [row[1] for row in first if not isinstance(row, Bad)])
    for row in chain(first, table):
        if isinstance(row, Bad):
            yield row
        elif len(row[1]) != len(meaning):
            yield Bad(row[0], "$", f"has {len(row[1])} columns where the header has {len(meaning)}")
        else:
            yield row_case(source.stem, row[0], row[0], [c for c in zip(meaning, row[1], strict=True) if c[1]])


def row_case(stem: str, number: int, line: int, cells: Sequence[tuple[Column, str]]) -> Found | Bad:
    """The case of a row from the cells that hold something; the number is for a row without an id."""
    said: dict[str, Any] = {}
    for column, cell in cells:
        try:
            said[column.field or ""] = _value(column.field, cell)
        except ValueError as error:
            return Bad(line, column.name, str(error))
    if "text" not in said:
        return Bad(line, "$", "holds no text")
    document = {field: value for field, value in said.items() if field and "." not in field and field not in _ROLES}
    turns = [{"role": role, "text": said[field]} for field, role in _ROLES.items() if field in said]
    document |= {
        "id": f"{stem}-{slug(said['id']) if 'id' in said else number}",
        "conversation": {"turns": turns},
        "flags": _flags(cells, said),
    }
    if "report.text" in said:
        document["report"] = {"text": said["report.text"]}
    if subject := _under("subject.", said):
        document["subject"] = subject
    if unmapped := {column.name: cell for column, cell in cells if column.field is None}:
        document["unmapped"] = unmapped
    return written(document, line)


def _flags(cells: Sequence[tuple[Column, str]], said: dict[str, Any]) -> list[dict[str, Any]]:
    """A flag for each column with a score or a label; what else is said of a flag belongs to the first."""
    flags = [
        {
            "id": flag_id(column.name),
            "scale": _SCALES.get(column.field, column.field.removeprefix("flag.")),
            "score": _value(column.field, cell),
        }
        for column, cell in cells
        if column.field in SCORES
    ]
    about = {key: value for key, value in _under("flag.", said).items() if f"flag.{key}" not in SCORES}
    if "terms" in about:
        about["terms"] = [about["terms"]]
    if "classifier" in about:
        about["classifier"] = {"name": about["classifier"]}
    if about:
        flags[:1] = [(flags[0] if flags else {}) | about]
    return flags


def _under(prefix: str, said: dict[str, Any]) -> dict[str, Any]:
    return {field.removeprefix(prefix): value for field, value in said.items() if field.startswith(prefix)}


def _value(field: str | None, cell: str) -> Any:
    """A cell in the type of its field, as it was written: 3 stays 3, 0.50 becomes 0.5."""
    if field == "flag.boolean":
        truth = _TRUTH.get(cell.strip().lower())
        if truth is None:
            raise ValueError("is neither true nor false")
        return truth
    if field in _NUMBERS:
        return _number(field, cell.strip())
    return cell


def _number(field: str, cell: str) -> int | float:
    if not re.fullmatch(r"[+-]?\d{1,15}(\.\d{0,20})?([eE][+-]?\d{1,2})?", cell, re.ASCII):
        raise ValueError("is not a number")
    number = float(cell) if re.search("[.eE]", cell) else int(cell)
    if field == "flag.score" and not 0 <= number <= 1:
        raise ValueError("is no probability from 0 to 1; if it counts steps, map it to flag.ordinal")
    return number


READER = Reader("csv", "Table with a header (CSV, TSV), one case a row", sniff, read, tuple(KNOWN))
