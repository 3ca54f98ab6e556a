"""The server as the witness of reviewers' logs."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from triage_tui.conformance.answers import ensure
from triage_tui.conformance.ground import Ground
from triage_tui.conformance.rule import Rules
from triage_tui.domain.values import Invalid
from triage_tui.domain.wire.checkpoints import Witnessed
from triage_tui.errors import Refused
from triage_tui.signing.keys import PrivateKey, new_key, read_public
from triage_tui.signing.note import Checkpoint, note_of, read_note

RULES = Rules("checkpoints")

PATH = "/v1/checkpoints"


class _Log:
    """A log of the suite's own, that nobody keeps."""

    def __init__(self, ground: Ground) -> None:
        ground.need(ground.capabilities.features.checkpoints, "checkpoints")
        self.id = ground.supply.name()
        self.key: PrivateKey = new_key("conformance")

    def note(self, size: int, digest: str = "ab") -> dict[str, Any]:
        """What is posted about it."""
        head = Checkpoint(self.id, size, digest * 32, datetime.now(UTC))
        return {"note": note_of(head, self.key).raw().decode(), "key": self.key.public.line()}


@RULES
def witnessed(ground: Ground) -> None:
    """A checkpoint comes back with the server's signature and time below, by the key that it names."""
    log = _Log(ground)
    said = log.note(3)
    found = ground.first.post(PATH, said).read(Witnessed)
    try:
        note, server = read_note(found.note.encode()), read_public(found.key)
        vouched = note.vouched([server, log.key.public])
    except (Invalid, Refused) as error:
        ensure(False, f"the answer is no note that holds: {error}")
    ensure(note.text == read_note(said["note"].encode()).text, "it is another checkpoint")
    ensure({one.key.raw for one in vouched if one.at is None} == {log.key.public.raw}, "our signature is gone")
    ensure([one.key for one in vouched if one.at is not None] == [server], "the server did not witness it")


@RULES
def kept(ground: Ground) -> None:
    """The newest checkpoint of a log is told again, and of a log that is not known nothing."""
    log = _Log(ground)
    ground.first.post(PATH, log.note(3)).read(Witnessed)
    newest = ground.first.post(PATH, log.note(4)).read(Witnessed)
    found = ground.first.get(f"{PATH}/{log.id}").read(Witnessed)
    ensure(found == newest, "it tells of another one")
    ground.first.get(f"{PATH}/{ground.supply.name()}").problem("not_found")


@RULES
def never_shorter(ground: Ground) -> None:
    """A log that got shorter is checkpoint_conflict, with the newest one inside."""
    log = _Log(ground)
    seen = ground.first.post(PATH, log.note(3)).read(Witnessed)
    problem = ground.first.post(PATH, log.note(2)).problem("checkpoint_conflict")
    ensure(problem.note == seen.note, "the newest checkpoint is not inside")


@RULES
def never_written_anew(ground: Ground) -> None:
    """Another last entry under the same number is checkpoint_conflict, and a longer log is taken after it."""
    log = _Log(ground)
    ground.first.post(PATH, log.note(3)).read(Witnessed)
    ground.first.post(PATH, log.note(3, "cd")).problem("checkpoint_conflict")
    ground.first.post(PATH, log.note(4)).read(Witnessed)


@RULES
def one_key(ground: Ground) -> None:
    """A log whose first checkpoint told its key is taken from nobody else's."""
    log = _Log(ground)
    ground.first.post(PATH, log.note(3)).read(Witnessed)
    log.key = new_key("another")
    ground.first.post(PATH, log.note(4)).problem("invalid_field", "forbidden")


@RULES
def not_anybodys(ground: Ground) -> None:
    """A log is its reviewer's: nobody else adds to it."""
    log = _Log(ground)
    ground.need(bool(ground.other), "a second reviewer")
    ground.first.post(PATH, log.note(3)).read(Witnessed)
    ground.second.post(PATH, log.note(4)).problem("forbidden", "not_found")


@RULES
def no_checkpoint(ground: Ground) -> None:
    """What is no checkpoint, or is not signed by the key that it names, is invalid_field."""
    log = _Log(ground)
    ground.first.post(PATH, {"note": "hello"}).problem("invalid_field")
    said = log.note(3) | {"key": new_key("another").public.line()}
    ground.first.post(PATH, said).problem("invalid_field")
