"""Pushing: decisions go out in order, each until the source has said what becomes of it.

One of a case is on its way at a time, so that a later decision never arrives before an earlier one. What was sent
and not answered is asked for before it is sent again, and then alone: should it be what the source cannot bear, it
holds nobody else up.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from math import inf
from random import Random

import msgspec
from msgspec.structs import replace

from triage_tui.domain.outbox import Outgoing, Settled
from triage_tui.domain.wire.outcomes import Accepted, Conflict, Later, Pushed, Refused, SignedOut, TooLarge, Unknown
from triage_tui.domain.wire.problems import Problem, problem
from triage_tui.domain.words import OutboxState
from triage_tui.errors import NotSignedIn, TriageError
from triage_tui.sync.backoff import backoff
from triage_tui.sync.clock import Clock
from triage_tui.sync.link import Link, counted, patience, sent
from triage_tui.sync.offloop import off
from triage_tui.sync.ports import Shelf, Source

FIRST, MOST = 50, 200
"""Decisions in one request: to begin with and after a silence, since each may have to be asked for; while all is well.
"""

SOON = 0.1
"""Seconds between two looks at the outbox, at least."""

SILENCE = Unknown("the source did not say what became of it")


class Push:
    """Sends what waits."""

    def __init__(
        self,
        source: Source,
        shelf: Shelf,
        clock: Clock,
        dice: Random,
        link: Link,
        settled: Callable[[Sequence[Pushed]], None] = lambda _: None,
    ) -> None:
        """`settled` hears what became of decisions once that is written down."""
        self._source = source
        self._shelf = shelf
        self._clock = clock
        self._dice = dice
        self._link = link
        self._settled = settled
        self._size = FIRST
        self._failures = 0
        self._not_before = 0.0

    async def once(self) -> float:
        """Send all that is due; the seconds until more is."""
        while not self._link.stopping:
            await self.count()
            if self._link.signed_out:
                return inf
            if (wait := self._not_before - self._clock.monotonic()) > 0:
                return wait
            some = await off(self._shelf.waiting, self._clock.now(), self._most)
            if not some:
                break
            for one in some:
                if one.unknown and self._free:
                    await self._ask(one)
            if self._free and (batch := [one for one in some if not one.unknown]):
                await self._send(batch)
        due = await off(self._shelf.next_try)
        return inf if due is None else max((due - self._clock.now()).total_seconds(), SOON)

    async def count(self) -> None:
        """Look how many decisions are where."""
        counts = await off(self._shelf.counts)
        self._link.turn(counted(self._link.state, counts))

    @property
    def _most(self) -> int:
        known = self._link.capabilities
        return min(self._size, known.limits.batch) if known is not None else self._size

    @property
    def _free(self) -> bool:
        """Whether nothing stands against sending now."""
        return not (self._link.signed_out or self._link.stopping or self._not_before > self._clock.monotonic())

    async def _ask(self, one: Outgoing) -> None:
        """Find out whether a decision arrived; one that did not is sent again."""
        try:
            receipt = await self._link.asked(self._source.decision(one.decision_id))
        except NotSignedIn as error:
            self._link.failed(error)
            return
        except TriageError as error:
            await self._conclude([one], [Unknown(error.title)], patience(error))
            self._link.failed(error)
            return
        if receipt is None:
            await self._send([one])
        else:
            await self._conclude([one], [Accepted(receipt)])

    async def _send(self, batch: Sequence[Outgoing]) -> None:
        await off(self._shelf.sending, [one.decision_id for one in batch])
        self._link.turn(replace(self._link.state, sending=len(batch)))
        began = self._clock.monotonic()
        outcomes = list(await self._source.push(batch))
        if any(isinstance(one, Accepted | Conflict | Refused) for one in outcomes):
            self._link.reached(began)
        await self._conclude(batch, outcomes)

    async def _conclude(
        self, batch: Sequence[Outgoing], outcomes: Sequence[Pushed], patience: float | None = None
    ) -> None:
        """Write down what became of a batch, and when to go on."""
        outcomes = [*outcomes, *[SILENCE] * len(batch)][: len(batch)]
        rows = [self._row(one, outcome, len(batch)) for one, outcome in zip(batch, outcomes, strict=True)]
        await off(self._shelf.settle_all, rows)
        self._pace(outcomes, patience)
        self._link.turn(replace(self._link.state, moves=self._link.state.moves + 1))
        self._settled(outcomes)

    def _pace(self, outcomes: Sequence[Pushed], patience: float | None) -> None:
        """Slow down where nothing got through, or the source asks for it; send fewer where it was too much."""
        through = any(isinstance(one, Accepted | Conflict | Refused) for one in outcomes)
        for outcome in outcomes:
            if not (through and isinstance(outcome, Unknown)):
                self._link.turn(sent(self._link.state, outcome))
        now = self._clock.monotonic()
        waits = [one.retry_after for one in outcomes if isinstance(one, Later) and one.retry_after is not None]
        self._not_before = max(now + max([*waits, patience or 0.0]), self._not_before)
        if through:
            self._failures = 0
            self._size = min(self._size * 2, MOST)
        elif any(isinstance(one, Later | Unknown) for one in outcomes):
            self._failures += 1
            self._size = min(self._size, FIRST)
            self._not_before = max(now + backoff(self._failures, self._dice), self._not_before)
        if any(isinstance(one, TooLarge) for one in outcomes):
            self._size = max(len(outcomes) // 2, 1)

    def _row(self, one: Outgoing, outcome: Pushed, batch: int) -> Settled:
        """What is written down of one decision of a batch of this size."""
        match outcome:
            case Accepted(receipt):
                return Settled(one.decision_id, OutboxState.ACCEPTED, answer=msgspec.json.encode(receipt))
            case Conflict(said):
                return _told(one, OutboxState.CONFLICT, said)
            case Refused(said):
                return _told(one, OutboxState.REFUSED, said)
            case TooLarge(reason) if batch == 1:
                return _told(one, OutboxState.REFUSED, problem("too_large", reason))
            case TooLarge(reason) | SignedOut(reason):
                return Settled(one.decision_id, OutboxState.QUEUED, reason, attempted=False)
            case Later(reason, retry_after):
                wait = backoff(one.attempts + 1, self._dice) if retry_after is None else retry_after
                return Settled(one.decision_id, OutboxState.QUEUED, reason, next_try=self._in(wait))
            case Unknown(reason):
                wait = backoff(one.attempts + 1, self._dice)
                return Settled(one.decision_id, OutboxState.UNKNOWN, reason, next_try=self._in(wait))

    def _in(self, seconds: float) -> datetime:
        return self._clock.now() + timedelta(seconds=seconds)


def _told(one: Outgoing, state: OutboxState, said: Problem) -> Settled:
    return Settled(one.decision_id, state, said.detail or said.title, msgspec.json.encode(said))
