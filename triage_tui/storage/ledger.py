"""The decision log of a workspace: where it stands, what is in it, and what vouches for it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime
from functools import partial
from typing import TYPE_CHECKING

import msgspec

from triage_tui.domain.journal import Event, Head
from triage_tui.storage import journal, leaving, reading
from triage_tui.storage.connections import Connections

if TYPE_CHECKING:
    from triage_tui.domain.filter import Query
    from triage_tui.domain.standing import Recorded
    from triage_tui.signing.keys import PrivateKey
    from triage_tui.signing.note import Note
    from triage_tui.storage.checkpoints import Kept

CHUNK = 500
"""Rows that a stream reads at a time."""


class Ledger:
    """Read and added to on the workspace's connections. Safe from any thread."""

    def __init__(self, connections: Connections, numbers: Callable[[Query], list[int]]) -> None:
        """`numbers` are the rows of the cases that a query matches."""
        self._read = connections.read
        self._write = connections.write
        self._read_only = connections.read_only
        self._numbers = numbers

    def head(self) -> Head:
        """Where the log stands."""
        return self._read(journal.head)

    def lines(self, since: datetime | None = None) -> Iterator[bytes]:
        """The log as it is exported, line by line, oldest first."""
        after = 0
        while some := self._read(partial(journal.entries, after=after, since=since, limit=CHUNK)):
            yield from (entry.line() for entry in some)
            after = some[-1].seq

    def append(self, event: Event) -> None:
        """Write an event that changes nothing else, such as an export, into the log."""
        self._write(lambda db: journal.append(db, event), lambda db: journal.entry(db, event.id))

    def checkpoints(self) -> list[Kept]:
        """The signed notes that are kept about the log, the oldest first."""
        from triage_tui.storage.checkpoints import kept

        return self._read(kept)

    def uncovered(self, *, witnessed: bool = False) -> int:
        """How many entries have come since the newest checkpoint, or the newest that a source has witnessed."""
        from triage_tui.storage.checkpoints import uncovered

        return self._read(lambda db: uncovered(db, witnessed=witnessed))

    def vouch(self, key: PrivateKey, now: datetime) -> Note:
        """A checkpoint of where the log stands, signed with a key, and kept where anything can be written.

        One that is there already is not made again.
        """
        from triage_tui.storage.checkpoints import standing

        note = self._read(lambda db: standing(db, key, now))
        if note.checkpoint().size and self._read_only is None:
            self.keep_checkpoint(note)
        return note

    def keep_checkpoint(self, note: Note, *, witness: str = "") -> None:
        """Keep a checkpoint of this log; with the line of a witness's key, as signed by that.

        Raises `Refused` for one that the log does not meet.
        """
        from triage_tui.storage.checkpoints import keep

        self._write(lambda db: keep(db, note, witness=witness))

    def witnesses(self) -> list[str]:
        """The public keys of the sources that have witnessed the log, as these said themselves."""
        from triage_tui.storage.checkpoints import witnesses

        return self._read(witnesses)

    def decisions(self, query: Query | None = None, since: datetime | None = None) -> Iterator[reading.Decided]:
        """Decisions with their log entry and the case's row, oldest first; withdrawn ones included."""
        ns = None if query is None else msgspec.json.encode(self._numbers(query)).decode()
        after = 0
        while some := self._read(partial(reading.decided, after=after, ns=ns, since=since, limit=CHUNK)):
            yield from some
            after = some[-1][0].seq

    def recorded(self, query: Query | None = None, since: datetime | None = None) -> Iterator[Recorded]:
        """The same, no more than a table needs: number, bytes of the entry, and how far it has come."""
        ns = None if query is None else msgspec.json.encode(self._numbers(query)).decode()
        after = 0
        while some := self._read(partial(leaving.recorded, after=after, ns=ns, since=since, limit=CHUNK)):
            yield from some
            after = some[-1][0]

    def replaced(self) -> frozenset[str]:
        """The ids of the decisions that another one, not withdrawn, has taken the place of."""
        return self._read(leaving.replaced)

    def about(self, case_id: str, version: int) -> bytes | None:
        """The version of a case that a decision is about, or what is left of it where its text was forgotten."""
        return self._read(lambda db: leaving.about(db, case_id, version))
