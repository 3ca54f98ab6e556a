"""What is easy to get wrong with SQLite and with sqlite-utils, each guarded."""

from __future__ import annotations

import ast
import sqlite3
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

import triage_tui.storage
from tests.storage.making import decide, draft, later, raw_case, take
from triage_tui.domain.filter import ALL, parse
from triage_tui.domain.journal import faults
from triage_tui.errors import Refused
from triage_tui.storage import connect
from triage_tui.storage.workspace import Workspace
from triage_tui.storage.writer import Writer


@pytest.fixture
def tables(workspace: Workspace) -> Iterator[sqlite3.Connection]:
    """The writing connection's twin, with a decided case in front of it."""
    take(workspace, raw_case("c1"))
    decide(workspace, "c1")
    db = connect.writer(workspace.path).conn
    yield db
    db.close()


def setting(db: sqlite3.Connection, name: str) -> object:
    return db.execute(f"PRAGMA {name}").fetchone()[0]


def test_the_writer_is_set_up_to_keep_what_it_is_given(tables: sqlite3.Connection) -> None:
    expected = {
        "journal_mode": "wal",
        "synchronous": 2,
        "foreign_keys": 1,
        "recursive_triggers": 1,
        "secure_delete": 1,
        "trusted_schema": 0,
        "cell_size_check": 1,
        "page_size": 16384,
        "busy_timeout": 5000,
        "fullfsync": 1,
        "checkpoint_fullfsync": 1,
    }
    assert {name: setting(tables, name) for name in expected} == expected


def test_a_reader_cannot_write(workspace: Workspace) -> None:
    db = connect.reader(workspace.path)
    assert (setting(db, "trusted_schema"), setting(db, "cell_size_check")) == (0, 1)
    with pytest.raises(sqlite3.OperationalError, match="readonly"):
        db.execute("DELETE FROM memory")
    db.close()


def test_every_table_is_strict(tables: sqlite3.Connection) -> None:
    ours = "SELECT name FROM pragma_table_list WHERE type = 'table' AND NOT strict AND name NOT LIKE '%sqlite_%'"
    assert tables.execute(ours).fetchall() == []


@pytest.mark.parametrize(
    "sql",
    [
        "UPDATE journal SET body = x'00'",
        "DELETE FROM journal",
        "INSERT OR REPLACE INTO journal SELECT * FROM journal",
        "INSERT OR REPLACE INTO journal SELECT 2, id, type, at_ms, sha256, x'00' FROM journal",
        "INSERT INTO journal SELECT 7, 'new', type, at_ms, sha256, body FROM journal",
    ],
)
def test_the_log_is_only_added_to_whoever_opens_the_file(workspace: Workspace, sql: str) -> None:
    take(workspace, raw_case("c1"))
    decide(workspace, "c1")
    other = sqlite3.connect(workspace.path)
    before = other.execute("SELECT * FROM journal").fetchall()
    with pytest.raises(sqlite3.IntegrityError, match="only ever added to"):
        other.execute(sql)
    assert other.execute("SELECT * FROM journal").fetchall() == before
    other.close()


@pytest.mark.parametrize(
    "sql",
    [
        "DELETE FROM case_head",
        "DELETE FROM case_body",
        "DELETE FROM decision",
        "UPDATE decision SET seq = 9",
        "UPDATE decision SET supersedes = 'nobody'",
        "INSERT INTO outbox (decision_id, state, created_ms) VALUES ('nobody', 'held', 0)",
        "INSERT INTO decision VALUES ('d', 9, 1, 1, 'review', 'uphold', '[]', 'r', 0, NULL)",
    ],
)
def test_nothing_can_lose_what_it_belongs_to(tables: sqlite3.Connection, sql: str) -> None:
    with pytest.raises(sqlite3.IntegrityError, match="FOREIGN KEY"):
        tables.execute(sql)


COMMITTING = {"executescript", "insert", "insert_all", "upsert", "upsert_all", "delete_where", "transform"}
"""Methods of sqlite-utils and of sqlite3 that commit by themselves, or make columns of keys."""


