"""The bundles that were sealed here: which cases left in them, at which version, for the decisions that come back."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable
from typing import TYPE_CHECKING

import msgspec
from msgspec import Struct

from triage_tui.domain.bundle import Manifest, Meant, decode_manifest
from triage_tui.domain.journal import Event
from triage_tui.domain.values import milliseconds
from triage_tui.errors import Refused
from triage_tui.storage import journal, packs
from triage_tui.storage.backup import At, nobody
from triage_tui.storage.connections import Connections
from triage_tui.storage.writer import Act

if TYPE_CHECKING:
    from triage_tui.bundles.returned import Returned
    from triage_tui.storage.merging import Merged


class Bundle(Struct, frozen=True):
    """A bundle that was sealed here."""

    manifest: Manifest
    cases: int
    """How many went out."""


class Bundles:
    """Kept on the workspace's connections. Safe from any thread."""

    def __init__(self, connections: Connections) -> None:
        self._read = connections.read
        self._write = connections.write

    def sealed(self, manifest: bytes, cases: Iterable[tuple[str, int]], event: Event) -> None:
        """Keep what was sealed, as its manifest says, with the id and version of each case, and say so in the log.

        All or nothing. Raises `Refused` where a case is not here at that version any more: the file is then worth
        nothing, for no decision about it could come back.
        """
        went = [*cases]
        self._write(lambda db: _keep(db, manifest, went, event), lambda db: journal.entry(db, event.id) and True)

    def merge(self, returned: Returned, event: Event, watch: At = nobody, *, named: bool = False) -> Merged:
        """Take the decisions that came back, all of a file or nothing; `event` says who merged it, when, and its hash.

        What is here already stays as it is: the same file again changes nothing. Raises `Refused` for a file that
        answers no bundle of this workspace, or whose log was written anew since it was merged before. `watch` is told,
        on another thread, how many decisions were looked at. With `named` the reviewer is taken for who they say.
        """
        from triage_tui.storage.merging import merge

        return self._write(lambda db: merge(db, returned, event, watch, named=named))

    def meant(self, ids: Iterable[str]) -> tuple[Meant, ...]:
        """Which pack the flags of these cases mean that name none, where that was said at import."""
        asked = msgspec.json.encode([*ids]).decode()
        return tuple(Meant(case_id=one, policy_id=of, policy_version=at) for one, of, at in self._read(_meant(asked)))

    def packs(self) -> tuple[bytes, ...]:
        """The stored packs as they were received, oldest first: they go along with the cases."""
        return tuple(self._read(packs.raws))

    def get(self, bundle_id: str) -> Bundle | None:
        """One of them; none for a bundle that was not sealed here."""
        return self._read(lambda db: _bundle(db, bundle_id))


def _meant(asked: str) -> Act[list[tuple[str, str, str]]]:
    sql = (
        "SELECT id, default_policy_id, default_policy_version FROM case_head"
        " WHERE default_policy_id IS NOT NULL AND id IN (SELECT value FROM json_each(?))"
    )
    return lambda db: db.execute(sql, (asked,)).fetchall()


def _keep(db: sqlite3.Connection, raw: bytes, cases: list[tuple[str, int]], event: Event) -> bool:
    manifest = decode_manifest(raw)
    made, expires = milliseconds(manifest.made_at), milliseconds(manifest.expires_at)
    db.execute("INSERT INTO bundle VALUES (?, ?, ?, ?)", (manifest.id, made, expires, raw))
    went = msgspec.json.encode(cases).decode()
    kept = db.execute(
        "INSERT INTO bundle_case (n, version, bundle_id) SELECT b.n, b.version, ?"
        " FROM json_each(?) c JOIN case_head h ON h.id = json_extract(c.value, '$[0]')"
        " JOIN case_body b ON b.n = h.n AND b.version = json_extract(c.value, '$[1]')",
        (manifest.id, went),
    )
    if kept.rowcount != len(cases):
        raise Refused("some of the cases changed while they were sealed", "seal them again")
    journal.append(db, event)
    return True


def _bundle(db: sqlite3.Connection, bundle_id: str) -> Bundle | None:
    sql = "SELECT manifest, (SELECT count(*) FROM bundle_case WHERE bundle_id = bundle.id) FROM bundle WHERE id = ?"
    row = db.execute(sql, (bundle_id,)).fetchone()
    return None if row is None else Bundle(decode_manifest(row[0]), row[1])
