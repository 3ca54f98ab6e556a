"""Forgetting the text of cases: marked, forgotten, said in the log, and washed out of the file, in this order.

Whatever ends the program in between, the next purge goes on where this one was. What stays is named in
`triage_tui.domain.retention`; the hash of what came stays with it, so that decisions and the log still verify.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta

import msgspec
from msgspec import Struct

from triage_tui.domain.case import decode_case
from triage_tui.domain.ids import new_id
from triage_tui.domain.journal import Event
from triage_tui.domain.retention import answer_without_text, fingerprint, without_text
from triage_tui.domain.values import milliseconds
from triage_tui.storage import journal, lately, memory
from triage_tui.storage.backup import At, nobody
from triage_tui.storage.connections import Connections
from triage_tui.storage.packing import pack, unpack
from triage_tui.storage.rows import moment_of
from triage_tui.storage.state import restate
from triage_tui.storage.washing import Washed, Washing
from triage_tui.storage.words import forget, text_of

KEY = "purge"
"""What is remembered of a purge that is not over."""

FEW = 200
"""Cases forgotten in one transaction, so that a decision need not wait for long."""

NAMED = 20
"""Cases of a purge that the log names; of more it has the number and the fingerprint."""

_OLDER = "EXISTS (SELECT 1 FROM case_body b WHERE b.n = case_head.n AND b.version <> case_head.version)"
"""Of a case that became one whose text is never kept, versions that decisions are about may still have theirs."""

Retain = Callable[[str], timedelta | None]
"""How long the house keeps the text of a queue's cases once they are decided; none where it sets no limit."""


class _Begun(Struct, frozen=True):
    """A purge that is not over."""

    at_ms: int
    reviewer: str
    reason: str
    upto: int = 0
    """Number of the last case whose text is forgotten."""


class Asked(Struct, frozen=True):
    """What became of cases that were named to be forgotten."""

    ns: tuple[int, ...]
    """Their rows, as far as there is text to forget."""
    held: tuple[str, ...]
    """Kept for a legal hold."""
    gone: tuple[str, ...]
    """Forgotten before."""
    unknown: tuple[str, ...]


class Purged(Struct, frozen=True):
    """What a purge did."""

    cases: int
    """Whose text was forgotten."""
    washed: Washed | None = None
    """What became of the file; none where there was nothing to do."""


class Purging:
    """Forgets the text of cases on the workspace's connections. Safe from any thread."""

    def __init__(self, connections: Connections, now: Callable[[], datetime]) -> None:
        self._read = connections.read
        self._write = connections.write
        self._washing = Washing(connections)
        self._now = now

    def due(self, retain: Retain) -> list[int]:
        """The rows of the cases whose time is over: as their source said, or as long as the house keeps their queue."""
        return self._read(lambda db: _due(db, retain, self._now()))

    def ids(self, ns: Sequence[int]) -> list[str]:
        """The ids of some rows, sorted."""
        return self._read(lambda db: _ids(db, "SELECT value FROM json_each(?)", (msgspec.json.encode(ns).decode(),)))

    def asked(self, case_ids: Sequence[str]) -> Asked:
        """What there is to forget of cases that were named."""
        return self._read(lambda db: _asked(db, case_ids))

    def doubted(self) -> str:
        """Why the clock may be wrong, so that nobody forgets by it unasked; empty where it is taken for right."""
        now, used = self._now(), self._read(lately.last)
        if not lately.doubtful(used, now):
            return ""
        return f"the clock says {now:%Y-%m-%d}, and this workspace was in use last on {used:%Y-%m-%d}"

    def believe(self) -> None:
        """Take the clock for right."""
        self._write(lambda db: lately.believe(db, self._now()))

    def unfinished(self) -> bool:
        """Whether a purge was broken off."""
        return self._read(lambda db: memory.recall(db, KEY)) is not None

    def purge(
        self,
        ns: Sequence[int],
        reason: str,
        reviewer: str,
        *,
        at: At = nobody,
        stopped: Callable[[], bool] = lambda: False,
        largest: int | None = None,
    ) -> Purged:
        """Forget the text of these cases, after what a purge before left to do, and write into the log that it is gone.

        `at` is told how far it is; once it is `stopped` the rest is left to the next purge. A file of more than
        `largest` bytes is not written anew.
        """
        cases = self._forget(at, stopped)
        if ns and not stopped():
            begun = _Begun(milliseconds(self._now()), reviewer, reason)
            self._write(lambda db: _mark(db, ns, begun))
            cases += self._forget(at, stopped)
        if stopped() or not self.unfinished():
            return Purged(cases)
        washed = self._washing.wash(at, stopped, largest)
        if not washed.left:
            self._write(lambda db: db.execute("DELETE FROM memory WHERE key = ?", (KEY,)))
        return Purged(cases, washed)

    def _forget(self, at: At, stopped: Callable[[], bool]) -> int:
        """Forget what is marked, and say so in the log; how many cases."""
        total = self._read(lambda db: int(db.execute("SELECT count(*) FROM forgetting").fetchone()[0]))
        done = 0
        while total and not stopped():
            some = self._write(_forget_some)
            done += some
            at(min(done, total), total)
            if not some:
                return self._write(lambda db: _log(db, self._now()))
        return done


