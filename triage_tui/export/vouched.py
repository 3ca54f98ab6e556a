"""Holding a log against checkpoints that were made of it: does it still have each of those entries, and who says so?"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from msgspec import Struct

from triage_tui.domain.values import Invalid, rfc3339
from triage_tui.export.verify import Tally
from triage_tui.signing.keys import PublicKey
from triage_tui.signing.note import Checkpoint, Note, Vouched, read_note


class Claim(Struct, frozen=True):
    """A checkpoint that somebody holds against a log."""

    where: str
    """Where it lies, for a person to read; may be a path or an address."""
    raw: bytes


class Claimed(Struct, frozen=True):
    """A checkpoint that could be read."""

    where: str
    about: Checkpoint
    vouched: tuple[Vouched, ...]
    """By keys that are known, and right."""
    unknown: tuple[str, ...]
    """The names by which keys are called that are not known: untrusted, and proof of nothing."""

    @property
    def said(self) -> str:
        """Who says what, as the beginning of a sentence."""
        who = ", ".join([one.key.name for one in self.vouched] + [f"an unknown {name}" for name in self.unknown])
        return f"a checkpoint of {rfc3339(self.about.at)} ({self.where}; signed by {who or 'nobody'})"


def claimed(claims: Sequence[Claim], keys: Sequence[PublicKey]) -> tuple[list[Claimed], list[str]]:
    """The checkpoints that can be read, the oldest first, and what is wrong with the others."""
    read: list[Claimed] = []
    wrong: list[str] = []
    for claim in claims:
        try:
            read.append(_claimed(claim, read_note(claim.raw), keys))
        except Invalid as error:
            wrong.append(f"a checkpoint ({claim.where}) is worth nothing: {error.reason}")
    return sorted(read, key=lambda one: one.about.size), wrong


def unmet(read: Sequence[Claimed], tally: Tally, *, part: bool = False) -> Iterator[str]:
    """What of these a log does not meet, of which all lines were read; a part of one cannot show where it ends."""
    for one in read:
        about = one.about
        if tally.log_id and about.log_id != tally.log_id:
            yield f"{one.said} is about another log: {about.log_id}"
        elif about.size in tally.found:
            if tally.found[about.size] != about.sha256:
                yield f"entry {about.size}, or one before it, was rewritten: {one.said} says another hash"
        elif about.size and not part:
            after = f"after entry {tally.seq}" if tally.seq else "before its first entry"
            lost = f"the log was cut off {after}" if about.size > tally.seq else f"entry {about.size} is missing"
            yield f"{lost}: {one.said} says {about.size} entries"


def asked(read: Sequence[Claimed]) -> frozenset[int]:
    """The numbers of the entries whose hashes are wanted for it."""
    return frozenset(one.about.size for one in read)


def _claimed(claim: Claim, note: Note, keys: Sequence[PublicKey]) -> Claimed:
    each = [(name, Note(note.text, ((name, blob),)).vouched(keys)) for name, blob in note.signatures]
    return Claimed(
        where=claim.where,
        about=note.checkpoint(),
        vouched=tuple(one for _, found in each for one in found),
        unknown=tuple(name for name, found in each if not found),
    )
