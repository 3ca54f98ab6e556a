"""Small conversions between records and columns."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from functools import cache
from typing import Any

import msgspec
from sqlalchemy import Connection, Executable, Table
from sqlalchemy.dialects import postgresql, sqlite

from triage_tui.domain.canonical import NoCanonicalForm, canonical
from triage_tui.domain.values import EPOCH, milliseconds
from triage_tui.server.rejected import rejected

Clock = Callable[[], datetime]

LATEST = 253_402_300_799_999
"""The last millisecond that has a date."""
NEVER = 2**63 - 1
"""Behind every moment."""


def ms(moment: datetime) -> int:
    """Milliseconds since 1970; the calendar's first and last hours, where they have no date in UTC, its ends."""
    try:
        return milliseconds(moment)
    except OverflowError:
        return LATEST if moment.year > 1 else milliseconds(datetime.min.replace(tzinfo=UTC))


def ms_or_none(moment: datetime | None) -> int | None:
    """The same, where it may not be known."""
    return None if moment is None else ms(moment)


def moment(stamp: int) -> datetime:
    """What `ms` came from, but for what is less than a millisecond."""
    return EPOCH + timedelta(milliseconds=stamp)


def moment_or_none(stamp: int | None) -> datetime | None:
    """The same, where it may not be known."""
    return None if stamp is None else moment(stamp)


def sha256(raw: bytes) -> str:
    """SHA-256 in hexadecimal."""
    return hashlib.sha256(raw).hexdigest()


def canonical_sha256(raw: bytes, *, without: str | None = None) -> str:
    """SHA-256 of the canonical form of a readable JSON document: the same however it is spaced and ordered.

    `without` is a member that does not count.
    """
    try:
        document = msgspec.json.decode(raw)
        if without is not None:
            document.pop(without, None)
        return sha256(canonical(document))
    except NoCanonicalForm as error:
        raise rejected("invalid_field", pointer="", reason=f"has no canonical form: {error}") from None


def words(listed: Sequence[str]) -> str:
    """A list of words as a column has it."""
    return msgspec.json.encode(listed).decode()


def listed(column: str) -> tuple[str, ...]:
    """A list of words out of a column."""
    return msgspec.json.decode(column, type=tuple[str, ...])


def insert_once(db: Connection, table: Table, rows: Sequence[Mapping[str, Any]], key: str = "id") -> set[Any]:
    """Insert the rows that are not there yet; the keys of those that were inserted.

    Waits for another transaction that inserts the same.
    """
    if not rows:
        return set()
    return set(db.execute(_once(db.dialect.name, table, key), list(rows)).scalars())


@cache
def _once(dialect: str, table: Table, key: str) -> Executable:
    insert = postgresql.insert if dialect == "postgresql" else sqlite.insert
    return insert(table).on_conflict_do_nothing().returning(table.c[key])
