"""How long to wait before trying again: full jitter, so that a hundred desks do not come back at once."""

from __future__ import annotations

from random import Random

LONGEST = 60.0
"""Seconds: a person sits in front of the desk, and waits for as long once the source is back."""


def backoff(failures: int, dice: Random) -> float:
    """Seconds to wait after so many failures: anything up to twice as long each time, a minute at most."""
    return dice.uniform(0.0, min(LONGEST, 2.0 ** min(failures, 16)))
