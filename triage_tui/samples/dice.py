"""Seeded chance, cheap enough to be thrown sixty times a case."""

from __future__ import annotations

import math
import random
from collections.abc import Sequence
from typing import TypeVar

T = TypeVar("T")


class Dice:
    """The same seed gives the same throws on every machine."""

    def __init__(self, seed: int) -> None:
        self._throw = random.Random(seed).random

    def share(self) -> float:
        """A number in [0, 1)."""
        return self._throw()

    def chance(self, probability: float) -> bool:
        """True in this share of the throws."""
        return self._throw() < probability

    def below(self, limit: int) -> int:
        """A whole number in [0, limit)."""
        return int(self._throw() * limit)

    def pick(self, choices: Sequence[T]) -> T:
        """One of these; repeat a choice to weigh it."""
        return choices[int(self._throw() * len(choices))]

    def tail(self, scale: float, cap: float) -> float:
        """A number from 0 to ``cap``, small mostly and large seldom, whose mean is near ``scale``."""
        return min(-scale * math.log1p(-self._throw()), cap)

    def heavy(self, cap: int) -> int:
        """A whole number from 1 to ``cap`` of which one in n is above n."""
        return min(int(1 / (1 - self._throw())), cap)


def weigh(table: dict[T, int]) -> tuple[T, ...]:
    """Repeat each key by its weight, for `Dice.pick`."""
    return tuple(key for key, weight in table.items() for _ in range(weight))
