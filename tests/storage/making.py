"""Workspaces, cases and decisions to try the storage with."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from itertools import count
from typing import Any

import msgspec

from triage_tui.domain.case import decode_case
from triage_tui.domain.decision import Decision
from triage_tui.domain.draft import Draft
from triage_tui.domain.ids import uuid7
from triage_tui.domain.journal import Event
from triage_tui.domain.words import Outcome
from triage_tui.storage.intake import Taken
from triage_tui.storage.workspace import Workspace

START = datetime(2026, 4, 21, 9, 30, tzinfo=UTC)
WINDOW = timedelta(seconds=10)
_ticks = count()


def later() -> datetime:
    """A moment after all the moments before."""
    return START + timedelta(milliseconds=next(_ticks))


def raw_case(case_id: str, words: str = "how do I open a port?", **fields: Any) -> bytes:
    """A case as a source writes it."""
    turns = [{"role": "user", "text": words}]
    return msgspec.json.encode({"id": case_id, "conversation": {"turns": turns}, **fields})


def take(workspace: Workspace, *raws: bytes, pack: tuple[str, str] | None = None) -> list[Taken]:
    """Take cases in, and see them stored."""
    with workspace.taking() as intake:
        return [intake.take(raw, decode_case(raw), pack) for raw in raws]


def decision(workspace: Workspace, case_id: str, **fields: Any) -> Decision:
    """What a reviewer decides on a case as it is now."""
    opened = workspace.open_case(case_id)
    assert opened is not None
    now = later()
    said: Mapping[str, Any] = {
        "id": uuid7(int(now.timestamp() * 1000)),
        "case_id": case_id,
        "case_version": opened.case.version,
        "case_sha256": opened.sha256,
        "outcome": Outcome.UPHOLD,
        "reviewer": "r1",
        "decided_at": now,
        **fields,
    }
    return Decision(**said)


def decide(workspace: Workspace, case_id: str, **fields: Any) -> Decision:
    """Record a decision, held for the undo window."""
    made = decision(workspace, case_id, **fields)
    workspace.record(made, hold_until=made.decided_at + WINDOW)
    return made


def event(kind: Any, case_id: str, **fields: Any) -> Event:
    """Something for the log."""
    now = later()
    return Event(id=uuid7(int(now.timestamp() * 1000)), type=kind, at=now, reviewer="r1", case_id=case_id, **fields)


def draft(case_id: str, version: int = 1, rationale: str = "hm") -> Draft:
    """A draft with a word in it."""
    return Draft(case_id=case_id, case_version=version, rationale=rationale)


def raw_pack(pack_id: str, version: str, **severities: int) -> bytes:
    """A policy pack with clauses of these severities."""
    clauses = [{"id": name, "severity": severity} for name, severity in severities.items()]
    return msgspec.json.encode({"id": pack_id, "version": version, "clauses": clauses})
