"""Policy packs, and what they say about how severe a flag is."""

from __future__ import annotations

import sqlite3
from functools import cache

from triage_tui.domain.policy import PackName, PolicyPack, decode_policy
from triage_tui.errors import Refused


class Severities:
    """How severe each clause of the packs is that are stored now."""

    def __init__(self, db: sqlite3.Connection) -> None:
        stored = db.execute("SELECT json FROM policy_pack ORDER BY n DESC")
        self._newest_first = [decode_policy(raw) for (raw,) in stored]
        self.of = cache(self._of)
        """A flag's severity, 0-4; without a version, by the newest pack that has the clause."""

    def _of(self, clause: str | None, policy_id: str | None, version: str | None) -> int | None:
        for pack in self._newest_first:
            known = pack.by_id.get(clause or "")
            if known and policy_id in (None, pack.id) and version in (None, pack.version):
                return known.severity
        return None


def packs(db: sqlite3.Connection) -> list[PackName]:
    """Ids and versions, oldest first."""
    return db.execute("SELECT id, version FROM policy_pack ORDER BY n").fetchall()


def pack(db: sqlite3.Connection, policy_id: str, version: str) -> PolicyPack | None:
    """One stored pack version."""
    row = db.execute("SELECT json FROM policy_pack WHERE (id, version) = (?, ?)", (policy_id, version)).fetchone()
    return None if row is None else decode_policy(row[0])


def raws(db: sqlite3.Connection) -> list[bytes]:
    """Every pack as it was received, oldest first."""
    return [raw for (raw,) in db.execute("SELECT json FROM policy_pack ORDER BY n").fetchall()]


def add(db: sqlite3.Connection, raw: bytes) -> bool:
    """Keep a pack; false when the very same is there already. Raises `Refused` for other text under a known version."""
    new = decode_policy(raw)
    same = (new.id, new.version)
    before = db.execute("SELECT sha256 FROM policy_pack WHERE (id, version) = (?, ?)", same).fetchone()
    if before is not None:
        if before == (new.sha256,):
            return False
        raise Refused(
            f"policy pack {new.id} {new.version} is stored already with other text",
            "a version never changes: give the new text a version of its own",
        )
    db.execute("INSERT INTO policy_pack (id, version, sha256, json) VALUES (?, ?, ?, ?)", (*same, new.sha256, raw))
    _weigh(db, new)
    return True


def _weigh(db: sqlite3.Connection, new: PolicyPack) -> None:
    severities = Severities(db)
    for clause in new.by_id:
        ways = "SELECT DISTINCT policy_id, policy_version FROM case_flag WHERE clause = ?"
        for named in db.execute(ways, (clause,)).fetchall():
            db.execute(
                "UPDATE case_flag SET severity = ? WHERE clause = ? AND policy_id IS ? AND policy_version IS ?",
                (severities.of(clause, *named), clause, *named),
            )
        db.execute(
            "UPDATE case_head SET severity = (SELECT max(severity) FROM case_flag WHERE n = case_head.n)"
            " WHERE n IN (SELECT n FROM case_flag WHERE clause = ?)",
            (clause,),
        )
