"""Cases into the tables: a batch in one transaction, each case whole."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from typing import NamedTuple

from triage_tui.domain.case import decode_case
from triage_tui.storage.packing import unpack
from triage_tui.storage.packs import Severities
from triage_tui.storage.prepare import FlagRow, HeadRow, Ready
from triage_tui.storage.state import restate
from triage_tui.storage.words import forget, index, text_of

_COLUMNS = (*HeadRow._fields, "severity")
_HEAD = f"INSERT INTO case_head (n, {', '.join(_COLUMNS)}) VALUES (?{', ?' * len(_COLUMNS)})"
_HEAD_AGAIN = f"UPDATE case_head SET {', '.join(f'{name} = ?' for name in _COLUMNS)} WHERE n = ?"
_FLAG = f"INSERT INTO case_flag (n, {', '.join(FlagRow._fields)}, severity) VALUES (?{', ?' * len(FlagRow._fields)}, ?)"
_BODY = "INSERT INTO case_body (n, version, sha256, zstd) VALUES (?, ?, ?, ?)"


class Known(NamedTuple):
    """What the workspace holds of a case."""

    n: int
    version: int
    sha256: str


def look_up(db: sqlite3.Connection, case_id: str) -> Known | None:
    """What the workspace holds of a case; none where it is new."""
    row = db.execute(
        "SELECT n, version, sha256 FROM case_head JOIN case_body USING (n, version) WHERE id = ?", (case_id,)
    ).fetchone()
    return None if row is None else Known(*row)


def shelve(db: sqlite3.Connection, fresh: Sequence[Ready], newer: Sequence[tuple[int, Ready]]) -> None:
    """Take in cases that are not there yet, and newer versions of cases that are."""
    (last,) = db.execute("SELECT coalesce(max(n), 0) FROM case_head").fetchone()
    weights = Severities(db)
    for n, ready in newer:
        _clear(db, n)
        db.execute(_HEAD_AGAIN, (*ready.head, _severity(ready, weights), n))
    db.executemany(_HEAD, ((n, *ready.head, _severity(ready, weights)) for n, ready in enumerate(fresh, last + 1)))
    numbered = [*enumerate(fresh, last + 1), *newer]
    db.executemany(_FLAG, ((n, *flag, _weight(flag, weights)) for n, ready in numbered for flag in ready.flags))
    db.executemany(_BODY, ((n, ready.head.version, ready.sha256, ready.packed) for n, ready in numbered))
    index(db, ((n, ready.text) for n, ready in numbered))
    restate(db, *(n for n, _ in newer))


def _severity(ready: Ready, weights: Severities) -> int | None:
    known = (_weight(flag, weights) for flag in ready.flags)
    return max((weight for weight in known if weight is not None), default=None)


def _weight(flag: FlagRow, weights: Severities) -> int | None:
    return weights.of(flag.clause, flag.policy_id, flag.policy_version)


def _clear(db: sqlite3.Connection, n: int) -> None:
    """Make room for a newer version; the bytes of the old one stay where a decision refers to them."""
    version, packed = db.execute(
        "SELECT version, zstd FROM case_body JOIN case_head USING (n, version) WHERE n = ?", (n,)
    ).fetchone()
    forget(db, n, text_of(decode_case(unpack(packed))))
    db.execute("UPDATE case_head SET skipped = 0, not_before_ms = NULL WHERE n = ?", (n,))
    db.execute("DELETE FROM case_flag WHERE n = ?", (n,))
    db.execute(
        "DELETE FROM case_body WHERE (n, version) = (:n, :version)"
        " AND NOT EXISTS (SELECT 1 FROM decision WHERE (n, version) = (:n, :version))",
        {"n": n, "version": version},
    )
