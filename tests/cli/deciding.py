"""A workspace with cases and decisions in it, made through its own doors."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

from tests.cli.terminal import FILES, shell
from tests.storage.making import START, decide, event
from triage_tui.domain.decision import Finding
from triage_tui.domain.words import Locus, Verdict
from triage_tui.storage.opening import open_workspace

FINDING = Finding(
    policy_id="fixture-policy",
    policy_version="2026.1",
    clause="net.1",
    locus=Locus.USER_REQUEST,
    verdict=Verdict.VIOLATES,
)


def decided(workspace: Path, **rationales: str) -> Path:
    """Import the sample cases and decide one an hour; the word ``withdrawn`` takes a decision back."""
    assert shell("import", FILES / "pack.toml", FILES / "cases.jsonl", workspace=workspace).status == 0
    store = open_workspace(workspace)
    for hour, (case_id, rationale) in enumerate(rationales.items()):
        now = START + timedelta(hours=hour)
        made = decide(store, case_id, decided_at=now, findings=(FINDING,), rationale=rationale)
        if rationale == "withdrawn":
            assert store.withdraw(made.id, event("withdraw", case_id, decision_id=made.id))
    store.close()
    return workspace
