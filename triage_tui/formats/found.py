"""What a reader of files is, and what it finds: cases, policy packs, and records it cannot use."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import msgspec

from triage_tui.domain.case import Case, decode_case
from triage_tui.domain.policy import PolicyPack
from triage_tui.domain.values import Invalid

if TYPE_CHECKING:
    from triage_tui.formats.source import Source


LONGEST = 16 * 1024 * 1024
"""Most bytes of a case."""


@dataclass(frozen=True, slots=True)
class Found:
    """A case as a file holds it."""

    line: int
    """Where it starts, from 1."""
    raw: bytes
    """The very bytes of a ``triage.case/1`` line; for other formats the case written as one."""
    case: Case


@dataclass(frozen=True, slots=True)
class FoundPack:
    """A policy pack as a file holds it."""

    line: int
    raw: bytes
    """The very bytes of a JSON pack; a TOML pack written as JSON."""
    pack: PolicyPack


@dataclass(frozen=True, slots=True)
class Bad:
    """A record that cannot be used; the ones around it can."""

    line: int
    path: str
    """JSON path, ``$`` for the record as a whole; a column's name in a table."""
    reason: str
    """May quote untrusted text."""


Mapping = Sequence[tuple[str, str]]
"""What each column of a table means, as (column, field) pairs."""


@dataclass(frozen=True, slots=True)
class Reader:
    """One kind of file: a row of the table in `triage_tui.formats.registry`."""

    name: str
    """What ``--from`` calls it."""
    title: str
    sniff: Callable[[bytes, str], float]
    """How sure it is, 0 to 1, from the first bytes (unpacked) and the file's name."""
    read: Callable[[Source, Mapping], Iterator[Found | FoundPack | Bad]]
    fields: Sequence[str] = field(default=())
    """What its columns can be mapped to; empty when its records name their own fields."""


def written(document: dict[str, Any], line: int) -> Found | Bad:
    """A case from another format, written as ``triage.case/1``: the same record gives the same bytes."""
    try:
        raw = msgspec.json.encode({"schema": "triage.case/1", **document}, order="sorted")
    except UnicodeEncodeError:
        return Bad(line, "$", "holds half a character (a lone surrogate), which is no text")
    if len(raw) > LONGEST:
        return Bad(line, "$", f"makes a case of more than {LONGEST:,} bytes")
    try:
        return Found(line, raw, decode_case(raw))
    except Invalid as error:
        return Bad(line, error.path, error.reason)
