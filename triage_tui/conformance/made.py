"""Cases and decisions of the suite's own, recognisable as such."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from time import time
from typing import Any, NamedTuple

from triage_tui.domain.canonical import sha256
from triage_tui.domain.ids import uuid7
from triage_tui.domain.values import rfc3339
from triage_tui.domain.wire.capabilities import Queue

RATIONALE = "A test of the Case API by triage-tui conformance: not a decision about anybody."
LAST = -1_000_000.0
"""Priority of the suite's cases: reviewers are served everything else first."""


class Clause(NamedTuple):
    """A clause that the server keeps a pack of."""

    policy_id: str
    policy_version: str
    clause: str


class Found(NamedTuple):
    """A case to work on."""

    id: str
    version: int
    queue: Queue
    raw: bytes
    """As the reviewer sees it."""
    own: bool
    """Whether the suite handed it in."""


def new_id() -> str:
    """An id that nobody has used."""
    return uuid7(int(time() * 1000))


def case(case_id: str, queue: str, clause: Clause | None, version: int = 1, n: int = 0, **more: Any) -> dict[str, Any]:
    """A case; larger `n` came earlier and is more urgent."""
    flag = {"id": "f1", "score": 0.75, "threshold": 0.5, "reason": "A test."}
    return {
        "schema": "triage.case/1",
        "id": case_id,
        "version": version,
        "queue": queue,
        "received_at": rfc3339(datetime.now(UTC) - timedelta(minutes=n)),
        "priority": LAST + n,
        "language": "en",
        "flags": [flag | (clause._asdict() if clause else {})],
        "conversation": {
            "turns": [
                {
                    "id": "t1",
                    "role": "user",
                    "text": f"A test of the Case API, version {version}. \u00e9\u4e2d",
                },
                {"id": "t2", "role": "assistant", "text": "It can be closed."},
            ]
        },
        **more,
    }


def decision(found: Found, reviewer: str, clause: Clause | None, **more: Any) -> dict[str, Any]:
    """A decision about a case that has all that its queue can require."""
    finding = {"locus": "user_request", "verdict": "cannot_tell"}
    return {
        "schema": "triage.decision/1",
        "id": new_id(),
        "kind": "review",
        "case_id": found.id,
        "case_version": found.version,
        "case_sha256": sha256(found.raw),
        "outcome": "insufficient_context",
        "findings": [clause._asdict() | finding] if clause else [],
        "confidence": 3,
        "rationale": RATIONALE,
        "mode": found.queue.mode.value,
        "reviewer": reviewer,
        "decided_at": rfc3339(datetime.now(UTC)),
        "client": {"name": "triage-tui conformance", "version": "1", "offline": False},
        **more,
    }
