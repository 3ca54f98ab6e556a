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

CHUNK = 500
"""Rows that a stream reads at a time."""


class Ledger:
    """Read and added to on the workspace's connections. Safe from any thread."""

    def __init__(self, connections: Connections, numbers: Callable[[Query], list[int]]) -> None:
        """`numbers` are the rows of the cases that a query matches."""
        self._read = connections.read
        self._write = connections.write
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

    def decisions(self, query: Query | None = None, since: datetime | None = None) -> Iterator[reading.Decided]:
        """Decisions with their log entry and the case's row, oldest first; withdrawn ones included."""
        ns = None if query is None else msgspec.json.encode(self._numbers(query)).decode()
        after = 0
        while some := self._read(partial(reading.decided, after=after, ns=ns, since=since, limit=CHUNK)):
            yield from some
            after = some[-1][0].seq

    def recorded(self, query: Query | None = None, since: datetime | None = None) -> Iterator[leaving.Recorded]:
        """The same, no more than a table needs: number, bytes of the entry, and how far it has come."""
        ns = None if query is None else msgspec.json.encode(self._numbers(query)).decode()
        after = 0
        while some := self._read(partial(leaving.recorded, after=after, ns=ns, since=since, limit=CHUNK)):
            yield from some
            after = some[-1][0]

    def replaced(self) -> frozenset[str]:
        """The ids of the decisions that another one, not withdrawn, has taken the place of."""
        return self._read(leaving.replaced)
