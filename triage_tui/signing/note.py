"""Signed notes (c2sp.org/signed-note): a few lines of text, and below them who vouches for them.

A checkpoint is a note about a log, its first lines those of c2sp.org/tlog-checkpoint: origin, number of entries, hash
of the last one (here the head of a chain, not the root of a tree), and the time by the signer's clock. A witness adds a
signature of its own over the same lines (c2sp.org/tlog-cosignature), with the time by its own clock.
"""

from __future__ import annotations

import base64
import re
import struct
from collections.abc import Iterable
from datetime import UTC, datetime
from hashlib import sha256

from msgspec import Struct

from triage_tui.domain.values import Invalid, rfc3339
from triage_tui.signing.keys import PrivateKey, PublicKey

ORIGIN = "triage-tui/log/"
"""What stands before the id of a log in the first line of a checkpoint."""
_PLAIN, _WITNESS = b"\x01", b"\x04"
_SIGNATURE = re.compile(r"— ([^\s+]{1,64}) ([A-Za-z0-9+/]+=*)")
_CONTROL = re.compile(r"[\x00-\x09\x0b-\x1f\x7f-\x9f\u2028\u2029]")
_LONGEST = 8192
"""Bytes of a note, at most."""


class Checkpoint(Struct, frozen=True):
    """Where a log stood at a time."""

    log_id: str
    size: int
    """Entries; also the number of the last one."""
    sha256: str
    """Of the last entry; empty for an empty log."""
    at: datetime

    def text(self) -> str:
        """The lines that are signed, each ended."""
        digest = base64.b64encode(bytes.fromhex(self.sha256)).decode()
        return f"{ORIGIN}{self.log_id}\n{self.size}\n{digest}\ntime {rfc3339(self.at)}\n"


class Vouched(Struct, frozen=True):
    """A signature under a note that holds."""

    key: PublicKey
    at: datetime | None
    """When a witness signed, by its own clock; none for the log's own device."""


class Note(Struct, frozen=True):
    """A note with its signatures, which may be wrong: see `vouched`."""

    text: str
    """The signed lines, each ended."""
    signatures: tuple[tuple[str, bytes], ...]
    """Name, and four bytes that tell the key followed by the signature."""

    def raw(self) -> bytes:
        """The note as it is kept and handed on."""
        lines = (f"— {name} {base64.b64encode(blob).decode()}\n" for name, blob in self.signatures)
        return (self.text + "\n" + "".join(lines)).encode()

    def checkpoint(self) -> Checkpoint:
        """What the note says of a log; raises `Invalid`."""
        try:
            origin, size, digest, time, *_ = self.text.split("\n")
            head = base64.b64decode(digest, validate=True)
            at = datetime.fromisoformat(time.removeprefix("time "))
        except (ValueError, OverflowError):
            raise Invalid("$", "it is no checkpoint of a log") from None
        sized = re.fullmatch(r"0|[1-9][0-9]{0,15}", size) is not None and len(head) == (32 if size != "0" else 0)
        if not (origin.startswith(ORIGIN) and sized and time.startswith("time ") and at.tzinfo is not None):
            raise Invalid("$", "it is no checkpoint of a log")
        return Checkpoint(origin.removeprefix(ORIGIN), int(size), head.hex(), at)

    def signed(self, key: PrivateKey) -> Note:
        """The same with our signature."""
        return self._with(key.public.name, _tag(key.public.name, key.public, _PLAIN) + key.sign(self.text.encode()))

    def witnessed(self, key: PrivateKey, now: datetime) -> Note:
        """The same with our signature as a witness, and our time."""
        seconds = int(now.timestamp())
        seen = struct.pack(">Q", seconds) + key.sign(_cosigned(self.text, seconds))
        return self._with(key.public.name, _tag(key.public.name, key.public, _WITNESS) + seen)

    def vouched(self, keys: Iterable[PublicKey]) -> tuple[Vouched, ...]:
        """Who of these vouches for the note; raises `Invalid` where one of their signatures is wrong."""
        kinds = [(key, kind) for key in keys for kind in (_PLAIN, _WITNESS)]
        return tuple(
            _checked(self.text, name, key, kind, blob[4:])
            for name, blob in self.signatures
            for key, kind in kinds
            if blob[:4] == _tag(name, key, kind)
        )

    def _with(self, name: str, blob: bytes) -> Note:
        return Note(self.text, (*self.signatures, (name, blob)))


def note_of(checkpoint: Checkpoint, key: PrivateKey) -> Note:
    """A signed note about where a log stands."""
    return Note(checkpoint.text(), ()).signed(key)


def read_note(raw: bytes) -> Note:
    """Take a note apart; raises `Invalid` for what is none."""
    try:
        text, gap, below = raw[:_LONGEST].decode().rpartition("\n\n")
        lines = below.removesuffix("\n").split("\n") if below else []
        found = [_SIGNATURE.fullmatch(line) for line in lines]
        signatures = [(one[1], base64.b64decode(one[2], validate=True)) for one in found if one is not None]
    except ValueError:
        raise Invalid("$", "it is no signed note") from None
    odd = _CONTROL.search(text) is not None or None in found or any(len(blob) <= 4 for _, blob in signatures)
    if len(raw) > _LONGEST or not (text and gap) or odd:
        raise Invalid("$", "it is no signed note")
    return Note(text + "\n", tuple(signatures))


def _tag(name: str, key: PublicKey, kind: bytes) -> bytes:
    """The four bytes by which a signature tells its key, under the name that it was signed with."""
    return sha256(name.encode() + b"\n" + kind + key.raw).digest()[:4]


def _cosigned(text: str, seconds: int) -> bytes:
    return f"cosignature/v1\ntime {seconds}\n{text}".encode()


def _checked(text: str, name: str, key: PublicKey, kind: bytes, blob: bytes) -> Vouched:
    if kind == _PLAIN:
        message, signature, at = text.encode(), blob, None
    else:
        if len(blob) != 8 + 64:
            raise Invalid("$", f"the signature by {name} is wrong")
        (seconds,) = struct.unpack(">Q", blob[:8])
        message, signature = _cosigned(text, seconds), blob[8:]
        at = datetime.fromtimestamp(min(seconds, 253402300799), UTC)
    if not key.verifies(message, signature):
        raise Invalid("$", f"the signature by {name} is wrong")
    return Vouched(key, at)
