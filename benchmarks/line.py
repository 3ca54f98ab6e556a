"""A line between a program and a terminal far away: what is sent arrives later, in order, and no faster than it can."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass

PACKET = 1_460
"""Bytes that arrive together where the rate is limited."""


@dataclass(frozen=True, slots=True)
class Line:
    """How far away the terminal is."""

    round_trip: float = 0.0
    """Seconds there and back."""
    rate: float | None = None
    """Bytes a second, each way; none where it has no limit."""

    def __str__(self) -> str:
        limit = f", {self.rate * 8 / 1000:.0f} kbit/s" if self.rate else ""
        return f"{self.round_trip * 1000:.0f} ms{limit}"


NEAR = Line()
"""No line at all."""


class Way:
    """One direction of a line; it takes all that is sent at once, as ssh does up to its window of 2 MiB."""

    def __init__(self, line: Line) -> None:
        self._line, self._free = line, 0.0
        self._carried = deque[tuple[float, bytes]]()

    def send(self, at: float, sent: bytes) -> None:
        """Put bytes on it at a time (seconds)."""
        rate = self._line.rate
        size = PACKET if rate else max(len(sent), 1)
        for start in range(0, len(sent), size):
            packet = sent[start : start + size]
            self._free = max(at, self._free) + (len(packet) / rate if rate else 0.0)
            self._carried.append((self._free + self._line.round_trip / 2, packet))

    @property
    def due(self) -> float:
        """When the next bytes arrive; never, where none are on their way."""
        return self._carried[0][0] if self._carried else float("inf")

    def arrived(self, now: float) -> tuple[float, bytes] | None:
        """The next bytes that are there by now, and when they came."""
        return self._carried.popleft() if self.due <= now else None
