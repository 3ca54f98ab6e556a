"""Taking cases in: each is new, newer, the same, older or in conflict, and is there whole or not at all."""

from __future__ import annotations

import sqlite3
from collections import Counter
from collections.abc import Callable, Iterable
from functools import cache
from sys import getsizeof
from typing import TYPE_CHECKING, Literal

from msgspec import Struct

from triage_tui.domain.case import Case
from triage_tui.domain.head import HouseSla
from triage_tui.domain.policy import PackName
from triage_tui.storage.connections import Connections
from triage_tui.storage.prepare import Ready, prepare
from triage_tui.storage.shelving import Known, lay_out, look_up, shelve

if TYPE_CHECKING:
    from concurrent.futures import Future

BATCH = 10_000
"""Cases in a transaction, at most."""

BATCH_BYTES = 8 * 1024 * 1024
"""Of cases in a transaction, at most; two of them in memory bound it whatever the size of a case."""

Outcome = Literal["new", "newer", "same", "older", "conflict", "refused"]


class Taken(Struct, frozen=True):
    """What became of a case."""

    outcome: Outcome
    reason: str = ""
    """Why a case in conflict, or refused, was not taken."""


Sla = Callable[[str], HouseSla]
"""The house's deadlines in a queue."""


class Intake:
    """Takes cases in batches: while one is written, the next is worked out. Leaving its context stores what waits."""

    def __init__(self, connections: Connections, sla: Sla) -> None:
        self.stored: Counter[Outcome] = Counter()
        """How many cases of each outcome are dealt with for good: what was taken is on disk."""
        self._connections = connections
        self._sla = cache(sla)
        self._expected = dict[str, Known | None]()
        self._waiting = _Batch()
        self._written = _Batch()
        self._writing: Future[None] | None = None

    def take(self, raw: bytes, case: Case, default_pack: PackName | None = None, *, queue: str | None = None) -> Taken:
        """Take one case: its bytes as received, and what they say; `queue` overrides the case's own."""
        try:
            ready = prepare(raw, case, queue, self._sla(queue or case.queue))
        except OverflowError as error:
            return self._dealt(Taken("refused", f"a time in it is out of range: {error}"))
        return self.put(ready, default_pack)

    def put(self, ready: Ready, default_pack: PackName | None = None) -> Taken:
        """The same for a case that was prepared elsewhere."""
        known = self._known(ready.head.id)
        taken = _compare(known, ready)
        if taken.outcome not in ("new", "newer"):
            return self._dealt(taken)
        self._waiting.add(ready.meant(default_pack) if default_pack else ready, known)
        if self._waiting.full:
            self._begin()
        return taken

    def expect(self, ids: Iterable[str]) -> None:
        """Look up cases that come next, all at once; those on their way to the disk are looked up when they come."""
        asked = [one for one in ids if one not in self._waiting.ids and one not in self._written.ids]
        self._expected = self._connections.read(lambda db: look_up(db, asked))

    def _known(self, case_id: str) -> Known | None:
        """What the workspace holds of a case by now."""
        if case_id not in self._expected:
            if case_id in self._waiting.ids or case_id in self._written.ids:
                self.flush()
            self.expect([case_id])
        return self._expected.pop(case_id)

    def flush(self) -> None:
        """Store what is waiting; on disk when this returns."""
        self._begin()
        self._end()

    def _begin(self) -> None:
        """Let the batch that waits be written, once the one before is on disk."""
        self._end()
        if not self._waiting.ids:
            return
        batch, self._waiting = self._waiting, _Batch()

        def act(db: sqlite3.Connection) -> None:
            lay_out(db, batch.fresh, batch.newer)
            shelve(db, [n for n, _ in batch.newer])

        self._written, self._writing = batch, self._connections.begin(act)

    def _end(self) -> None:
        """Wait for the batch that is written; raises what went wrong with it."""
        batch, writing = self._written, self._writing
        self._written, self._writing = _Batch(), None
        if writing is not None:
            writing.result()
            self.stored.update({"new": len(batch.fresh), "newer": len(batch.newer)})

    def _dealt(self, taken: Taken) -> Taken:
        self.stored[taken.outcome] += 1
        return taken


class _Batch:
    """Cases of one transaction."""

    def __init__(self) -> None:
        self.ids: set[str] = set()
        self.fresh: list[Ready] = []
        self.newer: list[tuple[int, Ready]] = []
        self._bytes = 0

    def add(self, ready: Ready, known: Known | None) -> None:
        """Put a case into the batch: a new one, or a newer version of a known one."""
        self.ids.add(ready.head.id)
        self._bytes += len(ready.kept.packed) + getsizeof(ready.kept.text)
        if known is None:
            self.fresh.append(ready)
        else:
            self.newer.append((known.n, ready))

    @property
    def full(self) -> bool:
        """Whether it is time to write it."""
        return len(self.ids) >= BATCH or self._bytes >= BATCH_BYTES


def _compare(known: Known | None, ready: Ready) -> Taken:
    version = ready.head.version
    if known is None:
        return Taken("new")
    if known.version > version:
        return Taken("older", f"version {known.version} is here already")
    if known.version < version:
        return Taken("newer")
    if known.sha256 == ready.kept.sha256:
        return Taken("same")
    return Taken("conflict", f"version {version} is here already with other text")
