"""From measurements to figures: percentiles, and ratios of what was pressed in turn with their uncertainty."""

from __future__ import annotations

import random
from collections.abc import Sequence
from statistics import median
from typing import NamedTuple

RESAMPLES = 1_000
"""How often the bootstrap draws anew."""


class Ratio(NamedTuple):
    """How many times more one program took than another, press by press."""

    middle: float
    low: float
    """Where 95 % of the resampled medians begin."""
    high: float
    """Where they end."""

    def __str__(self) -> str:
        return f"{self.middle:.2f} [{self.low:.2f}-{self.high:.2f}]"


def percentile(values: Sequence[float], share: float) -> float:
    """The value below which this share of them lies."""
    ordered = sorted(values)
    place = share * (len(ordered) - 1)
    below = int(place)
    above = min(below + 1, len(ordered) - 1)
    return ordered[below] + (ordered[above] - ordered[below]) * (place - below)


def paired(ours: Sequence[float], theirs: Sequence[float], seed: int = 1) -> Ratio:
    """The median of the ratios of each turn, and the interval that a bootstrap gives it."""
    ratios = [one / other for one, other in zip(ours, theirs, strict=True)]
    chance = random.Random(seed)
    middles = [median(chance.choices(ratios, k=len(ratios))) for _ in range(RESAMPLES)]
    return Ratio(median(ratios), percentile(middles, 0.025), percentile(middles, 0.975))
