"""What the house has settled: who reviews here, how long an undo lasts, what a queue asks for."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from time import monotonic

from msgspec import Struct

from triage_tui.domain.rules import Requirement
from triage_tui.domain.words import Mode, Role


class House(Struct, frozen=True):
    """The settings that the acts of the desk depend on."""

    reviewer: str
    """Pseudonym or id of the person at the desk."""
    role: Role = Role.REVIEWER
    undo_window: timedelta = timedelta(seconds=10)
    """How long a decision is held before it is queued for sending."""
    requires: Callable[[str], frozenset[Requirement]] = lambda _: frozenset()
    """What a queue, by its name, wants of a decision besides the outcome."""
    mode: Callable[[str], Mode] = lambda _: Mode.OPEN
    """How much of the classifier's view a queue shows before an outcome was said."""


class SystemClock:
    """The machine's own clock."""

    def now(self) -> datetime:
        """The wall clock, in UTC."""
        return datetime.now(UTC)

    def monotonic(self) -> float:
        """Seconds that never jump."""
        return monotonic()
