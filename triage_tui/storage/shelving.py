"""Cases into the tables: a batch in one transaction, each case whole.

A batch is first laid into tables in memory, row by row, and from there moved on by a handful of statements: those
need nothing of Python, so that the thread that works out the next batch runs on meanwhile.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from typing import NamedTuple

import msgspec

from triage_tui.domain.case import decode_case
from triage_tui.storage.packing import unpack
from triage_tui.storage.packs import Severities
from triage_tui.storage.prepare import FlagRow, HeadRow, Ready
from triage_tui.storage.state import restate
from triage_tui.storage.words import forget, text_of

_HEAD = ", ".join(("n", *HeadRow._fields, "severity"))
_FLAG = ", ".join(("n", *FlagRow._fields, "severity"))
_WHOLE = f"{_HEAD}, sha256, zstd, text"
_ROOM = (
    f"CREATE TEMP TABLE IF NOT EXISTS arriving ({_WHOLE})",
    f"CREATE TEMP TABLE IF NOT EXISTS arriving_flag ({_FLAG})",
    "DELETE FROM temp.arriving",
    "DELETE FROM temp.arriving_flag",
)
MOVES = (
    f"INSERT INTO case_head ({_HEAD}) SELECT {_HEAD} FROM temp.arriving WHERE TRUE ON CONFLICT (n) DO UPDATE SET "
    + ", ".join(f"{column} = excluded.{column}" for column in (*HeadRow._fields, "severity")),
    f"INSERT INTO case_flag ({_FLAG}) SELECT {_FLAG} FROM temp.arriving_flag",
    "INSERT INTO case_body (n, version, sha256, zstd) SELECT n, version, sha256, zstd FROM temp.arriving",
    "INSERT INTO case_text (rowid, text) SELECT n, text FROM temp.arriving",
)
"""What brings cases from there to where they stay; the text index comes last."""


class Known(NamedTuple):
    """What the workspace holds of a case."""

    n: int
    version: int
    sha256: str
    purged_ms: int | None
    """When its text was forgotten."""


def look_up(db: sqlite3.Connection, ids: Sequence[str]) -> dict[str, Known | None]:
    """What the workspace holds of each of some cases; none where it is new."""
    rows = db.execute(
        "SELECT id, n, version, sha256, purged_ms FROM case_head JOIN case_body USING (n, version)"
        " WHERE id IN (SELECT value FROM json_each(?))",
        (msgspec.json.encode(ids).decode(),),
    )
    return dict.fromkeys(ids) | {case_id: Known(*known) for case_id, *known in rows}


def lay_out(db: sqlite3.Connection, fresh: Sequence[Ready], newer: Sequence[tuple[int, Ready]]) -> None:
    """Put cases that are not there yet, and newer versions of cases that are, where `shelve` takes them from."""
    for statement in _ROOM:
        db.execute(statement)
    (last,) = db.execute("SELECT coalesce(max(n), 0) FROM case_head").fetchone()
    weigh = Severities(db).of
    numbered = [*enumerate(fresh, last + 1), *newer]
    weights = [[weigh(flag.clause, flag.policy_id, flag.policy_version) for flag in one.flags] for _, one in numbered]
    db.executemany(
        f"INSERT INTO temp.arriving VALUES ({_marks(_WHOLE)})",
        (
            (n, *one.head, max((weight for weight in each if weight is not None), default=None), *one.kept)
            for (n, one), each in zip(numbered, weights, strict=True)
        ),
    )
    db.executemany(
        f"INSERT INTO temp.arriving_flag VALUES ({_marks(_FLAG)})",
        (
            (n, *flag, weight)
            for (n, one), each in zip(numbered, weights, strict=True)
            for flag, weight in zip(one.flags, each, strict=True)
        ),
    )


def shelve(db: sqlite3.Connection, newer: Sequence[int]) -> None:
    """Take in what was laid out; `newer` are the rows among it that are there at an older version."""
    for n in newer:
        _clear(db, n)
    for statement in MOVES:
        db.execute(statement)
    restate(db, *newer)
    for emptied in _ROOM[2:]:
        db.execute(emptied)


def _marks(columns: str) -> str:
    return ", ".join("?" for _ in columns.split(", "))


def _clear(db: sqlite3.Connection, n: int) -> None:
    """Make room for a newer version; the bytes of the old one stay where a decision or a bundle refers to them."""
    version, packed = db.execute(
        "SELECT version, zstd FROM case_body JOIN case_head USING (n, version) WHERE n = ?", (n,)
    ).fetchone()
    forget(db, n, text_of(decode_case(unpack(packed))))
    db.execute("UPDATE case_head SET skipped = 0, not_before_ms = NULL WHERE n = ?", (n,))
    db.execute("DELETE FROM case_flag WHERE n = ?", (n,))
    db.execute("DELETE FROM forgetting WHERE n = ?", (n,))  # what is to be forgotten is the version before
    db.execute(
        "DELETE FROM case_body WHERE (n, version) = (:n, :version)"
        " AND NOT EXISTS (SELECT 1 FROM decision WHERE (n, version) = (:n, :version))"
        " AND NOT EXISTS (SELECT 1 FROM bundle_case WHERE (n, version) = (:n, :version))",
        {"n": n, "version": version},
    )
