"""Leases: taken when a case is opened, renewed while the reviewer is busy with it, given back when they leave.

Seconds count from the question on our own steady clock, and the last tenth is not used: an answer may have been long
on its way, and clocks run at different speeds. A case that was left with a decision on its way keeps its lease until
the source has the decision.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from math import inf
from random import Random
from typing import Literal

from msgspec import Struct

from triage_tui.desk.link import Leased
from triage_tui.domain.wire.capabilities import Limits
from triage_tui.domain.wire.cases import Change
from triage_tui.domain.wire.leases import Lease
from triage_tui.domain.wire.problems import SourceRefused
from triage_tui.domain.words import Outcome
from triage_tui.errors import TriageError
from triage_tui.sync.backoff import backoff
from triage_tui.sync.clock import Clock
from triage_tui.sync.link import ASKS_TO_WAIT, Link, patience
from triage_tui.sync.offloop import off
from triage_tui.sync.ports import Shelf, Source

TTL = 900
"""Seconds that are asked for."""

USED = 0.9
"""The part of a lease's time that is relied on."""

WARNED = 0.2
"""The part that is left when the reviewer is told."""

AGAIN = 15.0
"""Seconds before a case that somebody else holds is asked for again."""


class _Held(Struct):
    """A lease that we have, and what the reviewer does with it."""

    lease_id: str
    ttl: float
    """Seconds."""
    asked: float
    """When it was asked for, by the steady clock."""
    until: datetime
    """When we stop relying on it, by the wall clock."""


class _Wish(Struct):
    """A case in front of the reviewer."""

    busy: float
    """When they did something last, by the steady clock."""
    leaving: bool = False
    not_before: float = 0.0
    """When it may be asked for again, by the steady clock."""
    failures: int = 0
    taken: Leased | None = None
    """Who else has it, when we asked last."""
    denied: bool = False
    """Whether the source has no lease of it for anybody, or not for us."""
    ended: float | None = None
    """When the one that we had was over, by the steady clock."""
    held: _Held | None = None
    says: Outcome | None = None
    """What the reviewer thinks before the whole case is shown, until the source has heard it."""


