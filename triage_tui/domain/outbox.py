"""What is on its way out, decisions and skips: what is sent of it, and what is written down of how that went."""

from __future__ import annotations

from datetime import datetime

from msgspec import Struct

from triage_tui.domain.words import OutboxState


class Outgoing(Struct, frozen=True):
    """A decision on its way out."""

    decision_id: str
    case_id: str
    body: bytes
    """The decision as JSON; the same bytes every time it is sent."""
    attempts: int = 0
    """How often it was sent before."""
    unknown: bool = False
    """Whether it was sent and no answer came: it is asked for before it is sent again."""
    fence: int | None = None
    """Of the lease it was taken under."""


class Settled(Struct, frozen=True):
    """What became of one that was sent."""

    decision_id: str
    state: OutboxState
    reason: str = ""
    """What the source said, or why no answer came: untrusted."""
    answer: bytes = b""
    """A receipt or problem as JSON; empty where none came."""
    next_try: datetime | None = None
    attempted: bool = True
    """Whether it counts as sent once more."""


class OutgoingSkip(Struct, frozen=True):
    """A skip on its way out; it may be sent any number of times."""

    skip_id: str
    """Of its entry in the log, and at the source."""
    case_id: str
    reason: str
    note: str = ""
    attempts: int = 0
    """How often it was sent before."""


PENDING = (OutboxState.HELD, OutboxState.QUEUED, OutboxState.SENDING, OutboxState.UNKNOWN)
"""How far a decision has come that the source has not answered yet; the later ones about its case wait for it."""

TROUBLED = (OutboxState.CONFLICT, OutboxState.REFUSED, OutboxState.UNKNOWN)
"""The states that somebody should look at."""
