"""Claims: ``serve purge`` leaves no word of what is due in the files, and does what one before left undone."""

from __future__ import annotations

import sqlite3
from pathlib import Path

from tests.cli.terminal import shell
from tests.server.store.making import LEA
from tests.storage.canaries import canaries, talking
from triage_tui.server.store import Store, open_store

OVER = {"expires_at": "2020-01-01T00:00:00Z"}


def filled(path: Path) -> Store:
    store = open_store(str(path))
    store.take_in(LEA, [talking("over", retention=OVER, padding="x" * 20_000), talking("stays")])
    return store


def left(path: Path, case_id: str) -> set[str]:
    raw = b"".join(each.read_bytes() for each in path.parent.glob(f"{path.name}*"))
    return {word for word in canaries(case_id) if word.encode() in raw}


def test_what_is_due_is_gone(tmp_path: Path) -> None:
    path = tmp_path / "server.db"
    filled(path).close()
    answer = shell("serve", "purge", "--database", path)
    assert (answer.status, answer.text) == (0, "        1  cases whose text was forgotten\n")
    assert left(path, "over") == set()
    assert left(path, "stays") == set(canaries("stays"))


def test_a_dry_run_forgets_nothing(tmp_path: Path) -> None:
    path = tmp_path / "server.db"
    filled(path).close()
    assert shell("serve", "purge", "--dry-run", "--database", path).text == "over\n"
    assert left(path, "over")


def test_what_one_that_was_broken_off_left_is_done_the_next_time(tmp_path: Path) -> None:
    path = tmp_path / "server.db"
    filled(path).close()
    db = sqlite3.connect(path)
    db.execute("PRAGMA secure_delete = OFF")  # as it is in most builds of SQLite
    db.execute("UPDATE case_now SET state = 'closed', body = x'' WHERE id = 'over'")
    db.commit()
    db.close()
    assert left(path, "over")
    assert shell("serve", "purge", "--database", path).status == 0
    assert left(path, "over") == set()
