"""SQLite files that nobody vouches for: rows of one real table at a time, and nothing that the file would have us run.

It is opened for reading only, its schema is not trusted, and SQLite may do nothing but read the columns of that table:
no view, no trigger, no virtual table, no generated column, no function. Values and steps are bounded.
"""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Iterator, Sequence
from pathlib import Path
from time import thread_time
from typing import Any, NamedTuple, Self

from triage_tui.errors import Refused
from triage_tui.storage.engine import PLAIN
from triage_tui.storage.patience import BEAT
from triage_tui.storage.schema import APPLICATION_ID
from triage_tui.storage.trouble import primary_code

PATIENCE = 20.0
"""Seconds of work for one row."""
WAIT = 2.0
"""Seconds to wait for another program that writes the file."""
LONGEST = 32 * 1024 * 1024
"""Bytes of a value, and of a row."""
MOST_TABLES = 200
"""So many are looked at."""
NUMBERS = ("rowid", "_rowid_", "oid")
"""What a row's number is called, unless a column has the name."""
LEAST, MOST = -(1 << 63), (1 << 63) - 1
"""Of a row's number."""
LIMITS = {
    sqlite3.SQLITE_LIMIT_LENGTH: LONGEST,
    sqlite3.SQLITE_LIMIT_SQL_LENGTH: 200_000,
    sqlite3.SQLITE_LIMIT_COLUMN: 1_000,
    sqlite3.SQLITE_LIMIT_EXPR_DEPTH: 100,
    sqlite3.SQLITE_LIMIT_COMPOUND_SELECT: 50,
    sqlite3.SQLITE_LIMIT_VDBE_OP: 100_000,
    sqlite3.SQLITE_LIMIT_ATTACHED: 0,
    sqlite3.SQLITE_LIMIT_TRIGGER_DEPTH: 1,
    sqlite3.SQLITE_LIMIT_WORKER_THREADS: 0,
}
SETTINGS = ("trusted_schema = OFF", "query_only = ON", "cell_size_check = ON", "mmap_size = 0", "temp_store = MEMORY")

TROUBLE = (sqlite3.Error, UnicodeError)
"""What a damaged file makes Python raise: SQLite's words about it may quote bytes that are no text."""

Cell = str | int | float | bytes | None
"""A text that is no UTF-8 has half characters in it."""


class Row(NamedTuple):
    """One row."""

    number: int
    """Its own, which stays; where the table has none, counted from 1."""
    cells: Sequence[Cell]


class Broken(NamedTuple):
    """A row that cannot be had, or all the rows from here on."""

    number: int
    reason: str


def is_foreign(path: Path) -> bool:
    """Whether a file is SQLite's, but no workspace."""
    try:
        with path.open("rb") as file:
            head = file.read(72)
    except OSError:
        return False
    return head.startswith(PLAIN) and head[68:] != APPLICATION_ID.to_bytes(4)


