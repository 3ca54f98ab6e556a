"""A decision as far as a table tells of it, read from its log entry at a quarter of the cost of the whole record.

What lies in a log was checked when it came in, so names are taken as they are written.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime

import msgspec

from triage_tui.domain.standing import Recorded
from triage_tui.domain.values import rfc3339
from triage_tui.export.veil import PLAIN, Veil

DECISION = (
    "decision_id",
    "state",
    "log_seq",
    "case_id",
    "case_version",
    "case_sha256",
    "kind",
    "outcome",
    "root_causes",
    "confidence",
    "rationale",
    "template",
    "remedies",
    "mode",
    "reviewer",
    "role",
    "started_at",
    "decided_at",
    "active_seconds",
    "supersedes",
    "supersedes_reason",
    "appeal_of",
)
"""Columns that say the same in every row of a decision; ``state`` is how far it has come, or ``withdrawn``."""

FINDING = (
    "finding",
    "policy_id",
    "policy_version",
    "clause",
    "flag_id",
    "locus",
    "verdict",
    "severity",
    "evidence",
    "factors",
)
"""Columns of one finding, numbered from 1; empty in the one row of a decision without findings."""

NUMBERS = {"log_seq": int, "case_version": int, "confidence": int, "finding": int, "severity": int,
           "active_seconds": float}  # fmt: skip
"""The columns that hold numbers."""
LISTS = frozenset({"root_causes", "remedies", "evidence"})
"""The columns that hold several texts; where a cell holds one text they stand in it one after the other."""
TIMES = frozenset({"started_at", "decided_at"})


class ToldEvidence(msgspec.Struct, gc=False):
    """Where in the conversation."""

    turn_id: str
    start: int
    end: int
    part: int = 0

    def place(self) -> str:
        """``t1/0:4-40``: turn, part, and code points of its text."""
        return f"{self.turn_id}/{self.part}:{self.start}-{self.end}"


class ToldFinding(msgspec.Struct, gc=False):
    """One finding."""

    policy_id: str
    policy_version: str
    clause: str
    locus: str
    verdict: str
    flag_id: str | None = None
    severity: int | None = None
    factors: msgspec.Raw | None = None
    evidence: list[ToldEvidence] = []


class ToldRemedy(msgspec.Struct, gc=False):
    """One remedy."""

    type: str


class Told(msgspec.Struct, gc=False):
    """One decision."""

    id: str
    case_id: str
    case_version: int
    case_sha256: str
    outcome: str
    reviewer: str
    decided_at: str
    kind: str = "review"
    mode: str = "open"
    role: str = "reviewer"
    root_causes: list[str] = []
    confidence: int | None = None
    rationale: str = ""
    template: str | None = None
    remedies: list[ToldRemedy] = []
    started_at: str = ""
    active_seconds: float | None = None
    supersedes: str | None = None
    supersedes_reason: str = ""
    appeal_of: str | None = None
    findings: list[ToldFinding] = []
    seq: int = 0
    """Its number in the log."""
    state: str = ""
    """How far it has come."""


_decode = msgspec.json.Decoder(Told).decode


def told(rows: Iterable[Recorded], veil: Veil = PLAIN) -> Iterator[Told]:
    """Every decision of some log entries, as much of it as may be seen."""
    for seq, body, state in rows:
        one = _decode(body)
        one.seq, one.state = seq, state
        if one.decided_at[-1] != "Z":
            one.decided_at = _utc(one.decided_at)
        if one.started_at and one.started_at[-1] != "Z":
            one.started_at = _utc(one.started_at)
        if veil is not PLAIN:
            _veiled(one, veil)
        yield one


def _utc(words: str) -> str:
    return rfc3339(datetime.fromisoformat(words))


def _veiled(one: Told, veil: Veil) -> None:
    one.reviewer = veil.name(one.reviewer)
    one.rationale, one.supersedes_reason = veil.words(one.rationale), veil.words(one.supersedes_reason)
    for finding in one.findings:
        if finding.factors is not None:
            finding.factors = msgspec.Raw(msgspec.json.encode(veil.every(msgspec.json.decode(finding.factors))))


Value = str | int | float | list[str] | None


def about(one: Told) -> tuple[Value, ...]:
    """The cells of `DECISION`, none where nothing is known."""
    return (
        one.id, one.state, one.seq, one.case_id, one.case_version, one.case_sha256, one.kind, one.outcome,
        one.root_causes, one.confidence, one.rationale, one.template, [each.type for each in one.remedies], one.mode,
        one.reviewer, one.role, one.started_at or None, one.decided_at, one.active_seconds, one.supersedes,
        one.supersedes_reason, one.appeal_of,
    )  # fmt: skip


def found(number: int, one: ToldFinding) -> tuple[Value, ...]:
    """The cells of `FINDING`."""
    return (
        number, one.policy_id, one.policy_version, one.clause, one.flag_id, one.locus, one.verdict, one.severity,
        [each.place() for each in one.evidence], None if one.factors is None else bytes(one.factors).decode(),
    )  # fmt: skip


def rows(one: Told) -> Iterator[tuple[Value, ...]]:
    """The typed rows of one decision, as many as it has findings and at least one."""
    cells = about(one)
    if not one.findings:
        yield (*cells, *_NOTHING)
    for number, finding in enumerate(one.findings, 1):
        yield (*cells, *found(number, finding))


_NOTHING: tuple[Value, ...] = tuple([] if name in LISTS else None for name in FINDING)
