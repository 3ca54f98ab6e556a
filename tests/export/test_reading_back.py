"""Every table, read back by somebody else's program, says what the decisions say."""

from __future__ import annotations

import csv
import io
import json
import resource
import subprocess
import sys
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import msgspec
import pyarrow.parquet as pq
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlite_utils import Database

from tests.export.logs import TEXT, decision, recorded
from tests.export.test_sheet import original
from triage_tui.domain.decision import Decision, Remedy
from triage_tui.domain.words import RemedyType, RootCause
from triage_tui.errors import Refused
from triage_tui.export import apart, lines, parquet, sheet
from triage_tui.export.account import Weighed
from triage_tui.export.target import target
from triage_tui.export.told import DECISION, FINDING, told
from triage_tui.storage.tabled import write


def decisions(*words: str) -> list[Decision]:
    """With none to two findings each, and everything else that is in a table now and then."""
    return [
        msgspec.structs.replace(
            decision(n, said, n % 3),
            confidence=n % 5 + 1 if n % 2 else None,
            active_seconds=1.5 * n if n % 2 else None,
            root_causes=(RootCause.OTHER, RootCause.LANGUAGE_ERROR)[: n % 3],
            remedies=(Remedy(type=RemedyType.CREDIT),) * (n % 2),
            started_at=datetime(2026, 4, 21, 9, n % 60, tzinfo=UTC) if n % 2 else None,
            supersedes=f"d{n}" if n % 4 == 3 else None,
        )
        for n, said in enumerate(words)
    ]


def expected(ones: list[Decision]) -> list[dict[str, Any]]:
    """The rows of the table, made from the records by another way."""
    return [
        {
            "decision_id": one.id, "case_id": one.case_id, "outcome": one.outcome, "rationale": one.rationale,
            "confidence": one.confidence, "active_seconds": one.active_seconds, "supersedes": one.supersedes,
            "root_causes": [*one.root_causes], "remedies": [each.type for each in one.remedies],
            "started_at": one.started_at, "decided_at": one.decided_at,
            "finding": found and one.findings.index(found) + 1, "clause": found and found.clause,
            "evidence": [f"{e.turn_id}/{e.part}:{e.start}-{e.end}" for e in found.evidence] if found else [],
        }
        for one in ones
        for found in one.findings or (None,)
    ]  # fmt: skip


def written(ones: list[Decision], write: Callable[[Any, Weighed], int]) -> bytes:
    file = io.BytesIO()
    out = Weighed(file)
    assert write(told(recorded(one, seq=n) for n, one in enumerate(ones, 1)), out) == len(ones)
    assert out.size == len(file.getvalue())
    return file.getvalue()


def as_text(value: Any) -> str:
    if isinstance(value, list):
        return " ".join(value)
    if isinstance(value, datetime):
        return value.isoformat().replace("+00:00", "Z")
    return "" if value is None else str(value)


@settings(max_examples=15)
@given(st.lists(TEXT.filter(lambda text: "\\" not in text and "\n'" not in f"\n{text}"), max_size=5))
def test_csv(words: list[str]) -> None:
    ones = decisions(*words)
    table = list(csv.DictReader(io.StringIO(written(ones, sheet.write).decode(), newline=""), strict=True))
    wanted = expected(ones)
    assert [{name: original(row[name]) for name in one} for row, one in zip(table, wanted, strict=True)] == [
        {name: as_text(value) for name, value in one.items()} for one in wanted
    ]


@settings(max_examples=10)
@given(st.lists(TEXT, max_size=5))
def test_parquet(words: list[str]) -> None:
    ones = decisions(*words)
    table = pq.read_table(io.BytesIO(written(ones, parquet.write)))
    assert tuple(table.column_names) == (*DECISION, *FINDING)
    wanted = expected(ones)
    assert [{name: row[name] for name in one} for row, one in zip(table.to_pylist(), wanted, strict=True)] == wanted


def test_parquet_is_written_in_groups(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(parquet, "GROUP", 4)
    raw = written(decisions(*"abcdefghij"), parquet.write)
    assert pq.ParquetFile(io.BytesIO(raw)).num_row_groups == 4


def test_sqlite_is_read_by_sqlite_utils_and_holds_together(tmp_path: Path) -> None:
    ones = decisions("one", "two\x1b", "=three", "vier", "", "“six”")
    path = tmp_path / "out.db"
    path.touch()
    rows = apart.tables(told(recorded(one, seq=n) for n, one in enumerate(ones, 1)))
    assert write(str(path), rows, before=apart.TABLES, after=apart.INDEXES) == len(ones)
    db = Database(path)
    assert {row["id"]: row["rationale"] for row in db["decision"].rows} == {one.id: one.rationale for one in ones}
    found = "SELECT d.id, f.number, f.clause, e.turn_id, e.start, e.end FROM evidence e JOIN finding f"
    joined = db.execute(f"{found} ON f.id = e.finding_id JOIN decision d ON d.id = f.decision_id ORDER BY f.id")
    assert joined.fetchall() == [
        (one.id, n, each.clause, e.turn_id, e.start, e.end)
        for one in ones
        for n, each in enumerate(one.findings, 1)
        for e in each.evidence
    ]
    assert {(row["decision_id"], row["cause"]) for row in db["root_cause"].rows} == {
        (one.id, cause) for one in ones for cause in one.root_causes
    }
    assert [key.other_table for key in db["finding"].foreign_keys] == ["decision"]
    assert db.execute("PRAGMA foreign_key_check").fetchall() == []
    assert db["finding"].indexes
    db.close()


def test_sqlite_utils_prints_its_rows(tmp_path: Path) -> None:
    path = tmp_path / "out.db"
    path.touch()
    rows = apart.tables(told([recorded(decision(1, "said"))]))
    write(str(path), rows, before=apart.TABLES, after=apart.INDEXES)
    ran = subprocess.run(
        [sys.executable, "-m", "sqlite_utils", "rows", str(path), "decision"], capture_output=True, check=True
    )
    assert [row["rationale"] for row in json.loads(ran.stdout)] == ["said"]


@settings(max_examples=15)
@given(st.lists(TEXT, max_size=5))
def test_jsonl(words: list[str]) -> None:
    from tests.export.logs import chained

    log = chained(*words)
    out = io.BytesIO()
    assert lines.write(log, out) == len(log)
    assert out.getvalue().split(b"\n") == [*log, b""]


def test_the_same_hash_as_anybody_would_compute(tmp_path: Path) -> None:
    from hashlib import sha256

    path = tmp_path / "out"
    with path.open("wb") as file:
        out = Weighed(file)
        out.write(b"one")
        out.write(b"two")
        file.flush()
        first = out.sha256
        out.weigh_again()
    assert first == out.sha256 == sha256(b"onetwo").hexdigest()


def test_tables_that_do_not_fit_on_the_disk_end_as_any_file_does(tmp_path: Path) -> None:
    limits, longest = resource.getrlimit(resource.RLIMIT_FSIZE), 200_000
    ones = told(recorded(decision(n, "x" * 50_000)) for n in range(20))
    resource.setrlimit(resource.RLIMIT_FSIZE, (longest, limits[1]))
    try:
        with pytest.raises(Refused, match=r"out\.db: cannot be written"), target(str(tmp_path / "out.db")) as file:
            write(file.name, apart.tables(ones), before=apart.TABLES, after=apart.INDEXES)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, limits)
    assert not [*tmp_path.glob("*out.db*")]
