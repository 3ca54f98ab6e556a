"""A workspace of an older layout is copied and brought up, whole or not at all."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from sqlite_utils import Database

from tests.storage.making import decide, event, raw_case, take
from triage_tui.domain.filter import ALL, parse
from triage_tui.domain.journal import faults
from triage_tui.domain.words import Outcome, RootCause
from triage_tui.errors import WorkspaceError
from triage_tui.storage import opening, steps
from triage_tui.storage.opening import open_workspace
from triage_tui.storage.schema import FOURTH, SECOND, THIRD, VERSION


def filled(path: Path) -> None:
    workspace = open_workspace(path)
    take(workspace, raw_case("c1"), raw_case("c2"))
    decide(workspace, "c1")
    workspace.close()


def _adds_a_table(db: Database) -> None:
    db.conn.execute("CREATE TABLE later (x INTEGER) STRICT")


def _fails(db: Database) -> None:
    _adds_a_table(db)
    raise sqlite3.OperationalError("the step fails")


def grow(monkeypatch: pytest.MonkeyPatch, act: object) -> None:
    """A program that is one step ahead."""
    monkeypatch.setattr(steps, "STEPS", (*steps.STEPS, ("later", act)))
    monkeypatch.setattr(steps, "VERSION", VERSION + 1)
    monkeypatch.setattr(opening, "VERSION", VERSION + 1)


def test_an_older_workspace_is_copied_and_brought_up(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    filled(path)
    grow(monkeypatch, _adds_a_table)
    workspace = open_workspace(path)
    assert workspace.count(ALL) == 2
    workspace.close()
    (copy,) = (path.parent / "backups").iterdir()
    with sqlite3.connect(copy) as db:
        assert db.execute("PRAGMA user_version").fetchone() == (VERSION,)
        assert db.execute("SELECT count(*) FROM case_head").fetchone() == (2,)
    db.close()


def of_the_first_layout(path: Path) -> None:
    """A workspace as the first version made it: two labelled cases, one decided, one tagged and put aside."""
    workspace = open_workspace(path)
    kept = {"labels": ["minor", "minor", "vip"]}
    take(workspace, raw_case("c1", "red lamp", retention=kept), raw_case("c2", retention=kept), raw_case("c3"))
    decide(workspace, "c1", outcome=Outcome.OVERTURN, root_causes=(RootCause.OTHER,))
    workspace.tag(["c2"], True)
    workspace.skip("c2", event("skip", "c2"))
    workspace.close()
    db = sqlite3.connect(path)
    made = re.compile(r"CREATE (TABLE|INDEX|TRIGGER) (?:IF NOT EXISTS )?(\w+)|ALTER TABLE (\w+) ADD COLUMN (\w+)")
    for statement in reversed((*SECOND, *THIRD, *FOURTH)):
        if found := made.search(statement):
            kind, name, table, column = found.groups()
            db.execute(f"DROP {kind} {name}" if kind else f"ALTER TABLE {table} DROP COLUMN {column}")
    db.execute("DELETE FROM _sqlite_migrations WHERE name <> '1 first'")
    db.execute("PRAGMA user_version = 1")
    db.commit()
    db.close()


def test_what_was_decided_tagged_and_labelled_before_is_found_as_before(path: Path) -> None:
    of_the_first_layout(path)
    told = list[tuple[int, int]]()

    @contextmanager
    def watch() -> Iterator[Callable[[int, int], None]]:
        yield lambda done, total: told.append((done, total))

    workspace = open_workspace(path, watch=watch)
    expected = {
        "label:vip": 2, "label:minor": 2, "label:none": 0, "is:decided": 1, "is:tagged": 1, "is:skipped": 1,
        "cause:other": 1, "outcome:overturn": 1, "by:r1": 1, "lamp": 1, "": 3, "-label:vip": 1, "label:v*": 2,
    }  # fmt: skip
    assert {words: len(workspace.page(parse(words)).heads) for words in expected} == expected
    assert {words: workspace.count(parse(words)) for words in expected} == expected
    assert workspace.care.check() == []
    assert told
    assert all(0 < done <= total for done, total in told)
    workspace.close()


def test_a_workspace_of_this_layout_without_the_table_of_skips_gets_it(path: Path) -> None:
    filled(path)
    with sqlite3.connect(path) as db:
        db.execute("DROP TABLE skip")
    db.close()
    workspace = open_workspace(path)
    workspace.skip("c2", event("skip", "c2"))
    workspace.reopen("c2")
    workspace.close()


def test_an_older_workspace_is_not_brought_up_by_looking(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    filled(path)
    grow(monkeypatch, _adds_a_table)
    with pytest.raises(WorkspaceError, match="older layout"):
        open_workspace(path, read_only=True)


def test_a_step_that_fails_leaves_the_workspace_as_it_was(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    filled(path)
    with monkeypatch.context() as ahead:
        grow(ahead, _fails)
        with pytest.raises(WorkspaceError, match="the step fails"):
            open_workspace(path)
    workspace = open_workspace(path)
    assert workspace.count(ALL) == 2
    assert not list(faults(workspace.ledger.lines()))
    workspace.close()
