"""Who vouches for the log of a workspace; see `triage_tui.sync.ports.Notary` for what it promises a source."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import TYPE_CHECKING

from triage_tui.domain.wire.checkpoints import GivenCheckpoint, Witnessed
from triage_tui.signing.note import read_note

if TYPE_CHECKING:
    from triage_tui.signing.keys import PrivateKey
    from triage_tui.storage.ledger import Ledger

EVERY = 100
"""Entries that come between two checkpoints, at most, while somebody works."""


class Notary:
    """Signs with this machine's key, which is fetched only when there is something to sign. Safe from any thread."""

    def __init__(self, ledger: Ledger, key: Callable[[], PrivateKey], now: Callable[[], datetime]) -> None:
        self._ledger = ledger
        self._key = key
        self._now = now

    def cover(self, every: int = EVERY) -> bool:
        """Make a checkpoint where so many entries have come since the last; whether it was made."""
        due = self._ledger.uncovered() >= every
        if due:
            self._ledger.vouch(self._key(), self._now())
        return due

    def log_id(self) -> str:
        """Which log it is."""
        return self._ledger.head().log_id

    def due(self) -> GivenCheckpoint | None:
        """A checkpoint for a witness, where the log has grown since the last that was witnessed."""
        if not self._ledger.uncovered(witnessed=True):
            return None
        key = self._key()
        note = self._ledger.vouch(key, self._now())
        return GivenCheckpoint(note=note.raw().decode(), key=key.public.line())

    def witnessed(self, said: Witnessed) -> None:
        """Keep what a witness has signed, and its key; raises `Refused` for what the log does not meet."""
        self._ledger.keep_checkpoint(read_note(said.note.encode()), witness=said.key)
