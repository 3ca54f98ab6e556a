"""What every record shares: its base class, ids, times and the error of a bad record."""

from __future__ import annotations

import re
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from typing import Annotated, Any, dataclass_transform

import msgspec

ID_PATTERN = r"^[A-Za-z0-9._:/@-]{1,200}$(?!\n)"
"""Ids are opaque: 1 to 200 characters that are safe in a URL, a file name and a log line."""

Id = Annotated[str, msgspec.Meta(pattern=ID_PATTERN)]
Time = Annotated[datetime, msgspec.Meta(tz=True)]
"""RFC 3339; kept in UTC."""
Sha256 = Annotated[str, msgspec.Meta(pattern=r"^[0-9a-f]{64}$(?!\n)")]


@dataclass_transform(frozen_default=True, kw_only_default=True, field_specifiers=(msgspec.field,))
class _RecordMeta(msgspec.StructMeta):
    """Make every record frozen, keyword-only and sparing, so that no subclass has to repeat it."""

    def __new__(cls, name: str, bases: tuple[type, ...], body: dict[str, Any], **options: Any) -> Any:
        return super().__new__(
            cls, name, bases, body, **{"frozen": True, "kw_only": True, "omit_defaults": True, **options}
        )


class Record(msgspec.Struct, metaclass=_RecordMeta):
    """An immutable record; absent fields mean unknown and are not written back."""


class Invalid(ValueError):
    """A record that cannot be read: where in it, and why."""

    def __init__(self, path: str, reason: str) -> None:
        super().__init__(f"{path}: {reason}")
        self.path = path
        """JSON path, ``$`` for the record as a whole."""
        self.reason = reason
        """Why it was refused; may quote untrusted text."""


_PATH = re.compile(r" - at `(\$.*)`$", re.DOTALL)


def invalid(error: Exception) -> Invalid:
    """Turn an error of the record library into one with a path and a reason."""
    words = str(error)
    found = _PATH.search(words)
    if found is None:
        return Invalid("$", words or type(error).__name__)
    return Invalid(found[1], words[: found.start()])


def rfc3339(moment: datetime) -> str:
    """A moment as ``2026-04-21T09:30:00Z``, with microseconds only where there are any.

    The calendar's first and last hours may have no date in UTC; those keep their own offset.
    """
    with suppress(OverflowError):
        moment = moment.astimezone(UTC)
    return moment.isoformat().replace("+00:00", "Z")


EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MILLISECOND = timedelta(milliseconds=1)


def milliseconds(moment: datetime) -> int:
    """Whole milliseconds since 1970 in UTC; raises `OverflowError` for a moment that has no date there."""
    return (moment.astimezone(UTC) - EPOCH) // _MILLISECOND
