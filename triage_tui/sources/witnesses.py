"""What a source says as the witness of a log, checked before it is believed."""

from __future__ import annotations

from triage_tui.domain.values import Invalid
from triage_tui.domain.wire.checkpoints import Witnessed
from triage_tui.errors import Refused
from triage_tui.signing.keys import read_public
from triage_tui.signing.note import Note, read_note
from triage_tui.sources.answers import NoAnswer


def checked(said: Witnessed, host: str) -> Note:
    """The note, where the key that came with it really witnessed it. Whose the key is, is not known by that."""
    try:
        note = read_note(said.note.encode())
        note.checkpoint()
        seen = any(one.at is not None for one in note.vouched([read_public(said.key, "source")]))
    except (Invalid, Refused, UnicodeEncodeError):
        seen = False
    if not seen:
        raise NoAnswer(f"{host} answered with a checkpoint that it did not sign")
    return note
