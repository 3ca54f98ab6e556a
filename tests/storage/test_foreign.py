"""A SQLite file of a stranger gives the rows of its tables and does nothing else, whatever is in it."""

from __future__ import annotations

import random
import shutil
import sqlite3
import tracemalloc
from contextlib import closing, suppress
from pathlib import Path
from typing import Any

import pytest

from triage_tui.errors import Refused
from triage_tui.storage import foreign
from triage_tui.storage.foreign import Broken, Foreign, Row, is_foreign, quoted
from triage_tui.storage.opening import open_workspace

ENDLESS = "WITH RECURSIVE c(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM c)"


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """Where the file is."""
    return tmp_path / "of a stranger's #1?.sqlite"


def made(file: Path, *statements: str, **pragmas: object) -> None:
    with closing(sqlite3.connect(file, isolation_level=None)) as db:
        for name, value in pragmas.items():
            db.execute(f"PRAGMA {name} = {value}")
        for statement in statements:
            db.execute(statement)


def rows(file: Path, table: str = "t") -> list[Row | Broken]:
    with Foreign(str(file)) as found:
        return [*found.rows(table)]


def cells(file: Path, table: str = "t") -> list[list[Any]]:
    return [[*row.cells] for row in rows(file, table) if isinstance(row, Row)]


def test_every_kind_of_value_comes_as_it_is(file: Path) -> None:
    made(file, "CREATE TABLE t (a, b)", "INSERT INTO t VALUES ('é', 1), (2.5, NULL), (x'ff00', '')")
    assert cells(file) == [["é", 1], [2.5, None], [b"\xff\x00", ""]]


def test_rows_keep_their_numbers_when_others_go(file: Path) -> None:
    made(file, "CREATE TABLE t (a)", "INSERT INTO t (rowid, a) VALUES (-3, 'x'), (7, 'y'), (9223372036854775807, 'z')")
    assert [row.number for row in rows(file)] == [-3, 7, 9223372036854775807]


def test_tables_without_row_numbers_or_with_their_names_taken_are_counted(file: Path) -> None:
    made(
        file,
        "CREATE TABLE t (a PRIMARY KEY) WITHOUT ROWID",
        "INSERT INTO t VALUES ('x'), ('y')",
        "CREATE TABLE u (rowid, _rowid_, oid)",
        "INSERT INTO u VALUES ('p', 'q', 'r')",
    )
    assert [row.number for row in rows(file)] == [1, 2]
    assert rows(file, "u") == [Row(1, ("p", "q", "r"))]


def test_hostile_names_are_only_names(file: Path) -> None:
    name, column = 'x"; DROP TABLE t; --\x1b[2J', 'a") FROM sqlite_master; --'
    made(file, f"CREATE TABLE {quoted(name)} ({quoted(column)})", f"INSERT INTO {quoted(name)} VALUES (1)")
    with Foreign(str(file)) as found:
        assert found.tables == {name: [column]}
        assert [*found.rows(name)] == [Row(1, [1])]


def test_views_virtual_tables_and_generated_columns_are_not_read(file: Path) -> None:
    made(
        file,
        "CREATE TABLE t (a, b AS (hex(zeroblob(100000))), c AS (a || a) STORED)",
        "INSERT INTO t (a) VALUES ('x')",
        f"CREATE VIEW endless AS {ENDLESS} SELECT count(*) AS a FROM c",
        "CREATE VIEW bomb AS SELECT a FROM t",
        *(
            f"CREATE VIEW bomb{n} AS SELECT a FROM bomb{n - 1 or ''} JOIN bomb{n - 1 or ''} USING (a)"
            for n in range(1, 9)
        ),
        "CREATE VIRTUAL TABLE words USING fts5(a)",
        "CREATE TRIGGER gone AFTER INSERT ON t BEGIN DELETE FROM t; END",
    )
    with Foreign(str(file)) as found:
        assert found.tables["t"] == ["a"]
        assert {"endless", "bomb", "bomb8", "words"} <= {*found.others}
        assert not {*found.others} & {*found.tables}
    assert cells(file) == [["x"]]


@pytest.mark.parametrize(
    "sql", [f"CREATE VIEW t AS {ENDLESS} SELECT x AS a FROM c", "CREATE VIRTUAL TABLE t USING fts5(a)"]
)
def test_what_calls_itself_a_table_and_is_none_is_not_read(file: Path, sql: str) -> None:
    made(file, "CREATE TABLE t (a)", "INSERT INTO t VALUES ('x')")
    made(file, f"UPDATE sqlite_schema SET sql = '{sql}'", writable_schema="ON")
    with suppress(Refused), Foreign(str(file)) as found:
        assert (found.tables, found.others) == ({}, ["t"])


