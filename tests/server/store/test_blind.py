"""A blind queue: nothing of the classifier's view or of what others decided, before the reviewer has spoken."""

from __future__ import annotations

from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.server.store.making import (
    ANA,
    AUDITOR,
    BEN,
    LEA,
    SUE,
    Clock,
    fill,
    offline,
    raw_case,
    raw_decision,
    refusal,
    serve,
    take,
    why,
)
from triage_tui.domain.case import decode_case
from triage_tui.domain.wire.capabilities import Me, Queue
from triage_tui.domain.wire.leases import LeaseWish
from triage_tui.domain.words import Mode, Outcome
from triage_tui.server.store import Store
from triage_tui.server.store.blind import withheld

CANARY = b"wh1thheld"
W = CANARY.decode()
SECRET: dict[str, Any] = {
    "flags": [
        {"id": "f-one", "clause": f"{W}.1", "score": f"{W}-2", "scale": "label", "classifier": {"name": f"{W}3"}},
        {"policy_id": f"{W}4", "policy_version": f"{W}5", "reason": f"{W}6", "terms": [f"{W}7"], "other": f"{W}8"},
    ],
    "opinions": [{"verdict": f"{W}9", "rationale": f"{W}10"}],
    "enforcement": {"state": "warned", "api_category": f"{W}11", "user_message": f"{W}12", "more": f"{W}13"},
    "selection": {"policy": f"{W}14", "stratum": f"{W}15"},
    "conversation": {
        "turns": [
            {"role": "user", "text": "please"},
            {"role": "assistant", "parts": [{"type": "refusal", "category": f"{W}16", "text": "no"}], "x": f"{W}17"},
        ],
        "scores": [f"{W}18"],
    },
    "classifier_says": f"{W}19",
}


@pytest.fixture(params=[Mode.BLIND, Mode.DELAYED])
def blind(request: pytest.FixtureRequest, store: Store) -> Store:
    """A store whose queue withholds."""
    store.set_queue(Queue(id="q", mode=request.param))
    fill(store, raw_case(**SECRET))
    return store


def answers(store: Store, me: Me) -> list[bytes]:
    """Everything that somebody is told, as JSON."""
    lease = store.lease(me, LeaseWish(case_id="c1"))
    held = refusal(store.lease, BEN if me is ANA else ANA, LeaseWish(case_id="c1"))
    old = refusal(store.decide, me, raw_decision(me, version=7), None)
    assert old.case
    return [
        *[msgspec.json.encode(one) for one in (lease, held, old)],
        msgspec.json.encode(store.rows(me, "q", None, "age", 9, None)),
        msgspec.json.encode(store.changes(me, None, 9)),
        msgspec.json.encode(store.queues(me)),
        store.case(me, "c1")[0],
        *store.cases(me, ["c1"]),
    ]


@pytest.mark.parametrize("me", [ANA, SUE, LEA])
def test_nothing_that_is_withheld_is_in_any_answer(blind: Store, me: Me) -> None:
    assert [answer for answer in answers(blind, me) if CANARY in answer] == []
    shown = decode_case(blind.case(me, "c1")[0])
    assert shown.flag_ids == ("f-one", "f2")
    assert shown.enforcement
    assert (shown.enforcement.state, len(shown.turns)) == ("warned", 2)


def test_an_open_queue_withholds_nothing(store: Store) -> None:
    fill(store, raw_case(**SECRET))
    assert store.case(ANA, "c1")[0] == raw_case(**SECRET)
    assert bytes(take(store, ANA).case or b"") == raw_case(**SECRET)


def test_a_provisional_outcome_under_a_lease_shows_the_case_to_who_gave_it(blind: Store, clock: Clock) -> None:
    lease = take(blind, ANA)
    assert why(blind.provisional, BEN, lease.lease_id, Outcome.UPHOLD) == "lease_lost"
    for outcome in (Outcome.UPHOLD, Outcome.OVERTURN):
        assert blind.provisional(ANA, lease.lease_id, outcome) == raw_case(**SECRET)
    assert blind.case(ANA, "c1")[0] == raw_case(**SECRET)
    assert CANARY not in blind.case(BEN, "c1")[0]
    clock.on(hours=2)
    assert why(blind.provisional, ANA, lease.lease_id, Outcome.UPHOLD) == "lease_lost"
    fill(blind, raw_case(version=2, **SECRET))
    assert CANARY not in blind.case(ANA, "c1")[0]


def test_who_has_decided_sees_all_and_an_auditor_always(blind: Store) -> None:
    assert blind.case(AUDITOR, "c1")[0] == raw_case(**SECRET)
    blind.decide(ANA, raw_decision(ANA), None)
    assert blind.case(ANA, "c1")[0] == raw_case(**SECRET)
    assert CANARY not in blind.case(BEN, "c1")[0]


def test_what_others_decided_is_never_told(blind: Store) -> None:
    blind.decide(ANA, raw_decision(ANA, rationale=W, client={"name": W}), None)
    refused = [refusal(blind.decide, BEN, raw_decision(BEN), None), refusal(blind.lease, BEN, LeaseWish(case_id="c1"))]
    assert [(one.kind, one.decision) for one in refused] == [("already_decided", None)] * 2
    assert refusal(blind.decide, ANA, raw_decision(ANA), None).decision
    blind.decide(BEN, offline(BEN), None)
    lease = serve(blind, SUE)
    assert lease
    said = [lease, blind.changes(SUE, None, 9), blind.journal(SUE, None, 9), blind.journal(BEN, None, 9)]
    assert [one for one in said if CANARY in msgspec.json.encode(one)] == []


noise = st.recursive(
    st.just(W) | st.integers(0, 9), lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.just(W), inner)
)


@given(st.dictionaries(st.sampled_from(["later", "scores", "flag", "x"]), noise))
def test_what_is_not_known_is_withheld_too(more: dict[str, Any]) -> None:
    raw = raw_case(**{**SECRET, **more})
    assert CANARY in raw
    assert CANARY not in withheld(raw)
    assert decode_case(withheld(raw)).turns[0] == decode_case(raw).turns[0]
