"""Sealed files that wait for a reviewer; the files themselves lie in a folder, only the operator puts them there."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Any

from msgspec import Struct
from sqlalchemy import bindparam, delete, insert, select

from triage_tui.domain.wire.bundles import BundleRow, Bundles
from triage_tui.domain.wire.capabilities import Me
from triage_tui.server.rejected import rejected
from triage_tui.server.store import leasing, people
from triage_tui.server.store.engine import Base
from triage_tui.server.store.holding import hold
from triage_tui.server.store.seeing import seat
from triage_tui.server.store.tables import bundle, bundle_case, case
from triage_tui.server.store.values import Clock, insert_once, moment, ms

_ONE = select(bundle).where(bundle.c.id == bindparam("bundle_id"))
_HELD = select(case, bundle_case.c.fence.label("sealed")).join(bundle_case, bundle_case.c.case_id == case.c.id)


class Kept(Struct, frozen=True):
    """A file that waits, and where."""

    row: BundleRow
    reviewer: str
    path: Path


class Downloads:
    """The files that wait for reviewers."""

    def __init__(self, base: Base, now: Clock) -> None:
        self._base = base
        self._now = now

    def add(self, kept: Kept, cases: Iterable[tuple[str, int]]) -> int:
        """Let somebody download a file, and hold its cases (ids and versions) for them until it expires.

        How many are held: those that are here at the same version, wait, and are in nobody's hands.
        """
        now, row = self._now(), kept.row
        said = {"id": row.id, "sha256": row.sha256, "bytes": row.bytes, "expires_ms": ms(row.expires_at)}
        with self._base.write() as db:
            me = people.one(db, kept.reviewer)
            new = {**said, "reviewer": kept.reviewer, "path": str(kept.path), "at_ms": ms(now)}
            if not insert_once(db, bundle, [new]):
                raise rejected("idempotency_mismatch", f"{row.id} is here already")
            held = hold(db, seat(db, me), sorted(cases), row.expires_at, now)
            if held:
                db.execute(insert(bundle_case), [{"id": row.id, "case_id": one, "fence": at} for one, at in held])
            return len(held)

    def mine(self, me: Me) -> Bundles:
        """What waits for a reviewer and has not expired, the oldest first."""
        asked = select(bundle).where(bundle.c.reviewer == me.reviewer, bundle.c.expires_ms > ms(self._now()))
        with self._base.read() as db:
            rows = db.execute(asked.order_by(bundle.c.at_ms, bundle.c.id)).all()
        return Bundles(bundles=tuple(_kept(row).row for row in rows))

    def one(self, me: Me, bundle_id: str) -> Kept:
        """A file that waits for a reviewer; raises `not_found`, also for somebody else's, and `bundle_expired`."""
        with self._base.read() as db:
            row = db.execute(_ONE, {"bundle_id": bundle_id}).first()
        if row is None or row.reviewer != me.reviewer:
            raise rejected("not_found", "no bundle of this id waits for you")
        if row.expires_ms <= ms(self._now()):
            raise rejected("bundle_expired")
        return _kept(row)

    def every(self) -> list[Kept]:
        """All of them, also those that have expired."""
        with self._base.read() as db:
            return [_kept(row) for row in db.execute(select(bundle).order_by(bundle.c.at_ms, bundle.c.id))]

    def remove(self, bundle_id: str) -> Kept:
        """Forget a file and give its cases back; the file itself stays where it is."""
        with self._base.write() as db:
            row = db.execute(_ONE, {"bundle_id": bundle_id}).first()
            if row is None:
                raise rejected("not_found", f"there is no bundle {bundle_id}")
            held = db.execute(_HELD.where(bundle_case.c.id == bundle_id).order_by(case.c.id).with_for_update(of=case))
            for one in held.all():
                if one.fence == one.sealed:
                    leasing.give_back(db, one, self._now())
            db.execute(delete(bundle_case).where(bundle_case.c.id == bundle_id))
            db.execute(delete(bundle).where(bundle.c.id == bundle_id))
            return _kept(row)


def _kept(row: Any) -> Kept:
    expires, added = moment(row.expires_ms), moment(row.at_ms)
    said = BundleRow(id=row.id, sha256=row.sha256, bytes=row.bytes, added_at=added, expires_at=expires)
    return Kept(said, row.reviewer, Path(row.path))
