"""Pulled cases: a page of them, what was closed, and where to go on, in one transaction."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Sequence
from datetime import datetime

import msgspec

from triage_tui.domain.case import decode_case
from triage_tui.domain.head import HouseSla
from triage_tui.domain.retention import never_kept
from triage_tui.domain.values import Invalid, milliseconds
from triage_tui.storage.prepare import Ready, prepare
from triage_tui.storage.rows import moment_of
from triage_tui.storage.shelving import Known, lay_out, look_up, shelve
from triage_tui.storage.state import restate


def cursor(db: sqlite3.Connection, source: str) -> str | None:
    """Where pulling goes on."""
    found = db.execute("SELECT cursor FROM source WHERE url = ?", (source,)).fetchone()
    return None if found is None else found[0]


def learn(db: sqlite3.Connection, source: str, capabilities: bytes) -> None:
    """Remember what a source can do."""
    db.execute(
        "INSERT INTO source (url, capabilities) VALUES (?, ?)"
        " ON CONFLICT (url) DO UPDATE SET capabilities = excluded.capabilities",
        (source, capabilities),
    )


def learned(db: sqlite3.Connection, source: str) -> bytes | None:
    """What a source said last that it can do."""
    found = db.execute("SELECT capabilities FROM source WHERE url = ?", (source,)).fetchone()
    return None if found is None or found[0] is None else bytes(found[0])


def pulled_at(db: sqlite3.Connection, source: str) -> datetime | None:
    """When anything was pulled last."""
    found = db.execute("SELECT pulled_ms FROM source WHERE url = ?", (source,)).fetchone()
    return None if found is None else moment_of(found[0])


def prepared(cases: Sequence[bytes], sla: Callable[[str], HouseSla]) -> list[Ready]:
    """The cases as the tables take them; one that cannot be read is left out, and stays as it is here."""
    ready = dict[str, Ready]()
    for raw in cases:
        try:
            case = decode_case(raw)
            ready[case.id] = prepare(raw, case, None, sla(case.queue))
        except (Invalid, OverflowError):
            continue
    return [*ready.values()]


def unkept(raw: bytes) -> str | None:
    """The id of a case whose text may not be kept; none for any other."""
    if b'"zero"' not in raw:
        return None
    try:
        case = decode_case(raw)
    except Invalid:
        return None
    return case.id if never_kept(case.retention) else None


def take(
    db: sqlite3.Connection,
    source: str,
    ready: Sequence[Ready],
    closed: Sequence[str],
    cursor: str | None,
    last: bool,
    now: datetime,
) -> int:
    """Keep a page; with `last`, what a reading from the beginning did not meet is closed. How many cases are new."""
    round_ = _move(db, source, cursor, now)
    ids = [one.head.id for one in ready]
    known = look_up(db, ids)
    fresh = [one for one in ready if known[one.head.id] is None]
    newer = [(at.n, one) for one in ready if (at := known[one.head.id]) is not None and _replaces(db, at, one)]
    if fresh or newer:
        lay_out(db, fresh, newer)
        shelve(db, [n for n, _ in newer])
    _met(db, ids, round_, closed=False)
    _met(db, closed, round_, closed=True)
    if last and db.execute("UPDATE source SET whole = round WHERE url = ? AND whole < round", (source,)).rowcount:
        unmet = "UPDATE pulled SET closed = 1 WHERE round BETWEEN 1 AND ? AND NOT closed RETURNING n"
        restate(db, *[n for (n,) in db.execute(unmet, (round_ - 1,)).fetchall()])
    return len(fresh) + len(newer)


def _move(db: sqlite3.Connection, source: str, cursor: str | None, now: datetime) -> int:
    """Go on to a cursor; to none from any, a new round begins. The round."""
    db.execute("INSERT INTO source (url) VALUES (?) ON CONFLICT (url) DO NOTHING", (source,))
    (round_,) = db.execute(
        "UPDATE source SET round = round + (cursor IS NOT NULL AND :to IS NULL), cursor = :to, pulled_ms = :now"
        " WHERE url = :url RETURNING round",
        {"to": cursor, "now": milliseconds(now), "url": source},
    ).fetchone()
    return int(round_)


def _replaces(db: sqlite3.Connection, known: Known, ready: Ready) -> bool:
    """Whether a case takes the place of what is here: a newer version, or other text that nobody has decided on.

    A blind queue shows the same version with more in it once the reviewer has said what they think. What was
    forgotten does not come back.
    """
    if ready.head.version != known.version or known.purged_ms:
        return ready.head.version > known.version
    about = "SELECT 1 FROM decision WHERE (n, version) = (?, ?)"
    return ready.kept.sha256 != known.sha256 and not db.execute(about, (known.n, known.version)).fetchone()


def _met(db: sqlite3.Connection, ids: Sequence[str], round_: int, *, closed: bool) -> None:
    """Note that the source named these cases, and whether it wants decisions about them."""
    named = "SELECT n FROM case_head WHERE id IN (SELECT value FROM json_each(:ids))"
    bound = {"ids": msgspec.json.encode(ids).decode(), "round": round_, "closed": closed}
    turned = db.execute(
        f"SELECT h.n FROM ({named}) h LEFT JOIN pulled p ON p.n = h.n WHERE coalesce(p.closed, 0) <> :closed",
        bound,
    ).fetchall()
    db.execute(
        f"INSERT INTO pulled (n, round, closed) SELECT n, :round, :closed FROM ({named}) WHERE TRUE"
        " ON CONFLICT (n) DO UPDATE SET round = excluded.round, closed = excluded.closed",
        bound,
    )
    restate(db, *[n for (n,) in turned])


def fence(db: sqlite3.Connection, case_id: str) -> int | None:
    """Of the lease of a case that we have."""
    sql = "SELECT fence FROM pulled JOIN case_head USING (n) WHERE id = ?"
    found = db.execute(sql, (case_id,)).fetchone()
    return None if found is None else found[0]


def leased(db: sqlite3.Connection, case_id: str, fence: int | None) -> None:
    """Remember a lease's fence, or that there is no lease any more.

    Where nobody else had the case between our last lease and this one, decisions under that one go out under this.
    """
    db.execute(
        "INSERT INTO pulled (n, round, fence) SELECT n, 0, :fence FROM case_head WHERE id = :id"
        " ON CONFLICT (n) DO UPDATE SET fence = excluded.fence",
        {"fence": fence, "id": case_id},
    )
    if fence is not None:
        db.execute(
            "UPDATE outbox SET fence = :fence WHERE fence = :fence - 1 AND state IN ('held', 'queued')"
            " AND decision_id IN (SELECT d.id FROM decision d JOIN case_head h ON h.n = d.n WHERE h.id = :id)",
            {"fence": fence, "id": case_id},
        )


def forget_leases(db: sqlite3.Connection) -> None:
    """No lease of an earlier session is ours to rely on."""
    db.execute("UPDATE pulled SET fence = NULL WHERE fence IS NOT NULL")
