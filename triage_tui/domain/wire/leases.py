"""The right to decide a case, for a while."""

from __future__ import annotations

from typing import Annotated

import msgspec

from triage_tui.domain.case import Positive
from triage_tui.domain.values import Id, Record, Time
from triage_tui.domain.words import Outcome

Seconds = Annotated[int, msgspec.Meta(ge=1, le=86_400)]


class LeaseWish(Record):
    """Ask for the next case of a queue, or for one case."""

    queue: str | None = None
    case_id: Id | None = None
    ttl_s: Seconds = 900


class Renewal(Record):
    """Ask for more time from now on."""

    ttl_s: Seconds = 900


class Lease(Record):
    """What was granted. Seconds count from the answer, on the client's own clock."""

    lease_id: Id
    """Random; knowing it is holding it."""
    fence: Positive
    """Grows with every lease of the case; a decision sent with an older one is refused."""
    case_id: Id
    ttl_s: Seconds
    expires_at: Time
    """By the server's clock."""
    case: msgspec.Raw | msgspec.UnsetType = msgspec.UNSET
    """The whole case, in blind queues without what is withheld; unset when a lease is renewed.

    Unset and not none: the record library reads no ``Raw | None``.
    """


class ProvisionalWish(Record):
    """The outcome given before the classifier's view is shown; answered with the whole case."""

    outcome: Outcome
