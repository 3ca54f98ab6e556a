"""The chained log: every entry carries the hash of the one before, so that a change anywhere shows.

An entry is the RFC 8785 form of a record (a decision or an `Event`) with a ``log`` object of ``log_id``, ``seq``
and ``prev_sha256``. Its hash is SHA-256 over exactly those bytes. On its way out the hash joins the entry as
``log.sha256``; whoever reads it takes ``sha256`` and ``signature`` out again, hashes, and compares.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from typing import Any, Literal

import msgspec
from msgspec import Struct

from triage_tui.domain.canonical import canonical, sha256
from triage_tui.domain.decision import Decision
from triage_tui.domain.values import Id, Record, Time

_PLACE = re.compile(rb'"log":\{"log_id":"[^"\\]*","prev_sha256":"[0-9a-f]*","seq":[0-9]+(?=\})')
"""The place of an entry as it was hashed: the hash comes behind it, in canonical order. No string can hold this."""


class Head(Struct, frozen=True):
    """Where a log stands."""

    log_id: str
    """UUID of the log; one workspace keeps one log."""
    seq: int = 0
    """Number of the last entry; 0 for an empty log."""
    sha256: str = ""
    """Hash of the last entry; empty for an empty log."""


class Event(Record, omit_defaults=False):
    """Something besides a decision that the log keeps."""

    id: Id
    """UUIDv7."""
    type: Literal["skip", "withdraw", "export", "seal", "open", "return", "merge", "purge", "encrypt", "decrypt"]
    """What was done; from ``seal`` to ``merge`` it is about a sealed file, see `triage_tui.domain.bundle`."""
    at: Time
    reviewer: str
    schema: Literal["triage.event/1"] = "triage.event/1"
    case_id: str | None = None
    case_version: int | None = None
    decision_id: str | None = None
    reason: str = ""
    note: str = ""
    bundle_id: str | None = None
    count: int | None = None
    """How many decisions or cases it concerns."""
    sha256: str | None = None
    """Of the file that went out or came in; of a purge, the `triage_tui.domain.retention.fingerprint` of its cases."""
    other: Head | None = None
    """Where the log stood that was merged into this one."""


class Entry(Struct, frozen=True):
    """One link of the chain."""

    seq: int
    sha256: str
    body: bytes
    """The canonical bytes that were hashed."""

    def line(self) -> bytes:
        """The entry as it is exported: one canonical JSON line with its own hash inside."""
        if self.body.count(b'"log":{') == 1 and (place := _PLACE.search(self.body)) is not None:
            end = place.end()
            return b'%b,"sha256":"%b"%b' % (self.body[:end], self.sha256.encode(), self.body[end:])
        try:
            document = _read(self.body)
            document["log"]["sha256"] = self.sha256
            return canonical(document)
        except (ValueError, KeyError, TypeError, RecursionError):
            return self.body.replace(b"\n", b" ")  # No entry any more: whoever verifies it is to see that.


def link(record: Decision | Event, head: Head) -> Entry:
    """Chain a record onto the log that stands at `head`."""
    said = {key: value for key, value in msgspec.to_builtins(record).items() if value not in (None, "", ())}
    return chained(said, head)


def chained(said: dict[str, Any], head: Head) -> Entry:
    """The same for a record as a document; what this version of the program does not know in it is kept."""
    document = dict(said)
    document["log"] = {"log_id": head.log_id, "seq": head.seq + 1, "prev_sha256": head.sha256}
    body = canonical(document)
    return Entry(head.seq + 1, sha256(body), body)


def record_of(raw: bytes) -> dict[str, Any]:
    """The record in an entry that was found whole, as a document without its place in the log."""
    document: dict[str, Any] = _read(raw)
    del document["log"]
    return document


class Fault(Struct, frozen=True):
    """Something wrong with a log."""

    line: int
    """Line of the export, from 1."""
    reason: str


def faults(lines: Iterable[bytes]) -> Iterator[Fault]:
    """Check an exported log link by link; yields what is wrong, nothing for a log that is whole."""
    walk = Walk()
    for raw in lines:
        yield from walk.step(raw)


class Walk:
    """Goes through an exported log line by line."""

    def __init__(self) -> None:
        self.line = 0
        """How many were read."""
        self.log_id = ""
        """Of the first entry."""
        self.seq = 0
        """Number of the last entry."""
        self.before: Head | None = None
        """What the next entry has to follow; none where the next one is taken at its word."""
        self.gaps = 0
        """Places where entries are left out, the start included."""

    def step(self, raw: bytes, *, part: bool = False) -> Iterator[Fault]:
        """What is wrong with the next line; where the log is a part of one, it may come after a gap."""
        self.line += 1
        try:
            log, digest, stated = _unseal(raw)
        except (ValueError, KeyError, TypeError, RecursionError) as error:
            yield Fault(self.line, f"is not a log entry ({type(error).__name__})")
            self.before = None
            return
        seq, before = log["seq"], self.before
        if stated != digest:
            yield Fault(self.line, f"entry {seq} was changed: it hashes to {digest[:16]}…, not {str(stated)[:16]}…")
        gap = seq > self.seq + 1
        if self.line == 1:
            before = Head(log["log_id"])
        if before is not None and not (part and gap):
            yield from (Fault(self.line, reason) for reason in _breaks(before, log))
        self.took(Head(log["log_id"], seq, str(stated)), gap=gap)

    def took(self, head: Head, *, gap: bool = False) -> None:
        """Go on behind an entry."""
        self.log_id = self.log_id or head.log_id
        self.seq, self.before = head.seq, head
        self.gaps += gap


def _unseal(raw: bytes) -> tuple[dict[str, Any], str, object]:
    document = _read(raw)
    log = document["log"]
    if not (isinstance(log, dict) and type(log["seq"]) is int and isinstance(log["log_id"], str)):
        raise TypeError
    stated = log.pop("sha256")
    log.pop("signature", None)
    _ = log["prev_sha256"]
    return log, sha256(canonical(document)), stated


def _read(raw: bytes) -> Any:
    return json.loads(raw.decode(), object_pairs_hook=_members, parse_int=_number)


def _number(digits: str) -> int | float:
    """A whole number; in canonical form a float beyond 2^53 is written like one, and each in one way only."""
    if len(digits) < 16 or abs(int(digits)) < 2**53:
        return int(digits)
    value = float(digits)
    if canonical({"": value}) != b'{"":%b}' % digits.encode():
        raise ValueError("a number that readers would round")
    return value


def _members(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """An object's members; one that is written twice says one thing to one reader and another to the next."""
    members = dict(pairs)
    if len(members) != len(pairs):
        raise ValueError("a member is written twice")
    return members


def _breaks(before: Head, log: dict[str, Any]) -> Iterator[str]:
    if log["log_id"] != before.log_id:
        yield "belongs to another log"
    elif log["seq"] != before.seq + 1:
        yield f"is entry {log['seq']} where {before.seq + 1} was due"
    elif log["prev_sha256"] != before.sha256:
        yield f"entry {log['seq']} does not follow the entry before it"
