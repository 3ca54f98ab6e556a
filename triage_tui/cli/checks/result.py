"""One thing that was looked at."""

from __future__ import annotations

from typing import NamedTuple

OK = "ok"
BETTER = "better"
"""It works, and there is a way to make it work better."""
BROKEN = "broken"


class Result(NamedTuple):
    """What was found."""

    state: str
    """One of the three above."""
    name: str
    """What was looked at."""
    found: str
    """What it is like; may quote the machine, so it is untrusted."""
    hint: str = ""
    """What to do, one act a line; empty when there is nothing to do."""
