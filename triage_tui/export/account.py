"""What an export says of itself: how much it is, its hash, and what was left out of it or hidden in it."""

from __future__ import annotations

import io
import os
from datetime import datetime
from hashlib import file_digest, sha256
from typing import IO, Any

from msgspec import Struct

from triage_tui.domain.journal import Head
from triage_tui.domain.values import rfc3339
from triage_tui.domain.words_aloud import aloud
from triage_tui.export.veil import Veil

META, CHECKPOINT, CROISSANT = ".meta.json", ".checkpoint", ".croissant.json"
"""What the names of the files beside an export end with."""


class Went(Struct):
    """What went out."""

    count: int = 0
    left_out: dict[str, int] = {}
    """How many did not, by the reason."""
    noted: dict[str, int] = {}
    """What else there is to say of some, and of how many."""

    head: Head | None = None
    """Where the log stood at the last entry that went out; none where that is not known."""

    def leave_out(self, reason: str) -> None:
        """One more that did not go out."""
        self.left_out[reason] = self.left_out.get(reason, 0) + 1

    def note(self, words: str) -> None:
        """One more to say something of."""
        self.noted[words] = self.noted.get(words, 0) + 1


class Weighed(io.RawIOBase):
    """A file that is counted and hashed while it is written."""

    def __init__(self, out: IO[bytes]) -> None:
        self.out = out
        self.size = 0
        """Bytes so far."""
        self._sha256 = sha256()

    def writable(self) -> bool:
        """It is."""
        return True

    def write(self, some: Any) -> int:
        """Write bytes, all of them."""
        self.out.write(some)
        self._sha256.update(some)
        self.size += len(some)
        return len(some)

    def tell(self) -> int:
        """Bytes so far."""
        return self.size

    def weigh_again(self) -> None:
        """Count and hash what somebody else wrote into the file."""
        with open(self.out.name, "rb") as file:
            self._sha256, self.size = file_digest(file, "sha256"), os.fstat(file.fileno()).st_size

    @property
    def sha256(self) -> str:
        """Of everything that was written."""
        return self._sha256.hexdigest()


class Asked(Struct, frozen=True):
    """How an export was asked for."""

    what: str
    """``decisions`` or ``cases``."""
    kind: str
    """The format."""
    unit: str
    """What is counted."""
    filter: str | None = None
    since: str | None = None
    output: str | None = None
    """The file; none for standard output."""

    @property
    def whole(self) -> bool:
        """Whether nothing was to be left out."""
        return self.filter is None and self.since is None

    @property
    def name(self) -> str:
        """What and as what, in words."""
        return f"{self.what} as {self.kind}"

    def note(self, count: int) -> str:
        """What the log keeps of it."""
        limits = "".join(
            f" {name} {said}" for name, said in (("--since", self.since), ("--filter", self.filter)) if said
        )
        return f"{self.name}: {count} written{limits}"


def account(asked: Asked, went: Went, out: Weighed, head: Head, veil: Veil, now: datetime) -> dict[str, Any]:
    """What stands in ``FILE.meta.json``, or on standard error behind an export to standard output."""
    from triage_tui import __version__

    return {
        "schema": "triage.export/1",
        "what": asked.what,
        "format": asked.kind,
        "file": os.path.basename(asked.output) if asked.output else None,
        "count": went.count,
        "unit": asked.unit,
        "bytes": out.size,
        "sha256": out.sha256,
        "filter": asked.filter,
        "since": asked.since,
        "whole": asked.whole and not went.left_out,
        "left_out": went.left_out,
        "noted": went.noted,
        "redacted": {"best_effort": True, "masked": dict(sorted(veil.masks.items()))} if veil.redact else None,
        "pseudonyms": {"key": veil.key_id} if veil.key_id else None,
        "log": {"log_id": head.log_id, "seq": head.seq, "sha256": head.sha256, "words": aloud(head.sha256)},
        "made_at": rfc3339(now.replace(microsecond=0)),
        "program": {"name": "triage-tui", "version": __version__},
    }
