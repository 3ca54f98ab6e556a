"""The workspace: everything a desk keeps, in one SQLite file."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import datetime
from functools import partial
from pathlib import Path
from threading import Lock as Mutex
from typing import TYPE_CHECKING

from triage_tui.domain.decision import Decision
from triage_tui.domain.draft import Draft
from triage_tui.domain.filter import Query
from triage_tui.domain.head import CaseHead, HouseSla
from triage_tui.domain.journal import Event
from triage_tui.domain.policy import PackName, PolicyPack
from triage_tui.domain.standing import OpenCase, OutboxRow, Page, Standing
from triage_tui.domain.values import milliseconds
from triage_tui.domain.words import OutboxState
from triage_tui.errors import ReadOnly, Refused
from triage_tui.storage import counting, decisions, journal, memory, outbox, packs, reading, state, words
from triage_tui.storage.care import Care
from triage_tui.storage.connections import Connections
from triage_tui.storage.fleeting import Fleeting
from triage_tui.storage.ledger import CHUNK, Ledger
from triage_tui.storage.listing import Listing, listing
from triage_tui.storage.lock import Lock
from triage_tui.storage.pages import Spot, page
from triage_tui.storage.patience import BrokenOff, unless
from triage_tui.storage.where_term import Asked

if TYPE_CHECKING:
    from triage_tui.storage.intake import Intake, Sla
    from triage_tui.storage.purging import Purging
    from triage_tui.storage.sealed import Bundles
    from triage_tui.storage.shelf import Shelf

HOUSE = HouseSla()


class Workspace:
    """A store of cases, packs and decisions; see `triage_tui.desk.ports.Store` for what its acts promise."""

    def __init__(
        self, connections: Connections, lock: Lock | None, *, reviewer: str, now: Callable[[], datetime]
    ) -> None:
        self._connections = connections
        self._read = connections.read
        self._write = connections.write
        self._lock = lock
        self.reviewer = reviewer  # whom `is:mine` means
        self._now = now
        self._importing = Mutex()
        self._fleeting = Fleeting()
        self.ledger = Ledger(connections, self._numbers)
        """The decision log."""
        self.care = Care(connections, now)
        """For the file."""

    @property
    def path(self) -> Path:
        """The file."""
        return self._connections.path

    @property
    def read_only(self) -> str | None:
        """Why nothing can be written, in one sentence; none when it can."""
        return self._connections.read_only

    @property
    def warning(self) -> str | None:
        """What the reviewer should know about where the workspace lies; none when all is well."""
        network = self._connections.network
        return network and f"{self.path} lies on a network disk ({network}): slower, and for one program at a time"

    def close(self) -> None:
        """Finish all writes and let the workspace go."""
        self._connections.close()
        if self._lock is not None:
            self._lock.release()
            self._lock = None

    def page(
        self,
        query: Query,
        *,
        around: int | None = None,
        after: int | None = None,
        before: int | None = None,
        limit: int = 100,
    ) -> Page:
        """Heads in the query's order: from the start, or beside a row; ``around`` includes it."""
        asked, spot = Asked(milliseconds(self._now()), self.reviewer), Spot(around, after, before)
        return self._read(lambda db: page(db, query, asked, limit, spot))

    def count(self, query: Query) -> int:
        """How many cases the query matches."""
        return self._read(self._listing(query).count)

    def counts(self, queries: Sequence[Query]) -> list[int]:
        """The same for several queries in one go."""
        listings = [self._listing(query) for query in queries]
        return self._read(lambda db: [one.count(db) for one in listings])

    def counts_up_to(self, most: int, queries: Sequence[Query], needless: Callable[[], bool]) -> list[int] | None:
        """The same up to one more than `most`, but for all cases, which are soon counted; none once it is needless."""
        pairs = [(self._listing(query), query) for query in queries]

        def act(db: sqlite3.Connection) -> list[int]:
            with unless(db, needless):
                return [rows.count(db, most if query.where else None) for rows, query in pairs]

        try:
            return self._read(act)
        except BrokenOff:
            return None

    def values(self, field: str) -> list[tuple[str, int]]:
        """Values of a filter field and how many cases have each, commonest first; empty for free text."""
        return self._read(lambda db: counting.values(db, field))

    def tally(self, since: datetime, reviewer: str) -> tuple[int, int]:
        """How many decisions wait to be sent, and how many this reviewer took since a moment."""
        return self._read(lambda db: counting.tally(db, milliseconds(since), reviewer))

    def head(self, case_id: str) -> CaseHead | None:
        """One row of the queue; none for an unknown case."""
        return self._read(lambda db: reading.head(db, case_id))

    def open_case(self, case_id: str) -> OpenCase | None:
        """A case with its draft and decisions; none for an unknown case."""
        opened = self._read(lambda db: reading.open_case(db, case_id))
        return opened and self._fleeting.whole(opened)

    def raw(self, case_id: str, version: int) -> bytes | None:
        """One version of a case as it was received: the newest, or one that a decision is about; none for others."""
        return self._read(lambda db: reading.body(db, case_id, version))

    def cases_raw(self, query: Query) -> Iterator[bytes]:
        """The cases a query matches, byte for byte as they were received."""
        ns = self._numbers(query)
        for start in range(0, len(ns), CHUNK):
            yield from self._read(partial(reading.bodies, ns=ns[start : start + CHUNK]))

    def packs(self) -> Sequence[PackName]:
        """Ids and versions of the stored packs, oldest first."""
        return self._read(packs.packs)

    def pack(self, policy_id: str, version: str) -> PolicyPack | None:
        """One stored pack version."""
        return self._read(lambda db: packs.pack(db, policy_id, version))

    def add_pack(self, raw: bytes) -> bool:
        """Keep a pack; false when it is there already. Raises `Refused` for other text under a known version."""
        return self._write(lambda db: packs.add(db, raw))

    @property
    def bundles(self) -> Bundles:
        """What left in sealed files, and the decisions that come back."""
        from triage_tui.storage.sealed import Bundles

        return Bundles(self._connections)

    @contextmanager
    def taking(self, sla: Sla = lambda _: HOUSE) -> Iterator[Intake]:
        """Take cases in, one import at a time; all of them are on disk when the context is left, however."""
        from triage_tui.storage.intake import Intake

        if self.read_only is not None:
            raise ReadOnly(self.read_only)
        if not self._importing.acquire(blocking=False):
            raise Refused("an import is running already", "wait until it is over")
        try:
            intake = Intake(self._connections, sla)
            try:
                yield intake
            finally:
                intake.flush()
            while self._write(words.lay_together):
                pass
        finally:
            self._importing.release()

    def record(self, decision: Decision, *, hold_until: datetime) -> Standing:
        """Keep a decision, its outbox entry and its log entry, all or nothing, and drop the draft."""
        return self._write(
            lambda db: decisions.record(db, decision, hold_until), lambda db: decisions.standing(db, decision.id)
        )

    def withdraw(self, decision_id: str, event: Event) -> bool:
        """Take a held decision back before it is sent; false when it is no longer held."""
        return self._write(lambda db: decisions.withdraw(db, decision_id, event), _logged(event))

    def last_decision(self, reviewer: str) -> Standing | None:
        """The reviewer's newest decision that was not withdrawn nor superseded."""
        return self._read(lambda db: decisions.last(db, reviewer))

    def release_held(self, now: datetime) -> int:
        """Queue the decisions whose undo window is over, and wake the cases put aside until now; how many decisions."""
        if not self._read(lambda db: decisions.due_for_release(db, now) or state.due_to_wake(db, now)):
            return 0

        def act(db: sqlite3.Connection) -> int:
            state.wake(db, now)
            return decisions.release(db, now)

        return self._write(act)

    def skip(self, case_id: str, event: Event, not_before: datetime | None = None) -> None:
        """Put a case aside with a reason, until it is taken back or the time has come."""
        self._write(lambda db: bool(state.skip(db, case_id, event, not_before)), _logged(event))

    def reopen(self, case_id: str) -> None:
        """Take a skipped case back into the queue."""
        self._write(lambda db: state.reopen(db, case_id))

    def save_draft(self, draft: Draft, now: datetime) -> None:
        """Keep a draft; the newest replaces the one before."""
        self._write(lambda db: state.save_draft(db, draft, now))

    def drop_draft(self, case_id: str) -> None:
        """Forget a draft."""
        self._write(lambda db: state.drop_draft(db, case_id))

    def tag(self, case_ids: Sequence[str], on: bool) -> None:
        """Mark cases for a bulk act, or unmark them."""
        self._write(lambda db: state.tag(db, case_ids, on))

    def shelf(self, sla: Sla = lambda _: HOUSE) -> Shelf:
        """The side of the workspace that cases are pulled to and decisions pushed from."""
        from triage_tui.storage.shelf import Shelf

        return Shelf(self._connections, self._importing, self._now, sla, self._fleeting)

    def purging(self) -> Purging:
        """The side of the workspace that forgets the text of cases."""
        from triage_tui.storage.purging import Purging

        return Purging(self._connections, self._now)

    def outbox(self, since: datetime, most: int = 500) -> Sequence[OutboxRow]:
        """What is not through yet, trouble first, and what was accepted since a moment; the newest of each first."""
        return self._read(lambda db: outbox.rows(db, since, most))

    def outbox_counts(self) -> Mapping[OutboxState, int]:
        """How many decisions there are in each state, accepted and withdrawn ones left out."""
        return self._read(outbox.counts)

    def outbox_row(self, decision_id: str) -> OutboxRow | None:
        """One of them, in whatever state; none for an unknown decision."""
        return self._read(lambda db: outbox.row(db, decision_id))

    def retry(self, decision_id: str) -> bool:
        """Have a decision sent, or asked for, as soon as may be; false where it does not wait, nor was turned down."""
        return self._write(lambda db: outbox.retry(db, decision_id))

    def settle_conflict(
        self, decision_id: str, event: Event, *, draft: Draft | None = None, close: bool = False
    ) -> bool:
        """Withdraw a decision that the source did not take, and say so in the log; false where it is none."""
        return self._write(
            lambda db: outbox.close_conflict(db, decision_id, event, draft, close, self._now()),
            _logged(event),
        )

    def remember(self, key: str, value: bytes) -> None:
        """Keep a small thing for the next start."""
        self._write(lambda db: memory.remember(db, key, value))

    def recall(self, key: str) -> bytes | None:
        """What was last remembered under a key."""
        return self._read(lambda db: memory.recall(db, key))

    def _listing(self, query: Query) -> Listing:
        return listing(query, self._now(), self.reviewer)

    def _numbers(self, query: Query) -> list[int]:
        return self._read(lambda db: [n for (n,) in self._listing(query).numbers(db)])


def _logged(event: Event) -> Callable[[sqlite3.Connection], bool | None]:
    """Whether an event is in the log: what is asked where nobody knows if a write went through."""
    return lambda db: bool(journal.entry(db, event.id)) or None
