"""Taking cases in: each is new, newer, the same, older or in conflict, and is there whole or not at all."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

from triage_tui.domain.case import Case
from triage_tui.domain.head import HouseSla
from triage_tui.storage.connections import Connections
from triage_tui.storage.packs import Pack
from triage_tui.storage.prepare import Ready, prepare
from triage_tui.storage.shelving import Known, look_up, shelve

BATCH = 5000
"""Cases in a transaction, at most."""

BATCH_BYTES = 32 * 1024 * 1024
"""Of cases waiting for their transaction, at most; bounds memory whatever the size of a case."""

Outcome = Literal["new", "newer", "same", "older", "conflict", "refused"]


@dataclass(frozen=True, slots=True)
class Taken:
    """What became of a case."""

    outcome: Outcome
    reason: str = ""
    """Why a case in conflict, or refused, was not taken."""


Sla = Callable[[str], HouseSla]
"""The house's deadlines in a queue."""


class Intake:
    """Takes cases in batches; leaving its context stores what is waiting."""

    def __init__(self, connections: Connections, sla: Sla) -> None:
        self.stored: Counter[Outcome] = Counter()
        """How many cases of each outcome are dealt with for good: what was taken is on disk."""
        self._connections = connections
        self._sla = sla
        self._fresh: dict[str, Ready] = {}
        self._newer: dict[str, tuple[int, Ready]] = {}
        self._bytes = 0

    def take(self, raw: bytes, case: Case, default_pack: Pack | None = None, *, queue: str | None = None) -> Taken:
        """Take one case: its bytes as received, and what they say; `queue` overrides the case's own."""
        if case.id in self._fresh or case.id in self._newer:
            self.flush()
        try:
            ready = prepare(raw, case, default_pack, queue, self._sla(queue or case.queue))
        except OverflowError as error:
            return self._dealt(Taken("refused", f"a time in it is out of range: {error}"))
        known = self._connections.read(lambda db: look_up(db, case.id))
        taken = _compare(known, ready)
        if taken.outcome == "new":
            self._fresh[case.id] = ready
        elif taken.outcome == "newer" and known is not None:
            self._newer[case.id] = known.n, ready
        else:
            return self._dealt(taken)
        self._bytes += len(raw)
        if len(self._fresh) + len(self._newer) >= BATCH or self._bytes >= BATCH_BYTES:
            self.flush()
        return taken

    def flush(self) -> None:
        """Store what is waiting, in one transaction; on disk when this returns."""
        fresh, newer = [*self._fresh.values()], [*self._newer.values()]
        self._fresh, self._newer, self._bytes = {}, {}, 0
        if fresh or newer:
            self._connections.write(lambda db: shelve(db, fresh, newer))
            self.stored.update({"new": len(fresh), "newer": len(newer)})

    def _dealt(self, taken: Taken) -> Taken:
        self.stored[taken.outcome] += 1
        return taken


def _compare(known: Known | None, ready: Ready) -> Taken:
    version = ready.head.version
    if known is None:
        return Taken("new")
    if known.version > version:
        return Taken("older", f"version {known.version} is here already")
    if known.version < version:
        return Taken("newer")
    if known.sha256 == ready.sha256:
        return Taken("same")
    return Taken("conflict", f"version {version} is here already with other text")
