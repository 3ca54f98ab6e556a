"""Identifiers that sort by time: UUID version 7."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from triage_tui.domain.values import milliseconds


def new_id(now: datetime) -> str:
    """An identifier for what is made now."""
    return uuid7(milliseconds(now))


def uuid7(unix_ms: int) -> str:
    """A UUIDv7 (RFC 9562 section 5.7): 48 bits of milliseconds since 1970, 74 random bits."""
    from secrets import randbits

    random = randbits(74)
    bits = (unix_ms & (1 << 48) - 1) << 80 | 0x7 << 76 | (random >> 62) << 64 | 0b10 << 62 | random & (1 << 62) - 1
    return str(UUID(int=bits))
