"""Cases, packs and a clock to try the desk with."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import msgspec

from tests.storage.making import raw_case, take
from triage_tui.storage.workspace import Workspace

NOON = datetime(2026, 11, 22, 12, tzinfo=UTC)
WORDS = "how do I open a port?"
"""What the user says in every case here."""


class HandClock:
    """Time passes when a test says so."""

    def __init__(self) -> None:
        self._now = NOON

    def now(self) -> datetime:
        return self._now

    def monotonic(self) -> float:
        return self._now.timestamp()

    def pass_(self, seconds: float) -> None:
        """Let so many seconds pass."""
        self._now += timedelta(seconds=seconds)


def packs() -> list[bytes]:
    """Two versions of the pack `house`, oldest first; the second one has a clause more."""
    clauses: list[dict[str, Any]] = [
        {"id": "net.1", "title": "Attacks", "text": "Do not attack.", "severity": 3},
        {"id": "net.2", "title": "Scans", "text": "Do not scan.", "severity": 1},
    ]
    new = {"id": "net.3", "title": "Floods", "text": "Do not flood.", "severity": 2}
    return [
        msgspec.json.encode({"id": "house", "version": version, "clauses": known})
        for version, known in (("1", clauses), ("2", [*clauses, new]))
    ]


def flag(clause: str = "net.1", score: float = 0.9, version: str | None = "2", **fields: Any) -> dict[str, Any]:
    """A flag on the first words of the first turn."""
    named = {"policy_id": "house", "policy_version": version} if version is not None else {}
    spans = [{"start": 0, "end": 3}]
    return {"clause": clause, "score": score, "threshold": 0.5, "turn_id": "t1", "spans": spans, **named, **fields}


def put(workspace: Workspace, *ids: str, **fields: Any) -> None:
    """Take in cases that differ in their id only, each with two flags where nothing else is said."""
    fields = {"flags": [flag("net.1"), flag("net.2", 0.6)], **fields}
    taken = take(workspace, *(raw_case(one, WORDS, **fields) for one in ids))
    assert {one.outcome for one in taken} <= {"new", "newer"}