def test_nothing_but_reading_that_table_is_allowed(file: Path) -> None:
    made(
        file,
        "CREATE TABLE t (a)",
        "INSERT INTO t VALUES ('x')",
        "CREATE TABLE other (a)",
        "CREATE VIEW v AS SELECT a FROM t",
    )
    with Foreign(str(file)) as found:
        next(found.rows("t"))
        for sql in (
            "INSERT INTO t VALUES ('y')",
            "SELECT a FROM other",
            "SELECT a FROM v",
            "SELECT upper(a) FROM t",
            "ATTACH DATABASE ':memory:' AS m",
            "PRAGMA query_only = OFF",
            f"{ENDLESS} SELECT x FROM c",
        ):
            with pytest.raises(sqlite3.DatabaseError, match=r"not authorized|prohibited"):
                found._db.execute(sql)


def test_work_that_does_not_end_is_broken_off(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    made(file, "CREATE TABLE t (a)", "INSERT INTO t VALUES ('x')")
    with Foreign(str(file)) as found:
        monkeypatch.setattr(foreign, "PATIENCE", 0.05)
        found._db.set_authorizer(None)
        with pytest.raises(sqlite3.OperationalError, match="interrupted"):
            next(found._ask(f"{ENDLESS} SELECT count(*) FROM c"))


def test_a_row_that_is_too_long_costs_itself(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(foreign.LIMITS, sqlite3.SQLITE_LIMIT_LENGTH, 100_000)
    made(
        file,
        "CREATE TABLE t (a)",
        *(f"INSERT INTO t VALUES (zeroblob({200_000 if n % 3 == 0 else 5}))" for n in range(1, 11)),
    )
    found = rows(file)
    assert [row.number for row in found] == [*range(1, 11)]
    assert [row.number for row in found if isinstance(row, Broken)] == [3, 6, 9]


def test_text_that_is_none_shows(file: Path) -> None:
    made(file, "CREATE TABLE t (a)", "INSERT INTO t VALUES (CAST(x'ff41' AS TEXT)), ('ok')")
    (first,), (second,) = cells(file)
    assert first.encode("utf-8", "surrogateescape") == b"\xffA"
    assert second == "ok"


def test_a_damaged_file_gives_what_it_can_or_says_why(file: Path) -> None:
    made(
        file,
        "CREATE TABLE t (a, b)",
        f"INSERT INTO t {ENDLESS} SELECT x, hex(x) || '{'w' * 90}' FROM c LIMIT 400",
    )
    whole, chance, complaints = file.read_bytes(), random.Random(5), 0
    for _ in range(120):
        raw = bytearray(whole)
        for _ in range(chance.randrange(1, 30)):
            raw[chance.randrange(len(raw))] = chance.randrange(256)
        file.write_bytes(raw)
        try:
            with Foreign(str(file)) as found:
                for table in found.tables:
                    complaints += sum(isinstance(row, Broken) for row in found.rows(table))
        except Refused:
            complaints += 1
    assert complaints > 20


def test_what_is_in_the_log_beside_it_is_read(file: Path, tmp_path: Path) -> None:
    with closing(sqlite3.connect(file, isolation_level=None)) as db:
        db.execute("PRAGMA journal_mode = WAL")
        db.execute("CREATE TABLE t (a)")
        db.execute("INSERT INTO t VALUES ('unfinished')")
        copy = tmp_path / "copy.db"
        for ending in ("", "-wal"):
            shutil.copy(f"{file}{ending}", f"{copy}{ending}")
        assert cells(copy) == cells(file) == [["unfinished"]]


def test_a_file_that_somebody_writes_is_said_to_be_busy(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(foreign, "WAIT", 0.0)
    made(file, "CREATE TABLE t (a)")
    with closing(sqlite3.connect(file, isolation_level=None)) as db:
        db.execute("BEGIN EXCLUSIVE")
        with pytest.raises(Refused, match="another program is writing it"):
            rows(file)


def test_reading_changes_nothing(file: Path) -> None:
    made(file, "CREATE TABLE t (a)", "INSERT INTO t VALUES ('x')")
    before = file.read_bytes()
    rows(file)
    assert file.read_bytes() == before
    assert [one.name for one in file.parent.iterdir() if one.is_file()] == [file.name]


def test_many_rows_take_no_more_memory_than_few(file: Path) -> None:
    made(
        file,
        "CREATE TABLE t (a)",
        f"INSERT INTO t {ENDLESS} SELECT hex(zeroblob(100)) FROM c LIMIT 30000",
    )
    with Foreign(str(file)) as found:
        tracemalloc.start()
        try:
            assert sum(1 for _ in found.rows("t")) == 30_000
            assert tracemalloc.get_traced_memory()[1] < 200_000
        finally:
            tracemalloc.stop()
        assert found.share == 1


def test_a_workspace_is_none(tmp_path: Path) -> None:
    path = tmp_path / "w.db"
    open_workspace(path).close()
    assert not is_foreign(path)
    assert not is_foreign(tmp_path / "nothing")
    with pytest.raises(Refused, match="is a workspace"):
        Foreign(str(path))
