"""Lines as they are: log entries with their hashes, or cases with their own bytes."""

from __future__ import annotations

from collections.abc import Iterable
from typing import IO


def write(lines: Iterable[bytes], out: IO[bytes]) -> int:
    """Write every line and end it; how many."""
    count = 0
    for line in lines:
        out.write(line)
        out.write(b"\n")
        count += 1
    return count
