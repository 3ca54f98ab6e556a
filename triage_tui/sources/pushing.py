"""Sending decisions: one by itself, several in a batch; the bytes of each go out as they were given."""

from __future__ import annotations

from collections.abc import Sequence

from triage_tui.domain.outbox import Outgoing
from triage_tui.domain.wire.capabilities import Limits
from triage_tui.domain.wire.outcomes import Pushed, TooLarge
from triage_tui.sources.answers import NoAnswer
from triage_tui.sources.calling import Caller
from triage_tui.sources.outcomes import outcome, outcomes, unanswered


async def push_one(caller: Caller, decision: Outgoing, limits: Limits) -> Pushed:
    """Send one decision; its id makes it safe to repeat."""
    if len(decision.body) > limits.body_bytes:
        return TooLarge("the decision is larger than the source takes")
    headers = {"Idempotency-Key": decision.decision_id}
    if decision.fence is not None:
        headers["Lease-Fence"] = str(decision.fence)
    try:
        answer = await caller.call("POST", "/v1/decisions", decision.body, headers)
    except NoAnswer as error:
        return unanswered(error)
    return outcome(answer, (decision.decision_id, decision.case_id))


async def push_batch(caller: Caller, decisions: Sequence[Outgoing], limits: Limits) -> list[Pushed]:
    """Send several at once; one that is refused does not stop the others."""
    body = b'{"decisions":[' + b",".join(map(_posted, decisions)) + b"]}"
    if len(decisions) > limits.batch or len(body) > limits.body_bytes:
        return [TooLarge("the batch is larger than the source takes")] * len(decisions)
    try:
        answer = await caller.call("POST", "/v1/decisions:batch", body)
    except NoAnswer as error:
        return [unanswered(error)] * len(decisions)
    return outcomes(answer, [(one.decision_id, one.case_id) for one in decisions])


def _posted(decision: Outgoing) -> bytes:
    """One of a batch, written around the decision's own bytes."""
    fence = b"" if decision.fence is None else b',"fence":%d' % decision.fence
    return b'{"decision":' + decision.body + fence + b"}"
