"""A head: what the queue shows of a case without its conversation."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

from msgspec import Struct

from triage_tui.domain.case import Case, Flag, Ordinal
from triage_tui.domain.conversation import part_text
from triage_tui.domain.words import CaseState, OutboxState

SNIPPET = 160
"""Code points of the snippet in a head."""


class CaseHead(Struct, frozen=True):
    """One row of the queue. Text fields are the source's own words: untrusted."""

    n: int
    """The row's number in the workspace; grows in order of arrival."""
    id: str
    version: int
    queue: str
    origin: str
    clause: str | None
    """The leading flag's clause."""
    score: bool | int | float | str | None
    """The leading flag's own value."""
    over: float | None
    """Leading probability score minus its threshold; none where either is unknown."""
    severity: int | None
    """Highest severity, 0-4, of the flagged clauses that a stored pack knows."""
    language: str
    received_at: datetime | None
    due_at: datetime | None
    """The source's, else the house's (see `due`)."""
    priority: float | None
    turns: int
    flags: int
    snippet: str
    """The flagged words, else the first the user said."""
    state: CaseState
    outbox: OutboxState | None
    """How far the standing decision has come; none where there is none."""
    outcome: str | None
    """Of the standing decision."""
    tagged: bool = False


def leading(case: Case) -> Flag | None:
    """The flag that stands for the case: the highest probability, else the first."""
    if len(case.flags) == 1:
        return case.flags[0]
    scored = [flag for flag in case.flags if probability(flag) is not None]
    return max(scored, key=lambda flag: probability(flag) or 0.0) if scored else next(iter(case.flags), None)


def probability(flag: Flag) -> float | None:
    """The score where it is a probability; other scales are not comparable and give none."""
    if flag.scale != "probability" or isinstance(flag.score, bool | str | None):
        return None
    return float(flag.score) if 0 <= flag.score <= 1 else None


def fraction(flag: Flag) -> float | None:
    """How far along its scale the score stands, 0 to 1, for drawing a bar; none for labels and unknown scales."""
    if isinstance(flag.score, bool):
        return float(flag.score)
    if isinstance(flag.score, int | float):
        top = flag.scale.max if isinstance(flag.scale, Ordinal) else 1 if flag.scale == "probability" else None
        return min(max(flag.score, 0), top) / top if top is not None and top > 0 else None
    return None


def snippet(case: Case) -> str:
    """The first flagged words, else the first the user said, else what was reported."""
    return next((words[:SNIPPET] for words in _candidates(case) if words.strip()), "")


def _candidates(case: Case) -> Iterator[str]:
    ids = case.turn_ids
    for flag in case.flags:
        if flag.turn_id in ids and flag.part < len(content := case.turns[ids.index(flag.turn_id)].content):
            text = part_text(content[flag.part])
            yield from [text[span.start : span.end] for span in flag.spans if span.end <= len(text)]
            yield text
    yield from (part_text(part) for turn in case.turns if turn.role == "user" for part in turn.content)
    yield from (part_text(part) for turn in case.turns for part in turn.content)
    if case.report is not None:
        yield case.report.text
    if case.appeal is not None:
        yield case.appeal.statement


class HouseSla(Struct, frozen=True):
    """How soon the house wants a case decided where the source does not say: house values, not law."""

    account_locked: timedelta = timedelta(hours=24)
    feature_limited: timedelta = timedelta(days=3)
    appeal: timedelta = timedelta(days=5)
    other: timedelta = timedelta(days=7)


def due(case: Case, sla: HouseSla) -> datetime | None:
    """When the case is due: the source's word, else received plus the house SLA; none where neither is known."""
    if case.due_at is not None or case.received_at is None:
        return case.due_at
    state = case.enforcement.state if case.enforcement else None
    if state == "account_locked":
        return case.received_at + sla.account_locked
    if state == "feature_limited":
        return case.received_at + sla.feature_limited
    return case.received_at + (sla.appeal if case.origin == "appeal" else sla.other)
