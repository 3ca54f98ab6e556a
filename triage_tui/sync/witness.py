"""The witness: the source is shown where our log stands, signs it, and notices if it ever gets shorter."""

from __future__ import annotations

from math import inf

from msgspec.structs import replace

from triage_tui.domain.wire.problems import SourceRefused
from triage_tui.errors import Refused, TriageError
from triage_tui.sync.clock import Clock
from triage_tui.sync.link import ASKS_TO_WAIT, Link, patience
from triage_tui.sync.offloop import off
from triage_tui.sync.ports import Notary, Source

EVERY = 60.0
"""Seconds between two checkpoints that are shown, at least."""


CONFLICT = "the source has seen a longer log, or another"
COMPARE = "`triage-tui log verify --witness source` compares"


class Witness:
    """Has checkpoints of our log signed, where the source does that."""

    def __init__(self, source: Source, notary: Notary, clock: Clock, link: Link) -> None:
        self._source = source
        self._notary = notary
        self._clock = clock
        self._link = link
        self._not_before = 0.0
        self._compared = False
        self.refused: tuple[str, str] = ("", "")
        """What stands against it for good, and what to do; it is not asked again in this session."""

    async def once(self, *, last: bool = False) -> float:
        """Show the newest checkpoint where the log has grown; the seconds until the next look.

        The last one before an end is shown at once.
        """
        asked = self._link.capabilities
        if self.refused[0]:
            return inf
        if asked is None or not asked.features.checkpoints or self._link.signed_out or self._link.state.offline:
            return EVERY
        if not last and (wait := self._not_before - self._clock.monotonic()) > 0:
            return wait
        self._not_before = self._clock.monotonic() + EVERY
        try:
            given = await off(self._notary.due)
            if given is not None:
                await self._compare()
                said = await self._link.asked(self._source.witness(given.note, given.key))
                await off(self._notary.witnessed, said)
        except TriageError as error:
            return self._failed(error)
        return EVERY

    async def _compare(self) -> None:
        """Hold the log against what the source saw last, once in a session, before that gives way to something newer.

        A copy of the workspace that was put back, or a log that was changed, may have grown longer since.
        """
        if self._compared:
            return
        seen = await self._link.asked(self._source.checkpoint(await off(self._notary.log_id)))
        if seen is not None:
            try:
                await off(self._notary.witnessed, seen)
            except Refused:
                raise Refused(CONFLICT, COMPARE) from None
        self._compared = True

    def _failed(self, error: TriageError) -> float:
        """What stands against it for good is said, once in a session."""
        if not isinstance(error, SourceRefused | Refused) or _passes(error):
            self._link.failed(error)
            return max(patience(error) or 0.0, EVERY)
        conflict = isinstance(error, SourceRefused) and error.problem.kind == "checkpoint_conflict"
        words = CONFLICT if conflict else error.title
        self.refused = (f"the log was not witnessed: {words}", COMPARE if conflict else error.hint)
        self._link.turn(replace(self._link.state, reason=self.refused[0]))
        return inf


def _passes(error: TriageError) -> bool:
    """Whether it may be otherwise later."""
    return isinstance(error, SourceRefused) and (error.problem.status >= 500 or error.problem.status in ASKS_TO_WAIT)
