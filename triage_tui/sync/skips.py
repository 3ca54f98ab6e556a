"""Skips: what the reviewer passes on, the source is told, again and again until it answers.

Said again a skip is the same skip: one that may have arrived is simply sent once more.
"""

from __future__ import annotations

from datetime import timedelta
from math import inf
from random import Random

from msgspec.structs import replace

from triage_tui.domain.outbox import OutgoingSkip
from triage_tui.domain.wire.problems import SourceRefused
from triage_tui.domain.wire.receipts import Skip
from triage_tui.errors import NotSignedIn, TriageError
from triage_tui.sync.backoff import backoff
from triage_tui.sync.clock import Clock
from triage_tui.sync.link import ASKS_TO_WAIT, Link, patience
from triage_tui.sync.offloop import off
from triage_tui.sync.ports import Shelf, Source

SOON = 0.1
"""Seconds between two looks, at least."""


class Skips:
    """Tells the source of skips, one at a time."""

    def __init__(self, source: Source, shelf: Shelf, clock: Clock, dice: Random, link: Link) -> None:
        self._source = source
        self._shelf = shelf
        self._clock = clock
        self._dice = dice
        self._link = link
        self._not_before = 0.0

    async def once(self) -> float:
        """Tell all that are due; the seconds until more are."""
        while not self._link.stopping:
            if self._link.signed_out:
                return inf
            if (wait := self._not_before - self._clock.monotonic()) > 0:
                return wait
            one = await off(self._shelf.skip_waiting, self._clock.now())
            if one is None:
                break
            await self._tell(one)
        due = await off(self._shelf.skip_next_try)
        return inf if due is None else max((due - self._clock.now()).total_seconds(), SOON)

    async def _tell(self, one: OutgoingSkip) -> None:
        skip = Skip(id=one.skip_id, reason=one.reason, note=one.note)
        try:
            await self._link.asked(self._source.skip(one.case_id, skip))
        except NotSignedIn as error:
            self._link.failed(error)
            return
        except TriageError as error:
            if not _for_good(error):
                await self._put_off(one, error)
                return
            reason = f"the skip of {one.case_id} was refused: {error.title}"
            self._link.turn(replace(self._link.state, reason=reason))
        await off(self._shelf.skip_settled, one.skip_id)

    async def _put_off(self, one: OutgoingSkip, error: TriageError) -> None:
        """Nobody can say that it arrived: tell it again later."""
        wait = max(patience(error) or 0.0, backoff(one.attempts + 1, self._dice))
        await off(self._shelf.skip_settled, one.skip_id, self._clock.now() + timedelta(seconds=wait))
        self._not_before = self._clock.monotonic() + wait
        self._link.failed(error)


def _for_good(error: TriageError) -> bool:
    """Whether the source will never take it."""
    if not isinstance(error, SourceRefused):
        return False
    return error.problem.status < 500 and error.problem.status not in ASKS_TO_WAIT
