"""Opaque cursors: where a list goes on, in letters that are safe in a URL."""

from __future__ import annotations

from base64 import b64decode, urlsafe_b64encode
from collections.abc import Iterable
from typing import TypeVar

import msgspec

from triage_tui.server.rejected import rejected

_LONGEST = 2000


class At(msgspec.Struct, frozen=True, array_like=True, forbid_unknown_fields=True):
    """Behind which row of a list to go on: its place in the order."""

    order: str
    keys: tuple[float | int, ...]
    id: str
    seed: int = 0
    """Of a random order."""


class Since(msgspec.Struct, frozen=True, array_like=True, forbid_unknown_fields=True):
    """Behind which number of a feed to go on."""

    feed: str
    seq: int
    walked: str | None = None
    """While everything that waits is told from the beginning: the case that was told last."""


Cursor = TypeVar("Cursor", At, Since)


def written(cursor: At | Since) -> str:
    """A cursor as it is handed out."""
    return urlsafe_b64encode(msgspec.json.encode(cursor)).decode().rstrip("=")


def read(text: str, kind: type[Cursor], pointer: str) -> Cursor:
    """A cursor that was handed out; raises `invalid_field` for anything else."""
    try:
        if len(text) > _LONGEST:
            raise ValueError
        raw = b64decode(text + "=" * (-len(text) % 4), altchars="-_", validate=True)
        cursor = msgspec.json.decode(raw, type=kind)
        _check(cursor.keys if isinstance(cursor, At) else (cursor.seq,))
    except (ValueError, msgspec.DecodeError):
        raise rejected("invalid_field", "this is no cursor of ours", pointer=pointer) from None
    return cursor


def _check(numbers: Iterable[float | int]) -> None:
    if any(isinstance(number, int) and abs(number) >= 2**63 for number in numbers):
        raise ValueError
