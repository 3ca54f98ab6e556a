"""Decisions as scores in the shape of Inspect AI, for cases that came from one of its logs; a line each."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import msgspec

from triage_tui.domain.decision import Decision
from triage_tui.domain.values import rfc3339
from triage_tui.export.account import Went
from triage_tui.export.judged import Judged
from triage_tui.export.target import Out
from triage_tui.export.veil import Veil

SCORER = "triage_review"
"""What the score is called."""


def write(decisions: Iterable[Judged], out: Out, veil: Veil) -> Went:
    """Write a line for every decision about a sample."""
    went = Went()
    for one in decisions:
        match one.document.get("unmapped"):
            case {
                "log": {"version": int(), **log},
                "sample": {"id": str() | int() as sample_id, "epoch": int() as epoch},
            }:
                pass
            case _:
                went.leave_out("not from a log of Inspect")
                continue
        score = {
            "eval": log,
            "sample_id": sample_id,
            "epoch": epoch,
            "scores": {SCORER: _score(one.decision, veil)},
        }
        out.write(msgspec.json.encode(score) + b"\n")
        went.count += 1
    return went


def _score(decision: Decision, veil: Veil) -> dict[str, Any]:
    """A score: Inspect knows value, answer, explanation and metadata."""
    return {
        "value": decision.outcome,
        "answer": None,
        "explanation": veil.words(decision.rationale) or None,
        "metadata": {
            "decision_id": decision.id,
            "kind": decision.kind,
            "case_id": decision.case_id,
            "case_version": decision.case_version,
            "case_sha256": decision.case_sha256,
            "provenance": {"timestamp": rfc3339(decision.decided_at), "author": veil.name(decision.reviewer)},
            "findings": [
                {
                    "policy_id": each.policy_id,
                    "policy_version": each.policy_version,
                    "clause": each.clause,
                    "locus": each.locus,
                    "verdict": each.verdict,
                }
                for each in decision.findings
            ],
            "root_causes": list(decision.root_causes),
            "confidence": decision.confidence,
            "log": decision.log,
        },
    }
