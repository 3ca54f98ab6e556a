"""A workspace with cases and decisions in it, made through its own doors."""

from __future__ import annotations

import hashlib
from datetime import UTC, datetime, timedelta
from pathlib import Path

from tests.cli.terminal import FILES, shell
from triage_tui.domain.decision import Decision, Finding
from triage_tui.domain.ids import uuid7
from triage_tui.domain.journal import Event
from triage_tui.domain.values import milliseconds
from triage_tui.domain.words import Locus, Outcome, Verdict
from triage_tui.storage.opening import open_workspace

START = datetime(2026, 4, 21, 9, 30, tzinfo=UTC)
LINES = [line for line in (FILES / "cases.jsonl").read_bytes().splitlines() if line]


def decided(workspace: Path, **rationales: str) -> Path:
    """Import the sample cases and decide one an hour; the word ``withdrawn`` takes a decision back."""
    assert shell("import", FILES / "pack.toml", FILES / "cases.jsonl", workspace=workspace).status == 0
    store = open_workspace(workspace)
    for hour, (case_id, rationale) in enumerate(rationales.items()):
        raw = next(line for line in LINES if f'"id":"{case_id}"'.encode() in line)
        now = START + timedelta(hours=hour)
        finding = Finding(
            policy_id="fixture-policy",
            policy_version="2026.1",
            clause="net.1",
            locus=Locus.USER_REQUEST,
            verdict=Verdict.VIOLATES,
        )
        decision = Decision(
            id=uuid7(milliseconds(now)),
            case_id=case_id,
            case_version=3 if case_id == "c2" else 1,
            case_sha256=hashlib.sha256(raw).hexdigest(),
            outcome=Outcome.UPHOLD,
            reviewer="r1",
            decided_at=now,
            findings=(finding,),
            rationale=rationale,
        )
        store.record(decision, hold_until=now + timedelta(seconds=10))
        if rationale == "withdrawn":
            event = Event(id=uuid7(milliseconds(now)), type="withdraw", at=now, reviewer="r1", decision_id=decision.id)
            assert store.withdraw(decision.id, event)
    store.close()
    return workspace
