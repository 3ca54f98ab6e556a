"""What sync needs from either side: a source far away, and a shelf in the workspace."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping, Sequence
from datetime import datetime
from typing import Protocol

from triage_tui.domain.outbox import Outgoing as Outgoing
from triage_tui.domain.outbox import OutgoingSkip, Settled
from triage_tui.domain.wire.capabilities import Capabilities, PackRow, Queue
from triage_tui.domain.wire.cases import Changes
from triage_tui.domain.wire.checkpoints import GivenCheckpoint, Witnessed
from triage_tui.domain.wire.leases import Lease
from triage_tui.domain.wire.outcomes import Pushed
from triage_tui.domain.wire.receipts import Receipt, Skip
from triage_tui.domain.words import OutboxState, Outcome


class Source(Protocol):
    """Where cases come from and decisions go.

    Reads raise `Unreachable`, `NotSignedIn` or `SourceRefused` (which carries the problem); sending never raises,
    every decision gets an outcome.
    """

    @property
    def skew(self) -> float | None:
        """Seconds that the server's clock is ahead of ours; none before its first answer."""

    async def capabilities(self) -> Capabilities:
        """What the server can do, and who we are."""

    async def queues(self) -> Sequence[Queue]:
        """The queues we may see."""

    async def changes(self, since: str | None) -> Changes:
        """A page of what happened since a cursor, from the beginning without one; raises `CursorGone`."""

    def cases(self, ids: Sequence[str]) -> AsyncIterator[bytes]:
        """Whole cases as one line of JSON each, as they arrive; unknown ones are left out."""

    async def packs(self) -> Sequence[PackRow]:
        """The published pack versions."""

    async def pack(self, policy_id: str, version: str) -> bytes:
        """One pack version, byte for byte."""

    async def lease(self, case_id: str, ttl_s: int) -> Lease:
        """Take a case; raises `SourceRefused` with `lease_held` where somebody else has it."""

    async def renew(self, lease_id: str, ttl_s: int) -> Lease:
        """Ask for more time; raises `SourceRefused` with `lease_lost`."""

    async def provisional(self, lease_id: str, outcome: Outcome) -> bytes:
        """Tell an outcome before the classifier's view is shown; the whole case. What was told first stays."""

    async def end(self, lease_id: str) -> None:
        """Give a lease back; an ended one is no error."""

    async def push(self, decisions: Sequence[Outgoing]) -> Sequence[Pushed]:
        """Send decisions in order; one outcome each, in the same order."""

    async def decision(self, decision_id: str) -> Receipt | None:
        """Whether a decision arrived."""

    async def skip(self, case_id: str, skip: Skip) -> None:
        """Say that we pass a case on; said again it is the same skip. Raises what reads raise."""

    async def witness(self, note: str, key: str) -> Witnessed:
        """Have a checkpoint of our log signed, made with the key of this line; raises what reads raise.

        `SourceRefused` with `checkpoint_conflict`: the source has seen a longer log, or another.
        """

    async def checkpoint(self, log_id: str) -> Witnessed | None:
        """The newest checkpoint of our log that the source has signed; none where it has seen none."""

    async def close(self) -> None:
        """Let the connections go."""


class Notary(Protocol):
    """Who vouches for the log of the workspace; called off the event loop."""

    def log_id(self) -> str:
        """Which log it is."""

    def due(self) -> GivenCheckpoint | None:
        """A signed checkpoint of where the log stands; none where nothing came since one that was witnessed."""

    def witnessed(self, said: Witnessed) -> None:
        """Keep what the source has signed; raises `Refused` for what the log does not meet."""


class Shelf(Protocol):
    """The workspace's side. Every write is one transaction, durable when it returns; called off the event loop."""

    def cursor(self, source: str) -> str | None:
        """Where pulling from a source goes on; none before the first page and after a full resync was asked for."""

    def take_page(
        self,
        source: str,
        cases: Sequence[bytes],
        closed: Sequence[str],
        cursor: str | None,
        *,
        last: bool = False,
    ) -> int:
        """Keep a page of pulled cases, mark the closed ones, and move the cursor, all or nothing.

        Answers how many cases were not here yet, or not at that version.

        Local decisions and drafts are never touched. A cursor of none where there was one begins a full resync; with
        `last` the source has told everything, and what a full resync did not meet is closed.
        """

    def learn(self, source: str, capabilities: bytes) -> None:
        """Remember what a source said that it can do, and who we are there: `Capabilities` as JSON."""

    def has_pack(self, policy_id: str, version: str) -> bool:
        """Whether a pack version is here."""

    def add_pack(self, raw: bytes) -> bool:
        """Keep a pack."""

    def waiting(self, now: datetime, limit: int) -> Sequence[Outgoing]:
        """What may be sent now, oldest first, a case's decisions in order; those held or not yet due are left out."""

    def next_try(self) -> datetime | None:
        """When the next of those that wait is due; none when nothing waits."""

    def sending(self, decision_ids: Sequence[str]) -> None:
        """Mark as on the wire: if we die now, the outcome is unknown."""

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
        """Write down what became of one: its state, what was said (a receipt or problem as JSON), when to try again."""

    def settle_all(self, settled: Sequence[Settled]) -> None:
        """The same for several, all or nothing."""

    def skip_waiting(self, now: datetime) -> OutgoingSkip | None:
        """The oldest skip that may be told now; one about a case with a decision on its way waits for that."""

    def skip_next_try(self) -> datetime | None:
        """When the next skip is due; none when nothing waits."""

    def skip_settled(self, skip_id: str, again: datetime | None = None) -> None:
        """The source has answered a skip for good, or it is told again at a later time."""

    def fence(self, case_id: str) -> int | None:
        """Of the lease of a case that we have."""

    def leased(self, case_id: str, fence: int | None) -> None:
        """Remember a lease's fence for the decisions taken under it; none once the lease is over."""

    def unfinished(self, case_id: str) -> bool:
        """Whether a decision about the case is held, waits, or is on its way."""

    def counts(self) -> Mapping[OutboxState, int]:
        """How many decisions are in each state but accepted and withdrawn."""

    def begin(self) -> None:
        """A new session begins: what was on the wire when the last one ended is unknown, and no lease is ours."""
