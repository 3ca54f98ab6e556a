"""The link to a source as the desk needs it: how it stands, and the right to decide the case in front."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Literal, Protocol

from msgspec import Struct

from triage_tui.domain.words import Outcome

Health = Literal["connecting", "online", "slow", "offline", "signed_out", "paused", "carried"]
"""``carried``: the cases came in a bundle, and there is no source."""


class Bundled(Struct, frozen=True):
    """A bundle that cases came in, as far as the desk shows it."""

    id: str
    cases: int
    until: datetime
    """When it expires."""
    unsigned: bool = False
    """Whether nobody vouches for it."""


class Linked(Struct, frozen=True):
    """How the link stands."""

    health: Health
    since: datetime | None = None
    """When the source answered last, by our clock; none before its first answer."""
    sending: int = 0
    """Decisions on the wire, of which no answer came yet."""
    arrived: int = 0
    """Cases that came in since the desk was opened, new ones and new versions; only ever grows."""
    skew: float = 0.0
    """Seconds by which the source's clock is ahead of ours; negative where it is behind."""
    bundle: Bundled | None = None
    """What the cases came in; none where there is a source."""

    @property
    def offline(self) -> bool:
        """Whether what is decided now is decided without the source knowing."""
        return self.health not in ("online", "slow")


class Leased(Struct, frozen=True):
    """The right to decide one case, as far as the source has told."""

    case_id: str
    state: Literal["asked", "held", "ending", "ended", "taken", "expired"]
    """Asked for; ours; ours, but a fifth of its time is left; run out with nobody known to hold it; somebody else's;
    nobody's, for the bundle that it came in has expired."""
    until: datetime | None = None
    """By our clock: the end of ours, or of theirs where the source tells."""
    holder: str = ""
    """Who else holds it: untrusted; empty where the source does not tell."""


class Link(Protocol):
    """What moves cases and decisions between workspace and source. No call waits; each is safe from any thread."""

    def state(self) -> Linked:
        """How the link stands now."""

    def leased(self, case_id: str) -> Leased | None:
        """The lease of a case: what we asked for, or what others are known to have; none where nothing is known."""

    def lease(self, case_id: str) -> None:
        """Ask for a case, or say that the reviewer is busy with it: a lease that we have is renewed in time."""

    def end_lease(self, case_id: str) -> None:
        """Give a case back; one with a decision on its way is kept until the source has that."""

    def provisional(self, case_id: str, outcome: Outcome) -> None:
        """Tell what the reviewer thinks before the classifier's view is shown, under our lease; the whole case comes.

        What was told first stays; telling it again is no harm.
        """

    def poke(self) -> None:
        """Something waits to be sent, or somebody wants to know: do not wait for the next round."""

    def listen(self, told: Callable[[], None] | None) -> None:
        """Whom to tell, from whatever thread, that anything of this has changed, or cases or decisions have moved."""


def why_not_leased(leased: Leased | None) -> str | None:
    """Why a case must not be decided now: somebody else holds it, or its bundle has expired.

    Without any lease the version still guards it.
    """
    if leased is not None and leased.state == "expired":
        on = f" on {leased.until.day} {leased.until:%b}" if leased.until is not None else ""
        return f"the bundle expired{on} · `bundle return` hands back what is decided"
    if leased is None or leased.state != "taken":
        return None
    until = f" until {leased.until:%H:%M} UTC" if leased.until is not None else ""
    return f"{leased.holder or 'somebody else'} holds this case{until} · your draft is kept"