def _due(db: sqlite3.Connection, retain: Retain, now: datetime) -> list[int]:
    never = "SELECT n FROM case_head WHERE retention_class = 'zero' AND coalesce(purged_ms, 0) = 0 AND NOT legal_hold"
    found = {n for (n,) in db.execute(f"{never} AND (chars > 0 OR {_OLDER})")}
    here = "SELECT n FROM case_head WHERE purged_ms IS NULL AND NOT legal_hold AND "
    found |= {n for (n,) in db.execute(f"{here} expires_ms <= ?", (milliseconds(now),))}
    for (queue,) in db.execute("SELECT DISTINCT queue FROM case_head").fetchall():
        if (kept := retain(queue)) is not None:
            over = f"{here} queue = ? AND coalesce(decided_ms, received_ms) <= ?"
            found |= {n for (n,) in db.execute(over, (queue, milliseconds(now - kept)))}
    return sorted(found)


def _ids(db: sqlite3.Connection, ns: str, bound: tuple[object, ...] = ()) -> list[str]:
    return [one for (one,) in db.execute(f"SELECT id FROM case_head WHERE n IN ({ns}) ORDER BY id", bound)]


def _asked(db: sqlite3.Connection, case_ids: Sequence[str]) -> Asked:
    gone = f"coalesce(purged_ms > 0 OR (purged_ms = 0 AND NOT {_OLDER}), FALSE)"
    sql = f"SELECT id, n, legal_hold, {gone} FROM case_head WHERE id IN (SELECT value FROM json_each(?))"
    rows = db.execute(sql, (msgspec.json.encode(case_ids).decode(),)).fetchall()
    known = {one for one, *_ in rows}
    return Asked(
        tuple(sorted(n for _, n, held, gone in rows if not held and not gone)),
        tuple(sorted(one for one, _, held, gone in rows if held and not gone)),
        tuple(sorted(one for one, _, _, gone in rows if gone)),
        tuple(one for one in dict.fromkeys(case_ids) if one not in known),
    )


def _mark(db: sqlite3.Connection, ns: Sequence[int], begun: _Begun) -> None:
    asked = "SELECT value FROM json_each(?)"
    here = f"SELECT n FROM case_head WHERE n IN ({asked}) AND coalesce(purged_ms, 0) = 0"  # what went before is said
    if db.execute(f"INSERT INTO forgetting {here}", (msgspec.json.encode(ns).decode(),)).rowcount:
        memory.remember(db, KEY, msgspec.json.encode(begun))


def _begun(db: sqlite3.Connection) -> _Begun:
    return msgspec.json.decode(memory.recall(db, KEY) or b"", type=_Begun)


def _forget_some(db: sqlite3.Connection) -> int:
    """Forget the text of the next few cases; how many."""
    begun = _begun(db)
    rows = db.execute("SELECT n FROM forgetting WHERE n > ? ORDER BY n LIMIT ?", (begun.upto, FEW)).fetchall()
    for (n,) in rows:
        _forget_one(db, n, begun.at_ms)
    if rows:
        memory.remember(db, KEY, msgspec.json.encode(msgspec.structs.replace(begun, upto=rows[-1][0])))
    return len(rows)


def _forget_one(db: sqlite3.Connection, n: int, at_ms: int) -> None:
    (newest,) = db.execute("SELECT version FROM case_head WHERE n = ?", (n,)).fetchone()
    for version, packed in db.execute("SELECT version, zstd FROM case_body WHERE n = ?", (n,)).fetchall():
        raw = unpack(packed)
        kept = without_text(raw)
        if version == newest and (text := text_of(decode_case(raw))):
            forget(db, n, text)
            db.execute("INSERT INTO case_text (rowid, text) VALUES (?, '')", (n,))
        if kept is not raw:
            db.execute("UPDATE case_body SET zstd = ? WHERE (n, version) = (?, ?)", (pack(kept), n, version))
    answers = "SELECT decision_id, answer FROM outbox JOIN decision ON id = decision_id WHERE n = ? AND answer NOT NULL"
    for decision_id, answer in db.execute(answers, (n,)).fetchall():
        kept = answer_without_text(bytes(answer), whatever=True)
        db.execute("UPDATE outbox SET answer = ? WHERE decision_id = ?", (kept, decision_id))
    db.execute("UPDATE case_head SET snippet = '', purged_ms = ? WHERE n = ?", (at_ms, n))
    if db.execute("DELETE FROM draft WHERE n = ?", (n,)).rowcount:
        restate(db, n)


def _log(db: sqlite3.Connection, now: datetime) -> int:
    """Say in the log which cases these were, and that no text of them is left; how many."""
    begun, ids = _begun(db), _ids(db, "SELECT n FROM forgetting")
    journal.append(
        db,
        Event(
            id=new_id(now),
            type="purge",
            at=moment_of(begun.at_ms) or now,
            reviewer=begun.reviewer,
            reason=begun.reason,
            note=" ".join(ids) if len(ids) <= NAMED else "",
            count=len(ids),
            sha256=fingerprint(ids),
        ),
    )
    db.execute("DELETE FROM forgetting")
    return len(ids)