class Foreign:
    """A file opened for reading; use it as a context. Raises `Refused` for one that cannot be used."""

    def __init__(self, path: str) -> None:
        self._path = path
        self._end = 0.0
        self._readable = {"sqlite_master"}
        self.share = 0.0
        """How far the reading is, 0 to 1, as the rows' numbers tell."""
        if not is_foreign(Path(path)):
            raise Refused(f"{path}: is a workspace of this program", f"`triage-tui {path}` opens it")
        try:
            self._db = sqlite3.connect(
                f"{Path(path).resolve().as_uri()}?mode=ro", uri=True, timeout=WAIT, isolation_level=None
            )
        except sqlite3.Error as error:
            raise Refused(f"{path}: cannot be opened: {error}") from None
        try:
            self._harden()
            self.others = list[str]()
            """Names of what is no table: views and virtual tables."""
            self.tables = self._listed()
            """The columns of every real table, by its name."""
        except TROUBLE as error:
            self._db.close()
            raise Refused(f"{path}: {_why(error)}") from None

    def rows(self, table: str) -> Iterator[Row | Broken]:
        """Every row of a table by its number; one that is too long costs itself, a damaged page all that follows."""
        self._readable.add(table)
        number = self._number(table)
        columns = ", ".join(map(quoted, self.tables[table]))
        count, start = 0, LEAST
        try:
            if number is None:
                for count, cells in enumerate(self._ask(f"SELECT {columns} FROM {quoted(table)}"), 1):
                    yield Row(count, cells)
                return
            sql = f"SELECT {number}, {columns} FROM {quoted(table)} WHERE {number}"
            last = next(self._ask(f"SELECT {number} FROM {quoted(table)} ORDER BY {number} DESC LIMIT 1"), (0,))[0]
            first = None
            while start <= MOST:
                try:
                    for count, *cells in self._ask(f"{sql} >= ? ORDER BY {number}", start):
                        first = count if first is None else first
                        self.share = (count - first) / max(last - first, 1)
                        start = count + 1
                        yield Row(count, cells)
                    return
                except sqlite3.DataError:
                    # SQLite reads a row ahead: which one it is shows one by one.
                    for one in self._singly(sql, f"SELECT {number} FROM {quoted(table)} WHERE {number}", start):
                        start = one.number + 1
                        yield one
        except TROUBLE as error:
            yield Broken(count + 1, f"cannot be read from here on: {_why(error)}")

    def _singly(self, sql: str, numbers: str, start: int) -> Iterator[Row | Broken]:
        """Rows from a number on, up to the first that is too long."""
        while (found := next(self._ask(f"{numbers} >= ? ORDER BY 1 LIMIT 1", start), None)) is not None:
            try:
                number, *cells = next(self._ask(f"{sql} = ?", found[0]))
            except sqlite3.DataError:
                yield Broken(found[0], f"holds more than {LONGEST:,} bytes")
                return
            yield Row(number, cells)
            start = number + 1

    def close(self) -> None:
        """Let the file go."""
        self._db.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _harden(self) -> None:
        for limit, most in LIMITS.items():
            self._db.setlimit(limit, most)
        for setting in SETTINGS:
            self._db.execute(f"PRAGMA {setting}")
        self._db.text_factory = _text
        self._db.set_progress_handler(lambda: thread_time() > self._end, BEAT)
        self._db.set_authorizer(self._allowed)

    def _allowed(self, act: int, one: str | None, _two: str | None, _db: str | None, within: str | None) -> int:
        """What SQLite may do: read columns, outside of any view or trigger, and say what columns there are."""
        reads = act == sqlite3.SQLITE_SELECT or (act == sqlite3.SQLITE_READ and one in self._readable)
        asks = act == sqlite3.SQLITE_PRAGMA and one == "table_info"
        return sqlite3.SQLITE_OK if within is None and (reads or asks) else sqlite3.SQLITE_DENY

    def _ask(self, sql: str, *bound: int) -> Iterator[Any]:
        self._end = thread_time() + PATIENCE
        for row in self._db.execute(sql, bound):
            yield row
            self._end = thread_time() + PATIENCE

    def _listed(self) -> dict[str, list[str]]:
        real = dict[str, list[str]]()
        schema = self._ask("SELECT name, type, rootpage, sql FROM sqlite_master")
        for name, kind, page, sql in [one for one in schema if one[1] in ("table", "view")][:MOST_TABLES]:
            if not isinstance(name, str) or name.startswith("sqlite_"):
                continue
            if kind == "table" and page and re.match(r"CREATE\s+TABLE\b", str(sql), re.IGNORECASE):
                about = self._ask(f"PRAGMA table_info({quoted(name)})")
                real[name] = [str(column[1]) for column in about]
            else:
                self.others.append(name)
        return real

    def _number(self, table: str) -> str | None:
        """What the number of a row is called; none where rows have none."""
        taken = {column.lower() for column in self.tables[table]}
        for name in NUMBERS:
            if name not in taken:
                try:
                    self._db.execute(f"SELECT {name} FROM {quoted(table)} LIMIT 0")
                except sqlite3.OperationalError:
                    return None
                return name
        return None


def quoted(name: str) -> str:
    """A name as SQL takes it, whatever is in it."""
    doubled = name.replace('"', '""')
    return f'"{doubled}"'


def _text(raw: bytes) -> str:
    return raw.decode("utf-8", "surrogateescape")


def _why(error: Exception) -> str:
    if isinstance(error, UnicodeError):
        return "it is damaged, or names things in no alphabet"
    words = {
        sqlite3.SQLITE_BUSY: "another program is writing it; try again once that is closed",
        sqlite3.SQLITE_INTERRUPT: f"one row took more than {PATIENCE:.0f} seconds of work",
        sqlite3.SQLITE_AUTH: "it would have us do more than read a table",
        sqlite3.SQLITE_CANTOPEN: "its unfinished writes (-wal) cannot be read here: copy all its files somewhere else",
        sqlite3.SQLITE_READONLY: "another program left it unfinished: open it with that one first",
    }
    return words.get(primary_code(error), str(error))
