"""What a decisions file has to fulfil before any decision in it is looked at, and what is in it then.

Its log is whole from the first entry on, its checkpoint names the last entry, and whoever sealed the file signed that
checkpoint. What each decision has to fulfil, depends on where it comes to: see `triage_tui.storage.merging`.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, Literal

import msgspec
from msgspec import Struct

from triage_tui.bundles.limits import is_part
from triage_tui.domain.bundle import Manifest
from triage_tui.domain.canonical import canonical
from triage_tui.domain.decision import Decision
from triage_tui.domain.journal import Head, faults, record_of
from triage_tui.domain.values import Invalid, Record, invalid, milliseconds
from triage_tui.errors import Refused
from triage_tui.signing.keys import PublicKey
from triage_tui.signing.note import Checkpoint, read_note

if TYPE_CHECKING:
    from triage_tui.bundles.unsealing import Sealed

LOG, NOTE = "log.jsonl", "checkpoint.note"
"""The members of a decisions file: the log, an entry a line, and the signed note about where it stands."""

EVENT = "triage.event/1"
"""The schema of an entry that is no decision."""

Fate = Literal["taken", "double", "conflict", "here", "refused"]
"""What becomes of a decision: it stands alone, stands beside another, is about a version that was replaced, is here
already, or is kept nowhere."""


class Handed(Struct, frozen=True):
    """A decision that was handed back."""

    decision: Decision
    said: dict[str, Any]
    """The whole of it, but for its place in the log it comes from: what is kept, and sent on."""

    @property
    def body(self) -> bytes:
        """The same as canonical JSON."""
        return canonical(self.said)


class Told(Struct, frozen=True):
    """What became of one."""

    decision_id: str
    case_id: str
    fate: Fate
    reason: str = ""
    """Why it was not simply taken: may quote untrusted text."""
    agrees: bool | None = None
    """Of a double: whether all the others say the same."""


class Returned(Struct, frozen=True):
    """What is in a decisions file that fulfils all this."""

    manifest: Manifest
    by: PublicKey
    """The known key that sealed it."""
    log_id: str
    digests: tuple[str, ...]
    """The hash of every entry, in order."""
    decisions: tuple[Handed, ...]
    """Those that were not withdrawn, oldest first; what one of them replaces comes before it."""
    unfit: tuple[Told, ...]
    """Decisions that cannot be read, or are somebody else's than the file says."""
    withdrawn: tuple[str, ...]
    """Ids of the decisions that were taken back."""
    skips: int

    @property
    def head(self) -> Head:
        """Where the log stood."""
        return Head(self.log_id, len(self.digests), self.digests[-1] if self.digests else "")


class _Log(Record):
    log_id: str
    sha256: str


class _Entry(Record):
    """As much of any entry as has to be known to tell what it is."""

    id: str
    log: _Log
    schema: str = "triage.decision/1"
    type: str = ""
    decision_id: str | None = None
    case_id: str | None = None


def read_returned(sealed: Sealed) -> Returned:
    """Take an opened decisions file apart; raises `Refused`, saying what it does not fulfil."""
    holds_a_log(sealed)
    manifest, by = sealed.manifest, sealed.by
    if by is None or manifest.issuer.key_id != by.id:
        raise Refused("nobody vouches for it: it is not signed by the one that it names as its issuer")
    if not manifest.answers or not manifest.reviewer:
        raise Refused("it does not say which bundle it answers, and who decided")
    lines = [*sealed.lines(LOG)]
    for fault in faults(lines):
        raise Refused(f"its log is not as it was written: line {fault.line} {fault.reason}")
    entries = [_entry(line) for line in lines]
    checkpoint = _vouched(sealed.member(NOTE) or b"", by)
    digests = tuple(one.log.sha256 for one in entries)
    head = Head(entries[-1].log.log_id if entries else checkpoint.log_id, len(digests), digests[-1] if digests else "")
    if (checkpoint.log_id, checkpoint.size, checkpoint.sha256) != (head.log_id, head.seq, head.sha256):
        said = f"its checkpoint was made at entry {checkpoint.size}"
        raise Refused(f"{said}, its log ends at entry {head.seq}: it was cut off, or written anew")
    return _sorted(manifest, by, head.log_id, digests, lines, entries)


def holds_a_log(sealed: Sealed) -> None:
    """Raise `Refused` for a file that holds anything but a log and a checkpoint of it."""
    if sealed.manifest.kind != "decisions":
        raise Refused("it holds cases, no decisions", "`triage-tui bundle open` reviews them")
    paths = [one.path for one in sealed.manifest.members]
    if {NOTE if one == NOTE else LOG if is_part(one, LOG) else "" for one in paths} != {LOG, NOTE}:
        raise Refused(f"it holds {', '.join(paths[:5]) or 'nothing'} where {LOG} and {NOTE} are due")


def _entry(line: bytes) -> _Entry:
    try:
        return msgspec.json.decode(line, type=_Entry)
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise Refused(f"its log holds what is no entry: {invalid(error)}") from None


def _vouched(raw: bytes, by: PublicKey) -> Checkpoint:
    try:
        note = read_note(raw.rstrip(b"\n") + b"\n")
        if not any(one.at is None for one in note.vouched([by])):
            raise Invalid("$", f"it is not signed by {by.name}, who sealed the file")
        return note.checkpoint()
    except Invalid as error:
        raise Refused(f"its checkpoint vouches for nothing: {error.reason}") from None


def _sorted(
    manifest: Manifest,
    by: PublicKey,
    log_id: str,
    digests: tuple[str, ...],
    lines: Sequence[bytes],
    entries: Sequence[_Entry],
) -> Returned:
    withdrawn = {one.decision_id for one in entries if _is(one, "withdraw") and one.decision_id is not None}
    decided = [(line, one) for line, one in zip(lines, entries, strict=True) if one.schema != EVENT]
    read = [_handed(line, one, manifest.reviewer) for line, one in decided if one.id not in withdrawn]
    return Returned(
        manifest=manifest,
        by=by,
        log_id=log_id,
        digests=digests,
        decisions=tuple(one for one in read if isinstance(one, Handed)),
        unfit=tuple(one for one in read if isinstance(one, Told)),
        withdrawn=tuple(one.id for _, one in decided if one.id in withdrawn),
        skips=sum(_is(one, "skip") for one in entries),
    )


def _is(entry: _Entry, type_: str) -> bool:
    return entry.schema == EVENT and entry.type == type_


def _handed(line: bytes, entry: _Entry, reviewer: str) -> Handed | Told:
    document = record_of(line)
    try:
        decision = msgspec.convert(document, Decision)
        milliseconds(decision.decided_at)
    except (msgspec.ValidationError, OverflowError) as error:
        return Told(entry.id, entry.case_id or "", "refused", f"it cannot be read: {invalid(error)}")
    if decision.reviewer != reviewer:
        reason = f"it is a decision of {decision.reviewer}, in a file of {reviewer}"
        return Told(entry.id, decision.case_id, "refused", reason)
    return Handed(decision, document)