class Leases:
    """The cases that we asked for. Only the event loop changes anything."""

    def __init__(
        self,
        source: Source,
        shelf: Shelf,
        clock: Clock,
        dice: Random,
        link: Link,
        brought: Callable[[bytes], None] = lambda _: None,
    ) -> None:
        """`brought` hears of the case that came with a lease: the newest version there is."""
        self._source = source
        self._shelf = shelf
        self._clock = clock
        self._dice = dice
        self._link = link
        self._brought = brought
        self._wishes = dict[str, _Wish]()
        self._elsewhere = dict[str, tuple[float, Leased]]()
        """What others have, as the source told last, and until when by the steady clock."""

    def want(self, case_id: str) -> None:
        """The reviewer opened a case, or is busy with it."""
        wish = self._wishes.setdefault(case_id, _Wish(0.0))
        wish.busy, wish.leaving = self._clock.monotonic(), False

    def say(self, case_id: str, outcome: Outcome) -> None:
        """The reviewer said an outcome first."""
        self.want(case_id)
        self._wishes[case_id].says = outcome

    def leave(self, case_id: str) -> None:
        """The reviewer left a case."""
        if case_id in self._wishes:
            self._wishes[case_id].leaving = True

    def hear(self, changes: Sequence[Change]) -> None:
        """Somebody took a case, or gave it back; the source names who only where that is us, or ours to know."""
        known, now = self._link.capabilities, self._clock.monotonic()
        longest, me = (known.limits.lease_s, known.me.reviewer) if known is not None else (Limits().lease_s, "")
        elsewhere = {case_id: one for case_id, one in self._elsewhere.items() if one[0] > now}
        for one in changes:
            if one.case_id is None or one.kind not in ("lease_taken", "lease_ended", "case_closed"):
                continue
            elsewhere.pop(one.case_id, None)
            if one.kind == "lease_taken" and one.until is not None and one.holder != me:
                until = min(self._ours(one.until), self._clock.now() + timedelta(seconds=longest))
                left = (until - self._clock.now()).total_seconds()
                elsewhere[one.case_id] = now + left, Leased(one.case_id, "taken", until, one.holder or "")
        self._elsewhere = elsewhere

    def seen(self, case_id: str) -> Leased | None:
        """How a case stands now; from any thread. What the source answered us counts before what it told everybody."""
        wish = self._wishes.get(case_id)
        if not self._offered:
            return None
        if wish is None:
            until, told = self._elsewhere.get(case_id, (0.0, None))
            return told if until > self._clock.monotonic() else None
        if (held := wish.held) is not None:
            return Leased(case_id, _state(held, self._clock.monotonic()), held.until)
        if wish.denied:
            return None
        return wish.taken or Leased(case_id, "asked" if wish.ended is None else "ended")

    async def once(self) -> float:
        """Ask, renew and give back what is due; the seconds until there is more."""
        for case_id in [*self._wishes] if self._offered and not self._link.signed_out else ():
            try:
                await self._tend(case_id, self._wishes[case_id])
            except TriageError as error:
                self._link.failed(error)
        return min((self._next(wish) for wish in self._wishes.values()), default=inf) if self._offered else inf

    async def give_back(self) -> None:
        """End every lease but those of cases with a decision on its way: nobody else should begin with those."""
        held = [(case_id, wish.held) for case_id, wish in self._wishes.items() if wish.held is not None]
        self._wishes.clear()
        ends = [self._end(case_id, one) for case_id, one in held if not await off(self._shelf.unfinished, case_id)]
        for failure in await asyncio.gather(*ends, return_exceptions=True):
            if isinstance(failure, TriageError):
                self._link.failed(failure)
            elif failure is not None:
                raise failure

    @property
    def _offered(self) -> bool:
        known = self._link.capabilities
        return known is None or known.features.lease != "none"

    async def _tend(self, case_id: str, wish: _Wish) -> None:
        now = self._clock.monotonic()
        if wish.leaving and (wish.held is None or not await off(self._shelf.unfinished, case_id)):
            self._wishes.pop(case_id, None)
            if wish.held is not None:
                await self._end(case_id, wish.held)
        elif wish.held is None:
            if _due(wish, now):
                await self._ask(case_id, wish)
        elif _state(wish.held, now) == "ended":
            await self._over(case_id, wish)
        elif now >= wish.held.asked + wish.held.ttl / 2 and (wish.leaving or wish.busy > wish.held.asked):
            await self._ask(case_id, wish)
        if wish.held is not None and wish.says is not None and not wish.leaving:
            await self._tell(wish.held, wish, wish.says)

    async def _tell(self, held: _Held, wish: _Wish, outcome: Outcome) -> None:
        """Tell what was said first, and keep the whole case that comes for it."""
        try:
            whole = await self._link.asked(self._source.provisional(held.lease_id, outcome))
        except SourceRefused as refused:
            wish.says = None if refused.problem.status not in ASKS_TO_WAIT else outcome
            raise
        wish.says = None
        self._brought(whole)

    async def _ask(self, case_id: str, wish: _Wish) -> None:
        """Take a case, or ask for more time."""
        held, asked = wish.held, self._clock.monotonic()
        wish.not_before = asked + AGAIN
        try:
            if held is None:
                lease = await self._link.asked(self._source.lease(case_id, self._ttl))
            else:
                lease = await self._link.asked(self._source.renew(held.lease_id, self._ttl))
        except SourceRefused as refused:
            await self._refused(case_id, wish, refused)
            return
        except TriageError as error:
            wish.failures += 1
            wait = max(patience(error) or 0.0, backoff(wish.failures, self._dice))
            wish.not_before = self._clock.monotonic() + wait
            raise
        await self._granted(case_id, wish, lease, asked)

    async def _granted(self, case_id: str, wish: _Wish, lease: Lease, asked: float) -> None:
        passed = self._clock.monotonic() - asked
        until = self._clock.now() + timedelta(seconds=lease.ttl_s * USED - passed)
        wish.held = _Held(lease.lease_id, lease.ttl_s, asked, until)
        wish.failures, wish.taken, wish.denied, wish.ended, wish.not_before = 0, None, False, None, 0.0
        await off(self._shelf.leased, case_id, lease.fence)
        if lease.case:
            self._brought(bytes(lease.case))
        self._link.tell()

    async def _refused(self, case_id: str, wish: _Wish, refused: SourceRefused) -> None:
        said, had = refused.problem, wish.held is not None
        if said.kind == "lease_held":
            until = None if said.until is None else self._ours(said.until)
            wish.taken, wish.denied = Leased(case_id, "taken", until, said.holder or ""), False
        elif said.kind != "lease_lost":
            wish.not_before = self._clock.monotonic() + max(said.retry_after or 0.0, AGAIN * 4)
            wish.taken, wish.denied = None, said.status not in ASKS_TO_WAIT
            self._link.failed(refused)
        await self._over(case_id, wish)
        if had and said.kind == "lease_lost" and not wish.leaving:
            # Who has it now, the answer to asking for it tells.
            await self._ask(case_id, wish)

    async def _over(self, case_id: str, wish: _Wish) -> None:
        """A lease that we had is over; without it decisions carry no fence."""
        if wish.held is not None:
            wish.held, wish.ended = None, self._clock.monotonic()
            await off(self._shelf.leased, case_id, None)
        self._link.tell()

    async def _end(self, case_id: str, held: _Held) -> None:
        await off(self._shelf.leased, case_id, None)
        await self._source.end(held.lease_id)
        self._link.tell()

    def _ours(self, moment: datetime) -> datetime:
        """A moment of the source's clock by ours."""
        return moment - timedelta(seconds=self._link.state.skew)

    @property
    def _ttl(self) -> int:
        known = self._link.capabilities
        return min(TTL, known.limits.lease_s) if known is not None else TTL

    def _next(self, wish: _Wish) -> float:
        """Seconds until a case needs something."""
        now = self._clock.monotonic()
        if (held := wish.held) is None:
            return inf if wish.ended is not None and wish.busy <= wish.ended else max(wish.not_before - now, 0.1)
        if wish.says is not None:
            return AGAIN
        parts = (held.ttl / 2, held.ttl * (USED - WARNED), held.ttl * USED)
        return next((max(held.asked + part - now, 0.1) for part in parts if held.asked + part > now), 1.0)


def _due(wish: _Wish, now: float) -> bool:
    """Whether to ask for a case now; one whose time ran out while the reviewer was away only once they are back."""
    return now >= wish.not_before and (wish.ended is None or wish.busy > wish.ended)


def _state(held: _Held, now: float) -> Literal["held", "ending", "ended"]:
    left = held.asked + held.ttl * USED - now
    if left <= 0:
        return "ended"
    return "ending" if left <= held.ttl * WARNED else "held"
