"""Checkpoints of reviewers' logs on their way to a witness, and what it says of them."""

from __future__ import annotations

from triage_tui.domain.values import Record


class GivenCheckpoint(Record):
    """Where a log stands, as its device signed it."""

    note: str
    """A signed note; see `triage_tui.signing.note`."""
    key: str = ""
    """The device's public key, ``ssh-ed25519 AAAA... name``, with which the note is checked."""


class Witnessed(Record, omit_defaults=False):
    """A checkpoint that the server has seen."""

    note: str
    """The same note, the server's own signature below."""
    key: str
    """The server's public key: ``ssh-ed25519 AAAA... name``."""
