"""Sealed files on their way to reviewers: what the server can know of one, and a copy that is the server's own."""

from __future__ import annotations

import hashlib
from datetime import datetime
from pathlib import Path

import msgspec
from msgspec import Struct

from triage_tui.bundles.limits import FILE
from triage_tui.domain.ids import new_id
from triage_tui.domain.values import invalid
from triage_tui.domain.wire.bundles import BundleRow
from triage_tui.errors import Refused
from triage_tui.private import appearing, make_folder
from triage_tui.server.store import Store
from triage_tui.server.store.downloads import Kept

_ENCRYPTED = b"age-encryption.org/"
_PIECE = 1024 * 1024


class Inside(Struct, frozen=True):
    """What is known of a sealed file."""

    id: str
    expires_at: datetime
    cases: tuple[tuple[str, int], ...] = ()
    """Ids and versions."""
    closed: str = ""
    """Why the server cannot look into it; empty where it can."""


class _Case(Struct):
    id: str
    version: int = 1


def looked_into(store: Store, path: Path, otherwise: datetime) -> Inside:
    """What is in a file; one that is encrypted for others is taken as it is, until `otherwise`. Raises `Refused`."""
    from triage_tui.bundles.unsealing import Keys, unsealed

    if path.stat().st_size > FILE:
        raise Refused(f"{path} is longer than {FILE:,} bytes: nobody could open it")
    key = store.logs.key()
    try:
        with unsealed(path, Keys(find=store.whose, identities=(key.pem(),))) as sealed:
            if (manifest := sealed.manifest).kind != "cases":
                raise Refused("it holds decisions, no cases", "they are posted, or merged by `triage-tui bundle merge`")
            cases = tuple(_named(line) for line in sealed.lines("cases/"))
    except Refused as refused:
        with path.open("rb") as file:
            if file.read(len(_ENCRYPTED)) != _ENCRYPTED:
                raise
        return Inside(new_id(store.now()), otherwise, closed=refused.title)
    return Inside(manifest.id, manifest.expires_at, cases)


def _named(line: bytes) -> tuple[str, int]:
    try:
        found = msgspec.json.decode(line, type=_Case)
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise Refused(f"it holds what is no case: {invalid(error)}") from None
    return found.id, found.version


def kept_in(folder: Path, path: Path, reviewer: str, inside: Inside, now: datetime) -> Kept:
    """A copy of a file in a folder of the server's own, whole and on the disk; raises `Refused`."""
    digest, kept = hashlib.sha256(), folder / f"{new_id(now)}.triage"
    try:
        make_folder(folder)
        with path.open("rb") as file, appearing(kept) as copy:
            while piece := file.read(_PIECE):
                digest.update(piece)
                copy.write(piece)
            size = copy.tell()
    except OSError as error:
        raise Refused(f"{path} cannot be kept in {folder}: {error.strerror}") from None
    row = BundleRow(id=inside.id, sha256=digest.hexdigest(), bytes=size, added_at=now, expires_at=inside.expires_at)
    return Kept(row, reviewer, kept)
