"""What can become of a decision that was sent: every end has a type."""

from __future__ import annotations

from msgspec import Struct

from triage_tui.domain.wire.problems import Problem
from triage_tui.domain.wire.receipts import Receipt


class Accepted(Struct, frozen=True):
    """The server has it, durably."""

    receipt: Receipt


class Conflict(Struct, frozen=True):
    """The case is not what the reviewer decided about: somebody has to look."""

    problem: Problem


class Refused(Struct, frozen=True):
    """The server will never take it as it is."""

    problem: Problem


class Unknown(Struct, frozen=True):
    """It was sent and no answer came: ask whether it arrived, never send it blindly again."""

    reason: str


class Later(Struct, frozen=True):
    """It certainly did not arrive, or the server asks to come back."""

    reason: str
    retry_after: float | None = None
    """Seconds, where the server said so."""


class SignedOut(Struct, frozen=True):
    """The token is not accepted: nothing can be sent until somebody signs in."""

    reason: str


class TooLarge(Struct, frozen=True):
    """The batch as a whole is larger than the server takes; none of it was looked at."""

    reason: str


Pushed = Accepted | Conflict | Refused | Unknown | Later | SignedOut | TooLarge
