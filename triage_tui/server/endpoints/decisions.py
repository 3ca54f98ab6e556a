"""Decisions: taken once each, looked up, and read as a journal."""

from __future__ import annotations

import msgspec
from starlette.responses import Response

from triage_tui.domain.case import Positive
from triage_tui.domain.values import Record
from triage_tui.domain.wire.problems import Problem
from triage_tui.domain.wire.receipts import Answer, Answers, Receipt
from triage_tui.server.answers import JSON
from triage_tui.server.ask import Ask
from triage_tui.server.endpoints.cases import Since, bounded
from triage_tui.server.reading import document
from triage_tui.server.rejected import rejected


class _Posted(Record):
    """One decision of a batch; a wrong one spoils no other."""

    decision: msgspec.Raw
    fence: Positive | None = None


class _Batch(Record):
    decisions: tuple[_Posted, ...]


class _Named(Record):
    id: msgspec.Raw = msgspec.Raw()


def decide(ask: Ask) -> Response:
    """Take one decision; said again it gets the same receipt."""
    body = ask.raw(JSON)
    named = _name(bytes(document(body, msgspec.Raw)))
    key = ask.headers.get("idempotency-key")
    if key is not None and key != named:
        raise rejected("invalid_field", "Idempotency-Key is the decision's id", pointer="/id")
    return ask.answer(ask.store.decide(ask.me, body, _fence(ask.headers.get("lease-fence"))))


def decide_many(ask: Ask) -> Response:
    """Take decisions one by one, in order; each gets an answer of its own."""
    batch = ask.document(_Batch)
    if len(batch.decisions) > ask.bounds.limits.batch:
        raise rejected("too_large", f"a batch has at most {ask.bounds.limits.batch} decisions")
    posted = [(bytes(one.decision), one.fence) for one in batch.decisions]
    results = ask.store.decide_many(ask.me, posted) if posted else []
    return ask.answer(
        Answers(results=tuple(_answer(_name(body), said) for (body, _), said in zip(posted, results, strict=True)))
    )


def receipt(ask: Ask) -> Response:
    """Whether a decision arrived."""
    found = ask.store.receipt(ask.me, ask.names["id"])
    if found is None:
        raise rejected("not_found", "no decision of this id arrived here")
    return ask.answer(found)


def journal(ask: Ask) -> Response:
    """The decisions since a cursor, in the order they were received."""
    wish = ask.asked(Since)
    return ask.answer(ask.store.journal(ask.me, wish.since, bounded(ask, wish.limit)))


def _fence(header: str | None) -> int | None:
    if header is None:
        return None
    try:
        return msgspec.convert(header, Positive, strict=False)
    except msgspec.ValidationError:
        raise rejected("invalid_field", "Lease-Fence is a number from 1", pointer="/fence") from None


def _answer(decision_id: str, said: Receipt | Problem) -> Answer:
    if isinstance(said, Problem):
        return Answer(decision_id=decision_id, problem=said)
    return Answer(decision_id=decision_id, receipt=said)


def _name(body: bytes) -> str:
    """The id that a decision gives itself; empty where it has none that is text."""
    try:
        return msgspec.json.decode(bytes(msgspec.json.decode(body, type=_Named).id), type=str)
    except (msgspec.DecodeError, UnicodeDecodeError):
        return ""
