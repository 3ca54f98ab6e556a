"""An encrypted workspace does what a plain one does: claims of other files here, kept on an encrypted file."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from types import ModuleType

import pytest

from tests.storage import test_crash, test_intake, test_layouts, test_opening, test_purging, test_where
from tests.storage.canaries import FIELDS, canary, talking
from tests.storage.making import START, decide, draft, raw_case, take
from tests.storage.pocket import Pocket, encrypt_all
from triage_tui.domain.filter import ALL, parse
from triage_tui.errors import Locked, WorkspaceError
from triage_tui.storage.opening import open_workspace
from triage_tui.storage.workspace import Workspace


def claims(module: ModuleType, *words: str) -> dict[str, Callable[..., None]]:
    """The claims of a file whose names hold such words."""
    chosen = {name: act for name, act in vars(module).items() if any(word in name for word in words)}
    assert len(chosen) >= len(words)
    return chosen


full, small_disk = test_purging.full, test_crash.small_disk
globals().update(
    {
        **claims(test_crash, "lost_to_a_kill", "test_a_disk_that_cannot_be_written"),
        **claims(test_intake, "byte_for_byte", "conflict_says", "words_", "no_table_can_hold", "after_reopening"),
        **claims(test_layouts, "test_a_step_that_fails"),
        **claims(
            test_opening, "test_a_second_process", "are_private", "refuses_every", "three_copies", "closing_breaks"
        ),
        **claims(test_purging, "test_the_log_says", "test_a_search_finds"),
        **claims(test_where, "test_values_are_bound"),
    }
)


@pytest.fixture(autouse=True)
def encrypted(monkeypatch: pytest.MonkeyPatch) -> None:
    """Every workspace of this file is encrypted."""
    encrypt_all(monkeypatch)
    monkeypatch.setattr(test_crash, "KILLS", 5)


def test_nothing_of_it_is_in_the_open_while_it_is_used_nor_after(path: Path) -> None:
    workspace = open_workspace(path)
    take(workspace, talking("c1"), talking("c2"))
    decide(workspace, "c1", rationale=f"they said {canary('c1', 'user')}")
    workspace.save_draft(draft("c2", rationale=canary("c2", "user")), START)
    workspace.care.back_up()
    for when in ("open", "closed"):
        raw = {one.name: one.read_bytes() for one in path.parent.rglob("*") if one.is_file()}
        assert len(raw) >= (5 if when == "open" else 3), "there is a log beside it, and a copy"
        for name, content in raw.items():
            told = [field for field in FIELDS if canary("c1", field)[-12:].encode() in content.lower()]
            assert told == [], name
            assert b"SQLite format" not in content
            assert b"case_head" not in content
        workspace.close()


def test_another_key_opens_nothing_and_changes_nothing(path: Path) -> None:
    workspace = open_workspace(path)
    take(workspace, raw_case("c1"))
    workspace.close()
    before = path.read_bytes()
    for keeper, why in ((lambda: Pocket(bytes(32)), "the key does not open"), (None, "nobody to ask")):
        with pytest.raises(Locked, match=why):
            open_workspace(path, keeper=keeper)
    assert path.read_bytes() == before
    again = open_workspace(path)
    assert again.count(ALL) == 1
    again.close()


def test_a_flipped_bit_is_found(path: Path) -> None:
    workspace = open_workspace(path)
    take(workspace, *(raw_case(f"c{n}", "words " * 500) for n in range(50)))
    workspace.close()
    raw = bytearray(path.read_bytes())
    raw[-5000] ^= 1
    path.write_bytes(raw)
    damaged = open_workspace(path, read_only=True)
    with pytest.raises(WorkspaceError, match="damaged"):
        damaged.care.check()
    damaged.close()


def test_words_are_found_in_a_copy_that_is_opened_in_its_place(path: Path) -> None:
    workspace = open_workspace(path)
    take(workspace, raw_case("c1", "an armadillo"))
    copy = workspace.care.back_up()
    workspace.close()
    copy.replace(path)
    again = open_workspace(path)
    assert again.count(parse("armadillo")) == 1
    assert again.care.check() == []
    again.close()


def test_the_library_above_it_knows_which_sqlite_it_has(path: Path) -> None:
    """It catches what its own SQLite raises, so it has to be told before it is loaded: seen in a process of its own."""
    script = """
import sys
from pathlib import Path
from tests.storage.pocket import Pocket
from triage_tui.storage.opening import open_workspace
from triage_tui.storage.workspace import Workspace
open_workspace(Path(sys.argv[1]), keeper=Pocket, encrypt=True).close()
import sqlite_utils.db
print(sqlite_utils.db.sqlite3.__name__, sqlite_utils.db.OperationalError.__module__)
"""
    told = subprocess.run([sys.executable, "-c", script, path], capture_output=True, text=True, check=True)
    assert (told.stdout, told.stderr) == ("sqlcipher3 sqlcipher3.dbapi2\n", "")


def test_without_the_extra_it_says_what_to_install(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    open_workspace(path).close()
    monkeypatch.setitem(sys.modules, "sqlcipher3.dbapi2", None)
    with pytest.raises(WorkspaceError) as told:
        open_workspace(path)
    assert told.value.hint == "pip install 'triage-tui[encrypted]'"


def test_an_index_that_has_changed_since_the_last_look_is_sound(workspace: Workspace) -> None:
    take(workspace, raw_case("c1"))
    assert workspace.care.check() == []
    take(workspace, raw_case("c1", "other words", version=2))
    assert workspace.care.check() == []
