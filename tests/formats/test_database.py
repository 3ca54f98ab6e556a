"""A table means the same whether it came in a CSV file or in a SQLite file."""

from __future__ import annotations

import csv
import sqlite3
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path

import msgspec
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from triage_tui.errors import Refused, WrongUsage
from triage_tui.formats import database, table
from triage_tui.formats.found import Bad, Found
from triage_tui.formats.source import Source
from triage_tui.storage.foreign import Foreign

HEADER = ("prompt", "score", "label", "note", "extra")
TEXT = st.text(st.characters(exclude_categories=["Cs", "Cc"]), min_size=1, max_size=20)
ROWS = st.lists(
    st.tuples(
        TEXT, st.none() | st.floats(0, 1, allow_subnormal=False).map(lambda one: round(one, 4)), TEXT, TEXT, TEXT
    ),
    min_size=1,
    max_size=4,
)


def written(path: Path, header: Sequence[str], rows: Sequence[Sequence[object]], name: str = "t") -> Path:
    path.unlink(missing_ok=True)
    with closing(sqlite3.connect(path, isolation_level=None)) as db:
        db.execute(f"CREATE TABLE {name} ({', '.join(header)})")
        db.executemany(f"INSERT INTO {name} VALUES ({', '.join('?' * len(header))})", rows)
    return path


def read(path: Path, mapping: Sequence[tuple[str, str]] = (), named: str | None = None) -> list[Found | Bad]:
    with Source(str(path)) as source, Foreign(str(path)) as file:
        return list(database.cases(source, file, mapping, named))


def without_id(found: object) -> dict[str, object]:
    assert isinstance(found, Found), found
    return {key: value for key, value in msgspec.json.decode(found.raw).items() if key != "id"}


@settings(max_examples=10, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(ROWS)
def test_the_same_table_makes_the_same_cases(
    tmp_path: Path, rows: list[tuple[str, float | None, str, str, str]]
) -> None:
    sheet = tmp_path / "t.csv"
    with sheet.open("w", newline="", encoding="utf-8") as file:
        csv.writer(file).writerows([HEADER, *rows])
    with Source(str(sheet)) as source:
        theirs = [without_id(one) for one in table.read(source)]
    assert [without_id(one) for one in read(written(tmp_path / "t.db", HEADER, rows))] == theirs


def test_ids_are_of_file_and_table_and_the_row_s_own(tmp_path: Path) -> None:
    found = read(written(tmp_path / "eval 7.sqlite3", ("id", "prompt"), [(41, "x"), (None, "y")], "results"))
    assert [one.case.id for one in found if isinstance(one, Found)] == ["eval-7-results-41", "eval-7-results-2"]


def test_bytes_are_text_where_they_mean_something_and_a_length_where_not(tmp_path: Path) -> None:
    path = written(tmp_path / "x.db", ("prompt", "icon"), [(b"words", b"\xff"), (b"\xff", b"x")])
    good, bad = read(path)
    assert without_id(good)["unmapped"] == {"icon": "(1 bytes)"}
    assert bad == Bad(2, "prompt", "is not UTF-8")


def test_a_column_of_cases_is_told_or_said(tmp_path: Path) -> None:
    raw = '{"id":"c1", "conversation":{"turns":[{"role":"user","text":"é"}]} }'
    path = written(tmp_path / "x.db", ("n", "body"), [(1, raw), (2, raw.replace("c1", "c2"))])
    first, _ = read(path)
    assert isinstance(first, Found)
    assert first.raw == raw.encode()
    broken = written(tmp_path / "y.db", ("n", "body"), [(1, raw), (2, "{"), (3, b"\xff")])
    with pytest.raises(Refused, match="no column holds the text"):
        read(broken)
    found = read(broken, [("body", "case")])
    assert [type(one) for one in found] == [Found, Bad, Bad]
    with pytest.raises(WrongUsage, match="a column of cases"):
        read(broken, [("bodies", "case")])