def test_nothing_commits_but_the_writer() -> None:
    folder = Path(triage_tui.storage.__file__).parent
    for path in folder.glob("*.py"):
        calls = [node.func for node in ast.walk(ast.parse(path.read_text("utf-8"))) if isinstance(node, ast.Call)]
        named = {call.attr for call in calls if isinstance(call, ast.Attribute)}
        assert not named & COMMITTING, path.name
        assert "commit" not in named, path.name


def test_hostile_keys_become_no_columns(workspace: Workspace, tables: sqlite3.Connection) -> None:
    before = tables.execute("SELECT sql FROM sqlite_schema").fetchall()
    raw = raw_case("c2", **{'evil"); DROP TABLE journal;--': 1, "state": "decided", "n": 1})
    take(workspace, raw)
    assert tables.execute("SELECT sql FROM sqlite_schema").fetchall() == before
    assert [head.id for head in workspace.page(parse("is:open")).heads] == ["c2"]


def test_nul_and_broken_text_are_kept_or_refused(workspace: Workspace) -> None:
    take(workspace, raw_case("c1", "before\0after", queue="a\0b"))
    assert workspace.page(ALL).heads[0].queue == "a\0b"
    assert workspace.count(parse("after")) == 1
    for act in (
        lambda: workspace.remember("\ud800", b""),
        lambda: workspace.save_draft(draft("c1", rationale="\ud800"), later()),
        lambda: workspace.save_draft(draft("c1", version=2**63), later()),
    ):
        with pytest.raises(Refused, match="cannot be stored"):
            act()
    workspace.remember("still", b"works")
    assert workspace.recall("still") == b"works"


def test_threads_write_and_read_at_the_same_time(workspace: Workspace) -> None:
    ids = [f"c{n}" for n in range(24)]
    take(workspace, *map(raw_case, ids))

    def work(case_id: str) -> str:
        workspace.save_draft(draft(case_id), later())
        workspace.tag([case_id], True)
        made = decide(workspace, case_id)
        assert workspace.page(ALL, around=1).heads
        opened = workspace.open_case(case_id)
        assert opened is not None
        assert opened.draft is None
        return made.id

    with ThreadPoolExecutor(8) as threads:
        made = set(threads.map(work, ids))
    assert made == {standing.decision.id for _, standing, _ in workspace.ledger.decisions()}
    assert workspace.count(parse("is:tagged is:decided")) == len(ids)
    assert not list(faults(workspace.ledger.lines()))


def test_nobody_writes_between_what_an_act_reads_and_what_it_writes(workspace: Workspace) -> None:
    other = sqlite3.connect(workspace.path, timeout=0, isolation_level=None, check_same_thread=False)

    def act(db: sqlite3.Connection) -> None:
        assert db.execute("SELECT count(*) FROM memory").fetchone() == (0,)
        with pytest.raises(sqlite3.OperationalError, match="locked"):
            other.execute("INSERT INTO memory VALUES ('theirs', x'00')")
        db.execute("INSERT INTO memory VALUES ('ours', x'00')")

    writer = Writer(workspace.path)
    writer.do(act)
    writer.close()
    other.close()
    assert workspace.recall("ours") is not None


def test_an_act_waits_for_another_program_to_finish(workspace: Workspace) -> None:
    take(workspace, raw_case("c1"))
    other = connect.writer(workspace.path).conn
    with ThreadPoolExecutor(1) as thread:
        other.execute("BEGIN IMMEDIATE")
        waiting = thread.submit(decide, workspace, "c1")
        other.execute("COMMIT")
        assert waiting.result().case_id == "c1"
    other.close()


def test_what_is_forgotten_is_gone_from_the_file(workspace: Workspace) -> None:
    take(workspace, raw_case("c1"))
    workspace.save_draft(draft("c1", rationale="a secret word"), later())
    workspace.drop_draft("c1")
    workspace.close()
    left = {one.name for one in workspace.path.parent.iterdir() if b"a secret word" in one.read_bytes()}
    assert left == set()
