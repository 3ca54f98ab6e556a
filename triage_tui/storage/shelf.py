"""The workspace's side of moving work to and from a source; see `triage_tui.sync.ports.Shelf` for what it promises."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from threading import Lock as Mutex

from triage_tui.domain.head import HouseSla
from triage_tui.domain.outbox import Outgoing, OutgoingSkip, Settled
from triage_tui.domain.words import OutboxState
from triage_tui.storage import decisions, outbox, packs, pulling, skips, words
from triage_tui.storage.connections import Connections
from triage_tui.storage.fleeting import Fleeting

MANY = 10_000
"""Cases after which the pieces of the text index are laid together."""


class Shelf:
    """Pages of cases in, decisions out, on the workspace's one writer. Safe from any thread."""

    def __init__(
        self,
        connections: Connections,
        importing: Mutex,
        now: Callable[[], datetime],
        sla: Callable[[str], HouseSla],
        fleeting: Fleeting,
    ) -> None:
        self._read = connections.read
        self._write = connections.write
        self._importing = importing
        self._now = now
        self._sla = sla
        self._fleeting = fleeting
        self._taken = 0

    def cursor(self, source: str) -> str | None:
        """Where pulling from a source goes on; none before the first page and once everything is to be read anew."""
        return self._read(lambda db: pulling.cursor(db, source))

    def take_page(
        self,
        source: str,
        cases: Sequence[bytes],
        closed: Sequence[str],
        cursor: str | None,
        *,
        last: bool = False,
    ) -> int:
        """Keep a page of cases, mark the closed ones, and move the cursor, all or nothing; how many cases are new."""
        ready = pulling.prepared(cases, self._sla)
        # An import remembers what it has looked up: nobody else may take cases in between.
        with self._importing:
            new = self._write(lambda db: pulling.take(db, source, ready, closed, cursor, last, self._now()))
            self._taken += len(ready)
            self._hold(cases)
            if last and self._taken >= MANY:
                self._taken = 0
                while self._write(words.lay_together):
                    pass
        return new

    def _hold(self, cases: Sequence[bytes]) -> None:
        """Hold in memory what may not be kept and is ours to decide now."""
        for raw in cases:
            if (case_id := pulling.unkept(raw)) is not None and self.fence(case_id) is not None:
                self._fleeting.hold(case_id, raw)

    def learn(self, source: str, capabilities: bytes) -> None:
        """Remember what a source said that it can do."""
        self._write(lambda db: pulling.learn(db, source, capabilities))

    def learned(self, source: str) -> bytes | None:
        """What a source said last that it can do, and who we are there: `Capabilities` as JSON."""
        return self._read(lambda db: pulling.learned(db, source))

    def pulled_at(self, source: str) -> datetime | None:
        """When something was pulled from a source last."""
        return self._read(lambda db: pulling.pulled_at(db, source))

    def has_pack(self, policy_id: str, version: str) -> bool:
        """Whether a pack version is here."""
        return (policy_id, version) in self._read(packs.packs)

    def add_pack(self, raw: bytes) -> bool:
        """Keep a pack; false when it is there already. Raises `Refused` for other text under a known version."""
        return self._write(lambda db: packs.add(db, raw))

    def waiting(self, now: datetime, limit: int) -> Sequence[Outgoing]:
        """What may be sent now, oldest first, one of a case; those whose undo window is over are queued before."""
        if self._read(lambda db: decisions.due_for_release(db, now)):
            self._write(lambda db: decisions.release(db, now))
        return self._read(lambda db: outbox.waiting(db, now, limit))

    def next_try(self) -> datetime | None:
        """When the next of those that wait is due; none when nothing waits."""
        return self._read(lambda db: outbox.next_try(db, self._now()))

    def sending(self, decision_ids: Sequence[str]) -> None:
        """Mark as on the wire: if we die now, the outcome is unknown."""
        self._write(lambda db: outbox.sending(db, decision_ids))

    def settle(
        self,
        decision_id: str,
        state: OutboxState,
        *,
        reason: str = "",
        answer: bytes = b"",
        next_try: datetime | None = None,
        attempted: bool = True,
    ) -> None:
        """Write down what became of one."""
        self.settle_all([Settled(decision_id, state, reason, answer, next_try, attempted)])

    def settle_all(self, settled: Sequence[Settled]) -> None:
        """Write down what became of several, all or nothing."""
        self._write(lambda db: outbox.settle(db, settled, self._now()))

    def skip_waiting(self, now: datetime) -> OutgoingSkip | None:
        """The oldest skip that may be told now; one about a case with a decision on its way is not among them."""
        return self._read(lambda db: skips.waiting(db, now))

    def skip_next_try(self) -> datetime | None:
        """When the next skip is due; none when nothing waits."""
        return self._read(lambda db: skips.next_try(db, self._now()))

    def skip_settled(self, skip_id: str, again: datetime | None = None) -> None:
        """The source has answered a skip for good, or it is told again at a later time."""
        self._write(lambda db: skips.settle(db, skip_id, again, self._now()))

    def fence(self, case_id: str) -> int | None:
        """Of the lease of a case that we have."""
        return self._read(lambda db: pulling.fence(db, case_id))

    def leased(self, case_id: str, fence: int | None) -> None:
        """Remember a lease's fence for the decisions taken under it; none once the lease is over."""
        if fence is None:
            self._fleeting.let_go(case_id)
        self._write(lambda db: pulling.leased(db, case_id, fence))

    def unfinished(self, case_id: str) -> bool:
        """Whether a decision about the case is held, waits, or is on its way."""
        return self._read(lambda db: outbox.unfinished(db, case_id))

    def counts(self) -> Mapping[OutboxState, int]:
        """How many decisions are in each state but accepted and withdrawn."""
        return self._read(outbox.counts)

    def begin(self) -> None:
        """A new session begins: what was on the wire when the last one ended is unknown, and no lease is ours."""
        self._fleeting.let_go()

        def act(db: sqlite3.Connection) -> None:
            outbox.doubt(db)
            pulling.forget_leases(db)

        self._write(act)
