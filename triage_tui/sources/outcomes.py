"""From an answer, or from none, to what became of the decisions that were sent."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress

import msgspec

from triage_tui.domain.values import Record
from triage_tui.domain.wire.outcomes import Accepted, Conflict, Later, Pushed, Refused, SignedOut, TooLarge, Unknown
from triage_tui.domain.wire.problems import Problem
from triage_tui.domain.wire.receipts import Answer as Result
from triage_tui.domain.wire.receipts import Receipt
from triage_tui.sources.answers import JSON, Answer, NoAnswer
from triage_tui.sources.refusals import UNREADABLE, problem_in, retry_after, status_of

Sent = tuple[str, str]
"""The id of a decision and of its case."""


class _Results(Record):
    """Results of a batch, each read by itself: a broken one spoils no other."""

    results: tuple[msgspec.Raw, ...]


def unanswered(error: NoAnswer) -> Pushed:
    """What became of a decision when no answer came."""
    return Unknown(error.title) if error.arrived else Later(error.title, error.patience)


def outcome(answer: Answer, sent: Sent) -> Pushed:
    """What became of a decision that was sent alone."""
    if answer.status in (200, 201) and answer.media in JSON:
        with suppress(*UNREADABLE):
            return _accepted(msgspec.json.decode(answer.body, type=Receipt), sent)
    return of_status(answer) or Unknown(f"answered with {answer.looks} (status {answer.status})")


def outcomes(answer: Answer, batch: Sequence[Sent]) -> list[Pushed]:
    """What became of each decision of a batch; one that the answer does not speak of is unknown.

    A batch that is refused as a whole counts as too large, whatever the reason: sent in smaller ones, and in the end
    one by one, each decision gets an answer of its own.
    """
    if answer.status in (200, 201) and answer.media in JSON:
        results = _results(answer.body)
        return [_result(results.get(sent[0]), sent) for sent in batch]
    found = of_status(answer) or Unknown(f"answered with {answer.looks} (status {answer.status})")
    if isinstance(found, Conflict | Refused):
        found = TooLarge(found.problem.detail or found.problem.title)
    return [found] * len(batch)


def of_status(answer: Answer) -> Pushed | None:
    """What an answer says that takes nothing in; none where that cannot be known."""
    said = problem_in(answer)
    match status_of(said) if said and said.kind else answer.status:
        case 401:
            return SignedOut("the source does not accept the token")
        case 413:
            return TooLarge(said.detail or said.title if said else "the request is larger than the source takes")
        case 429 | 503:
            reason = said.detail or said.title if said else "the source asks to come back later"
            return Later(reason, said.retry_after if said else retry_after(answer))
        case status if said and 400 <= status < 500:
            return _refused(said, status)
    return None


def _results(body: bytes) -> dict[str, Result | None]:
    """Results by decision; none where two of them differ."""
    found: dict[str, Result | None] = {}
    with suppress(*UNREADABLE):
        for raw in msgspec.json.decode(body, type=_Results).results:
            with suppress(*UNREADABLE):
                result = msgspec.json.decode(bytes(raw), type=Result)
                same = found.get(result.decision_id, result) == result
                found[result.decision_id] = result if same else None
    return found


def _result(result: Result | None, sent: Sent) -> Pushed:
    """What became of one decision of a batch."""
    if result is None or (result.receipt is None) == (result.problem is None):
        return Unknown("the answer to the batch does not say")
    if result.receipt is not None:
        return _accepted(result.receipt, sent)
    assert result.problem is not None
    return _of_problem(result.problem)


def _of_problem(said: Problem) -> Pushed:
    match status_of(said):
        case 401:
            return SignedOut("the source does not accept the token")
        case 429 | 503:
            return Later(said.detail or said.title, said.retry_after)
        case status if 400 <= status < 500:
            return _refused(said, status)
    return Unknown(said.detail or said.title)


def _refused(said: Problem, status: int) -> Pushed:
    return Conflict(said) if status in (409, 412) else Refused(said)


def _accepted(receipt: Receipt, sent: Sent) -> Pushed:
    """A receipt counts only for what was sent."""
    if (receipt.decision_id, receipt.case_id) != sent:
        return Unknown("the receipt is about another decision")
    return Accepted(receipt)
