"""Tables of SQLite files: the rows are read elsewhere, what they mean is as in any table.

A column that holds whole cases, ``triage.case/1`` as JSON, is read as our own lines are.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from itertools import chain, islice
from typing import TYPE_CHECKING, Any, Protocol

from triage_tui.domain.case import decode_case
from triage_tui.domain.values import Invalid
from triage_tui.errors import Refused, WrongUsage, nearest
from triage_tui.formats import found as kinds
from triage_tui.formats.columns import KNOWN, Column, columns
from triage_tui.formats.found import Bad, Found, Reader
from triage_tui.formats.lenient import broken
from triage_tui.formats.naming import slug
from triage_tui.formats.table import row_case
from triage_tui.formats.triage import objects

if TYPE_CHECKING:
    from triage_tui.formats.source import Source

MAGIC = b"SQLite format 3\0"
CASE = "case"
"""What ``--map`` calls a column that holds whole cases."""
FIRST = 20
"""Rows that tell what the columns hold."""
_DECISIONS = {"decision", "finding", "evidence"}
"""The tables of our own exports."""
_LISTED = 12
_ENDING = r"\.(db|sqlite3?)$"


class Row(Protocol):
    """A row, or one that cannot be had: that has a reason and no cells."""

    @property
    def number(self) -> int:
        """Its own, which stays."""
        ...


class Tables(Protocol):
    """An open file."""

    @property
    def tables(self) -> Mapping[str, Sequence[str]]:
        """The columns of every table."""
        ...

    @property
    def others(self) -> Sequence[str]:
        """What is no table, and is not read: views and virtual tables."""
        ...

    @property
    def share(self) -> float:
        """How far the reading is, 0 to 1."""
        ...

    def rows(self, table: str) -> Iterator[Any]:
        """Every row: with a ``number``, and ``cells`` or a ``reason``."""
        ...


def sniff(head: bytes, name: str) -> float:
    """Sure of what begins as every SQLite file does."""
    return 1.0 if head.startswith(MAGIC) else 0.0


def read(source: Source, mapping: kinds.Mapping = ()) -> Iterator[Found | Bad]:
    """Refuse: such a file cannot be read from a pipe, nor packed."""
    raise Refused(f"{source.path}: is a SQLite file that is packed, or comes from a pipe", "name the file itself")


def cases(source: Source, file: Tables, mapping: kinds.Mapping, named: str | None) -> Iterator[Found | Bad]:
    """Every row of a table as a case: of the one that was named, else of the one with a text."""
    table = _chosen(source.path, file, mapping, named)
    stem = f"{re.sub(_ENDING, '', source.stem)}-{slug(table)}"
    header, rows = file.tables[table], file.rows(table)
    first = list(islice(rows, FIRST))
    whole = _whole(header, mapping, first)
    meaning = [] if whole is not None else columns(header, mapping, [_shown(one) for one in first if _has(one)])
    for line, row in enumerate(chain(first, rows), 1):
        source.reached(int(source.size * file.share))
        if not _has(row):
            yield Bad(line, "$", f"row {row.number} {row.reason}")
        elif whole is not None:
            yield _case(line, header[whole], row.cells[whole])
        else:
            yield _row(stem, line, row, meaning)


def _has(row: Any) -> bool:
    return hasattr(row, "cells")


def _chosen(path: str, file: Tables, mapping: kinds.Mapping, named: str | None) -> str:
    if named in file.others:
        raise Refused(f"{path}: {named!r} is a view or a virtual table, which would run what the file says")
    if named is not None and named not in file.tables:
        near = nearest(named, file.tables)
        raise WrongUsage(f"{path}: there is no table {named!r}", f"did you mean {near!r}?" if near else _few(file))
    if named is not None:
        return named
    if set(file.tables) >= _DECISIONS:
        raise Refused(f"{path}: holds decisions that were exported, not cases", "look at it with any SQLite program")
    if len(file.tables) == 1:
        return next(iter(file.tables))
    wanted = {column.strip() for column, _ in mapping} or {*KNOWN["text"], CASE}
    fitting = [name for name, its in file.tables.items() if wanted.intersection(one.lower() for one in its)]
    if len(fitting) != 1:
        raise Refused(f"{path}: which of its {len(file.tables)} tables holds the cases?", _few(file))
    return fitting[0]


def _few(file: Tables) -> str:
    names = ", ".join([name[:40] for name in file.tables][:_LISTED])
    return f"say which with --table; there are: {names}" if names else "there is no table in it"


def _whole(header: Sequence[str], mapping: kinds.Mapping, first: Sequence[Any]) -> int | None:
    """The column that holds whole cases: the one that was said to, or the first that does in every row seen."""
    if said := [column for column, field in mapping if field == CASE]:
        if said[0] not in header or len(mapping) > 1:
            raise WrongUsage(f"a column of cases needs to be there, and nothing beside it: {said[0]!r}")
        return list(header).index(said[0])
    rows = [row.cells for row in first if _has(row)]
    for n in range(len(header) if rows and not mapping else 0):
        if all(_looks_like_a_case(row[n]) for row in rows):
            return n
    return None


def _looks_like_a_case(cell: object) -> bool:
    raw = _bytes(cell)
    seen = next(objects(raw.replace(b"\n", b" "), 1), {}) if raw.lstrip()[:1] == b"{" else {}
    return seen.get("schema") == "triage.case/1" or {"id", "conversation"} <= seen.keys()


def _bytes(cell: object) -> bytes:
    if isinstance(cell, str):
        return cell.encode("utf-8", "surrogateescape")
    return cell if isinstance(cell, bytes) else b""


def _case(line: int, column: str, cell: object) -> Found | Bad:
    raw = _bytes(cell)
    if len(raw) > kinds.LONGEST:
        return Bad(line, column, f"is longer than {kinds.LONGEST:,} bytes")
    try:
        raw.decode()
        return Found(line, raw, decode_case(raw))
    except UnicodeDecodeError as error:
        return Bad(line, column, f"is not UTF-8 at byte {error.start + 1}")
    except Invalid as error:
        why = broken(raw) or error
        return Bad(line, why.path, why.reason)


def _row(stem: str, line: int, row: Any, meaning: Sequence[Column]) -> Found | Bad:
    cells = list[tuple[Column, str]]()
    for column, cell in zip(meaning, row.cells, strict=True):
        words = _words(cell, kept=column.field is not None)
        if words is None:
            return Bad(line, column.name, "is not UTF-8")
        if words:
            cells.append((column, words))
    return row_case(stem, row.number, line, cells)


def _shown(row: Any) -> list[str]:
    return [_words(cell, kept=False) or "" for cell in row.cells]


def _words(cell: object, *, kept: bool) -> str | None:
    """A value as a CSV file would have it; none where it is no text. Bytes are only read where they mean something."""
    if isinstance(cell, bytes) and not kept:
        return f"({len(cell):,} bytes)"
    if isinstance(cell, str | bytes):
        try:
            return _bytes(cell).decode()
        except UnicodeDecodeError:
            return None
    return "" if cell is None else str(cell)


READER = Reader("sqlite", "Table of a SQLite file, one case a row", sniff, read, (*KNOWN, CASE))
