"""Skips, notes and escalations: kept once each."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tests.server.store.making import ANA, BEN, at_once, fill, raw_case, raw_decision, refusal, why
from triage_tui.domain.wire.capabilities import Queue
from triage_tui.domain.wire.receipts import Escalation, Note, Skip
from triage_tui.server.store import Store

SAID = {
    "skip": (Skip(id="r1", reason="other"), Skip(id="r1", reason="other", note="x")),
    "note": (Note(id="r1", text="\0 x"), Note(id="r1", text="y")),
    "escalate": (Escalation(id="r1", to="lea"), Escalation(id="r1", to="lead")),
}


@pytest.mark.parametrize("act", SAID)
def test_a_remark_is_kept_once(store: Store, act: str) -> None:
    fill(store, raw_case("c1"), raw_case("c2"))
    say: Callable[..., None] = getattr(store, act)
    first, other = SAID[act]
    at_once(lambda _: say(ANA, "c1", first), 4)
    for me, case_id, remark in ((ANA, "c1", other), (BEN, "c1", first), (ANA, "c2", first)):
        assert why(say, me, case_id, remark) == "idempotency_mismatch"
    assert why(say, ANA, "c9", first) == "not_found"


def test_a_reason_to_skip_is_one_of_the_queue(store: Store) -> None:
    store.set_queue(Queue(id="q", skip_reasons=("too_long",)))
    fill(store)
    assert refusal(store.skip, ANA, "c1", Skip(id="s1", reason="other")).pointer == "/reason"
    store.skip(ANA, "c1", Skip(id="s1", reason="too_long"))


def test_a_case_that_does_not_wait_is_not_escalated(store: Store) -> None:
    fill(store)
    store.decide(ANA, raw_decision(ANA), None)
    assert why(store.escalate, BEN, "c1", Escalation(id="e1", to="lead")) == "case_gone"
