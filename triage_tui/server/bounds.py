"""How much of everything one process of the server takes on at once."""

from __future__ import annotations

from triage_tui.domain.values import Record
from triage_tui.domain.wire.capabilities import Limits


class Bounds(Record):
    """What clients are told, and what they only notice when they go beyond."""

    limits: Limits = Limits()
    """Stated in the capabilities."""
    requests: int = 200
    """Answered at the same time; more are asked to come back."""
    threads: int = 16
    """That speak to the database; fewer than it has connections for us."""
    large: int = 8
    """Bodies of more than a MiB, or of unknown length, in memory at the same time; others wait before they are read."""
    file_bytes: int = 64 * 1024 * 1024
    """Of a file of decisions."""
    files: int = 2
    """Files of decisions in memory at the same time."""
    body_s: float = 60
    """Seconds for the body of a request to arrive."""
    answer_s: float = 60
    """Seconds for a client to take in the next piece of an answer."""
    strangers_per_minute: int = 120
    """Requests from one address that need no token and write to the database."""
    behind_proxy: bool = False
    """Whether a proxy in front does TLS, so that people reach us by https."""
