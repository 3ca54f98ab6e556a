"""From a row of the queue to what the queue shows."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import msgspec

from triage_tui.domain.head import CaseHead
from triage_tui.domain.values import EPOCH, milliseconds
from triage_tui.domain.words import CaseState, OutboxState

SHOWN = (
    "n, id, version, queue, origin, clause, score_json, over, severity, language, received_ms, due_ms, priority, "
    "turns, flags, snippet, state, outbox, outcome, tagged"
)
"""The columns that `head_of` reads, in its order."""


def moment_of(ms: int | None) -> datetime | None:
    """A stored time."""
    return None if ms is None else EPOCH + timedelta(milliseconds=ms)


def ms_of(moment: datetime | None) -> int | None:
    """A time to store."""
    return None if moment is None else milliseconds(moment)


def head_of(row: tuple[Any, ...]) -> CaseHead:
    """What the queue shows of a case; the row holds the columns of `SHOWN`."""
    n, id_, version, queue, origin, clause, score, over, severity, language, received, due_ms, *rest = row
    priority, turns, flags, words, state, outbox, outcome, tagged = rest
    return CaseHead(
        n=n,
        id=id_,
        version=version,
        queue=queue,
        origin=origin,
        clause=clause,
        score=None if score is None else msgspec.json.decode(score),
        over=over,
        severity=severity,
        language=language,
        received_at=moment_of(received),
        due_at=moment_of(due_ms),
        priority=priority,
        turns=turns,
        flags=flags,
        snippet=words,
        state=CaseState.CLOSED if state == "decided" and outcome is None else CaseState(state),
        outbox=None if outbox is None else OutboxState(outbox),
        outcome=outcome,
        tagged=bool(tagged),
    )
