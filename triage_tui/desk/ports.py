"""What the desk needs from the outside: a store of cases and decisions, and a clock."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from datetime import datetime

    from triage_tui.domain.decision import Decision
    from triage_tui.domain.draft import Draft
    from triage_tui.domain.filter import Query
    from triage_tui.domain.head import CaseHead
    from triage_tui.domain.journal import Event
    from triage_tui.domain.policy import PackName, PolicyPack
    from triage_tui.domain.standing import OpenCase, OutboxRow, Page, Standing
    from triage_tui.domain.words import OutboxState


class Store(Protocol):
    """A workspace. Reading is safe from any thread; every write is durable when it returns."""

    @property
    def read_only(self) -> str | None:
        """Why nothing can be written, in one sentence; none when it can."""

    def page(
        self,
        query: Query,
        *,
        around: int | None = None,
        after: int | None = None,
        before: int | None = None,
        limit: int = 100,
    ) -> Page:
        """Heads in the query's order: from the start, or beside the row numbered ``around``/``after``/``before``."""

    def count(self, query: Query) -> int:
        """How many cases the query matches."""

    def counts(self, queries: Sequence[Query]) -> list[int]:
        """The same for several queries in one go."""

    def counts_up_to(self, most: int, queries: Sequence[Query], needless: Callable[[], bool]) -> list[int] | None:
        """The same up to one more than `most`, but for all cases; broken off, and none, as soon as it is needless."""

    def values(self, field: str) -> Sequence[tuple[str, int]]:
        """Values of a filter field and how many cases have each, commonest first; empty for free text."""

    def head(self, case_id: str) -> CaseHead | None:
        """One row of the queue; none for an unknown case."""

    def open_case(self, case_id: str) -> OpenCase | None:
        """A case with its draft and decisions; none for an unknown case."""

    def packs(self) -> Sequence[PackName]:
        """Ids and versions of the stored packs, oldest first."""

    def pack(self, policy_id: str, version: str) -> PolicyPack | None:
        """One stored pack version."""

    def record(self, decision: Decision, *, hold_until: datetime) -> Standing:
        """Keep a decision, its outbox entry and its log entry, all or nothing, and drop the draft.

        Raises `Refused` when the case has changed or another decision already stands that this one does not supersede.
        """

    def withdraw(self, decision_id: str, event: Event) -> bool:
        """Take a held decision back before it is sent; false when it is no longer held."""

    def last_decision(self, reviewer: str) -> Standing | None:
        """The reviewer's newest decision that was not withdrawn nor superseded."""

    def tally(self, since: datetime, reviewer: str) -> tuple[int, int]:
        """How many decisions wait to be sent, and how many this reviewer took since a moment."""

    def release_held(self, now: datetime) -> int:
        """Queue the decisions whose undo window is over; how many."""

    def skip(self, case_id: str, event: Event) -> None:
        """Put a case aside with a reason."""

    def reopen(self, case_id: str) -> None:
        """Take a skipped case back into the queue."""

    def save_draft(self, draft: Draft, now: datetime) -> None:
        """Keep a draft; the newest replaces the one before."""

    def drop_draft(self, case_id: str) -> None:
        """Forget a draft."""

    def tag(self, case_ids: Sequence[str], on: bool) -> None:
        """Mark cases for a bulk act, or unmark them."""

    def remember(self, key: str, value: bytes) -> None:
        """Keep a small thing for the next start: the place, the views, the filter history."""

    def recall(self, key: str) -> bytes | None:
        """What was last remembered under a key."""


class Outbox(Protocol):
    """The decisions of a workspace on their way to its source, for those who look after them."""

    def outbox(self, since: datetime, most: int = 500) -> Sequence[OutboxRow]:
        """What is not through yet and what was accepted since a moment: trouble first (conflict, refused, unknown),
        then what is on its way, then what was accepted; the newest of each first, withdrawn ones left out.
        """

    def outbox_counts(self) -> Mapping[OutboxState, int]:
        """How many decisions there are in each state, accepted and withdrawn ones left out."""

    def outbox_row(self, decision_id: str) -> OutboxRow | None:
        """One of them, in whatever state; none for an unknown decision."""

    def raw(self, case_id: str, version: int) -> bytes | None:
        """One version of a case as it was received: the newest, or one that a decision is about; none for others."""

    def retry(self, decision_id: str) -> bool:
        """Have it sent again as soon as may be: refused and conflict become queued, queued loses its waiting time,
        unknown is asked for at once; false when it is none of these any more.
        """

    def settle_conflict(
        self, decision_id: str, event: Event, *, draft: Draft | None = None, close: bool = False
    ) -> bool:
        """Withdraw a decision that the source did not take (conflict or refused) and say so in the log, all or nothing.

        With `draft`, that is kept in its place; with `close`, the case leaves the queue, for another decision stands.
        False when the decision is in neither state any more, and then nothing has happened.
        """


class Clock(Protocol):
    """The time."""

    def now(self) -> datetime:
        """The wall clock, in UTC."""

    def monotonic(self) -> float:
        """Seconds that never jump."""
