"""Sealed files at a server: those that wait for a reviewer, and what became of the decisions that came back in one."""

from __future__ import annotations

from typing import Literal

from triage_tui.domain.values import Id, Record, Sha256, Time
from triage_tui.domain.wire.problems import Problem

SEALED = "application/vnd.triage.bundle"
"""What a sealed file is called on the wire."""


class BundleRow(Record, omit_defaults=False):
    """A file that waits to be downloaded."""

    id: Id
    sha256: Sha256
    """Of the file; also its ETag."""
    bytes: int
    added_at: Time
    expires_at: Time
    """After this it is not handed out any more."""


class Bundles(Record):
    """The files that wait for whoever asks."""

    bundles: tuple[BundleRow, ...] = ()


Result = Literal["taken", "double", "conflict", "refused", "already", "withdrawn"]


class HandedBack(Record):
    """What became of one decision that came back in a file."""

    decision_id: str
    case_id: str
    result: Result
    """``double``: taken beside another one; ``conflict``: the case has changed; ``already``: it came before;
    ``withdrawn``: its reviewer took it back, so it is not taken."""
    problem: Problem | None = None
    """Of ``conflict`` and ``refused``."""


class Report(Record, omit_defaults=False):
    """What became of a file of decisions."""

    answers: str
    """The id of the bundle that it answers."""
    reviewer: str
    """Whose decisions they are, by the key that sealed the file."""
    skips: int
    """Cases that were passed on; nothing is done about them."""
    results: tuple[HandedBack, ...] = ()
    """In the order in which they were taken."""

    def count(self, result: str) -> int:
        """How many came to this."""
        return sum(one.result == result for one in self.results)
