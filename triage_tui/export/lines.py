"""Lines as they are: log entries with their hashes, or cases with their own bytes. And log entries veiled."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

import msgspec

from triage_tui.domain.canonical import canonical
from triage_tui.domain.journal import Head
from triage_tui.export.target import Out
from triage_tui.export.veil import Veil

FREE = frozenset({"rationale", "supersedes_reason", "note", "reason", "factors"})
"""The members in which somebody wrote what they liked."""
KEPT_NOTES = frozenset({"skip", "withdraw"})
"""The events whose note is about a case; others name filters and files, and people with them."""


def write(lines: Iterable[bytes], out: Out) -> int:
    """Write every line and end it; how many."""
    count = 0
    for line in lines:
        out.write(line)
        out.write(b"\n")
        count += 1
    return count


class _Entry(msgspec.Struct):
    log: Head


def head_of(line: bytes) -> Head:
    """Where a log stands with this entry as its last one."""
    return msgspec.json.decode(line, type=_Entry).log


def veiled(lines: Iterable[bytes], veil: Veil) -> Iterator[bytes]:
    """Log entries as they may be seen. They carry no ``log`` any more: its hashes are of other bytes."""
    for line in lines:
        record = msgspec.json.decode(line)
        record.pop("log", None)
        record["reviewer"] = veil.name(record["reviewer"])
        if veil.key_id and record.get("type", "skip") not in KEPT_NOTES:
            record.pop("note", None)
        yield canonical(_freed(record, veil) if veil.redact else record)


def _freed(record: dict[str, Any], veil: Veil) -> dict[str, Any]:
    """The record with its free text masked, wherever in it that is."""
    return {name: veil.every(value) if name in FREE else _inside(value, veil) for name, value in record.items()}


def _inside(value: Any, veil: Veil) -> Any:
    if isinstance(value, dict):
        return _freed(value, veil)
    return [_inside(one, veil) for one in value] if isinstance(value, list) else value
