"""A desk on a bundle: what the bundle says, and a link that sends nothing. Every case is ours until it expires."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

import msgspec

from triage_tui.desk.link import Bundled, Leased, Linked
from triage_tui.desk.ports import Clock, Store
from triage_tui.domain.bundle import Allowed, Manifest
from triage_tui.domain.values import Record
from triage_tui.domain.words import Outcome

KEY = "bundle"


class Carried(Record):
    """The bundle that a workspace was made from, for as long as the workspace is there."""

    manifest: Manifest
    reviewer: str
    """Who decides here: as the issuer wants it, else as the settings said when it was opened."""
    issuer: str = ""
    """The public key, as a line, of whoever signed it; empty where nobody did, or it is not known whose that is."""

    @property
    def unsigned(self) -> bool:
        """Whether nobody vouches for it."""
        return not self.issuer

    def over(self, now: datetime) -> bool:
        """Whether nothing may be decided any more."""
        return now >= self.manifest.expires_at


def recall_carried(store: Store) -> Carried | None:
    """The bundle of a workspace; none for any other workspace."""
    kept = store.recall(KEY)
    try:
        return msgspec.json.decode(kept, type=Carried) if kept is not None else None
    except msgspec.DecodeError:
        return None


def remember_carried(store: Store, carried: Carried) -> None:
    """Keep it."""
    store.remember(KEY, msgspec.json.encode(carried))


def why_not_export(carried: Carried | None, what: Allowed) -> str | None:
    """Why something must not leave the workspace otherwise than on its way back to the issuer."""
    if carried is None or what in carried.manifest.allows:
        return None
    allowed = ", ".join(carried.manifest.allows) or "nothing"
    return f"the bundle these cases came in does not allow it: {what} (allowed: {allowed})"


class Carrying:
    """The link of a desk on a bundle: there is nobody to ask, and nobody to send to."""

    def __init__(self, carried: Carried, clock: Clock) -> None:
        self._carried = carried
        self._clock = clock
        says = carried.manifest
        self._linked = Linked("carried", bundle=Bundled(says.id, says.cases, says.expires_at, carried.unsigned))

    def state(self) -> Linked:
        """Always the same."""
        return self._linked

    def leased(self, case_id: str) -> Leased:
        """Ours until the bundle expires, and then nobody's to decide."""
        over = self._carried.over(self._clock.now())
        return Leased(case_id, "expired" if over else "held", self._carried.manifest.expires_at)

    def lease(self, case_id: str) -> None:
        """Nobody is there to ask."""

    def end_lease(self, case_id: str) -> None:
        """Nobody waits for it."""

    def provisional(self, case_id: str, outcome: Outcome) -> None:
        """Nobody is there to tell; the decision says it."""

    def poke(self) -> None:
        """Nothing is sent."""

    def listen(self, told: Callable[[], None] | None) -> None:
        """Nothing is ever heard."""
