"""Decisions: taken once and whole, never overwritten, and refused with the truth inside."""

from __future__ import annotations

from typing import Any

import msgspec
import pytest

from tests.server.store.making import (
    ANA,
    BEN,
    FEED,
    LEA,
    SUE,
    Clock,
    fill,
    id_of,
    offline,
    raw_case,
    raw_decision,
    refusal,
    serve,
    state,
    take,
    taken,
    why,
)
from triage_tui.domain.wire.capabilities import Me, Queue
from triage_tui.domain.wire.problems import Problem
from triage_tui.server.store import Store

PACK = msgspec.json.encode({"id": "p", "version": "1", "clauses": [{"id": "A"}]})


def finding(**fields: Any) -> dict[str, Any]:
    said = {"policy_id": "p", "policy_version": "1", "clause": "A", "locus": "user_request", "verdict": "violates"}
    return {**said, **fields}


def test_a_decision_is_taken_once_however_often_it_comes(store: Store, clock: Clock) -> None:
    fill(store)
    raw, at = raw_decision(ANA), clock()
    receipt = store.decide(ANA, raw, None)
    clock.on(days=1)
    spaced = msgspec.json.format(raw, indent=3)
    assert [store.decide(ANA, body, 7) for body in (raw, spaced)] == [receipt, receipt]
    assert store.receipt(ANA, id_of(raw)) == receipt
    assert (receipt.received_at, receipt.standing, receipt.case_version) == (at, "only", 1)
    assert (taken(store), state(store)) == ([id_of(raw)], "decided")


def test_a_decision_that_comes_by_way_of_another_log_is_the_same_decision(store: Store) -> None:
    fill(store)
    log = {"log_id": "l1", "seq": 1, "prev_sha256": ""}
    raw = raw_decision(ANA, log=log)
    receipt = store.decide(ANA, raw, None)
    merged = {**msgspec.json.decode(raw), "log": {**log, "log_id": "l2", "seq": 7}}
    assert store.decide(ANA, msgspec.json.encode(merged), None) == receipt
    merged["outcome"] = "overturn"
    assert why(store.decide, ANA, msgspec.json.encode(merged), None) == "idempotency_mismatch"


def test_the_same_id_with_another_body_changes_nothing(store: Store) -> None:
    fill(store, raw_case("c1"), raw_case("c2"))
    raw = raw_decision(ANA)
    store.decide(ANA, raw, None)
    other = raw_decision(ANA, id=id_of(raw), outcome="overturn")
    elsewhere = raw_decision(ANA, "c2", id=id_of(raw))
    stolen = raw_decision(BEN, "c2", id=id_of(raw))
    assert [why(store.decide, ANA, body, None) for body in (other, elsewhere)] == ["idempotency_mismatch"] * 2
    assert why(store.decide, BEN, stolen, None) == "idempotency_mismatch"
    assert store.receipt(BEN, id_of(raw)) is None
    assert state(store, "c2") == "open"


@pytest.mark.parametrize(
    ("fields", "kind", "pointer"),
    [
        ({"reviewer": "ben"}, "forbidden", "/reviewer"),
        ({"role": "lead"}, "forbidden", "/role"),
        ({"case_id": "c9"}, "not_found", None),
        ({"case_id": "gone"}, "case_gone", None),
        ({"case_version": 1}, "version_conflict", "/case_version"),
        ({"case_version": 3}, "version_conflict", "/case_version"),
        ({"findings": [finding(policy_version="2")]}, "policy_unknown", None),
        ({"findings": [finding(policy_version="\0")]}, "policy_unknown", None),
        ({"findings": [finding(severity=9)]}, "invalid_field", "/findings/0/severity"),
        ({"outcome": "perhaps"}, "invalid_field", "/outcome"),
        ({"supersedes": "other"}, "invalid_field", "/supersedes"),
        ({"supersedes": "\0"}, "invalid_field", "/supersedes"),
        ({"kind": "adjudication"}, "forbidden", None),
        ({"active_seconds": 2**70}, "invalid_field", ""),
        ({"id": "a\nb"}, "invalid_field", "/id"),
    ],
)
def test_what_breaks_a_rule_is_refused(store: Store, fields: dict[str, Any], kind: str, pointer: str | None) -> None:
    fill(store, raw_case(version=2), raw_case("gone"))
    store.publish(FEED, PACK)
    store.purge(["gone"])
    raw = msgspec.json.encode({**msgspec.json.decode(raw_decision(ANA, version=2)), **fields})
    refused = refusal(store.decide, ANA, raw, None)
    assert (refused.kind, refused.pointer) == (kind, pointer)
    assert (taken(store), state(store)) == ([], "open")


@pytest.mark.parametrize("body", [b"", b"{", b"null", b"\xff", b"[" * 5000, b'{"id": "d"}'])
def test_what_is_no_decision_is_refused(store: Store, body: bytes) -> None:
    assert why(store.decide, ANA, body, None) in {"invalid_field", "missing_field"}


def test_a_decision_about_an_older_version_is_refused_with_the_case_inside(store: Store) -> None:
    fill(store)
    fill(store, raw_case(version=2))
    assert bytes(refusal(store.decide, ANA, raw_decision(ANA), None).case or b"") == raw_case(version=2)
    assert bytes(refusal(store.decide, ANA, offline(ANA), None).case or b"") == raw_case(version=2)


def test_a_queue_gets_what_it_requires(store: Store) -> None:
    store.set_queue(Queue(id="q", requires=("rationale", "confidence", "findings", "evidence")))
    store.publish(FEED, PACK)
    fill(store)
    said: dict[str, Any] = {}
    pointers = []
    evidence = [{"turn_id": "t1", "start": 0, "end": 3}]
    for more in (
        {"rationale": " \n"},
        {"rationale": "because"},
        {"confidence": 3},
        {"findings": [finding(evidence=evidence), finding()]},
    ):
        said |= more
        pointers.append(refusal(store.decide, ANA, raw_decision(ANA, **said), None).pointer)
    assert pointers == ["/rationale", "/confidence", "/findings", "/findings/1/evidence"]
    store.decide(ANA, raw_decision(ANA, **{**said, "findings": [finding(evidence=evidence)]}), None)


def test_an_older_fence_is_a_lost_lease(store: Store, clock: Clock) -> None:
    fill(store)
    first = take(store, ANA, ttl_s=60)
    clock.on(seconds=60)
    second = take(store, BEN)
    refused = refusal(store.decide, ANA, raw_decision(ANA), first.fence)
    assert (refused.kind, refused.until, refused.holder) == ("lease_lost", second.expires_at, None)
    assert why(store.decide, ANA, raw_decision(ANA), second.fence) == "lease_lost"
    assert why(store.decide, ANA, raw_decision(ANA), None) == "lease_held"
    assert refusal(store.decide, ANA, raw_decision(ANA), 99).pointer == "/fence"
    assert store.decide(BEN, raw_decision(BEN), second.fence).standing == "only"
    assert why(store.renew, BEN, second.lease_id, 60) == "lease_lost"


def test_a_lease_that_ran_out_loses_nothing_while_nobody_else_took_the_case(store: Store, clock: Clock) -> None:
    fill(store)
    lease = take(store, ANA, ttl_s=1)
    clock.on(hours=1)
    assert store.decide(ANA, raw_decision(ANA), lease.fence).standing == "only"


def test_a_decision_that_stands_is_never_overwritten(store: Store) -> None:
    fill(store)
    first = raw_decision(ANA)
    store.decide(ANA, first, None)
    for me in (ANA, BEN, LEA):
        refused = refusal(store.decide, me, raw_decision(me), None)
        assert refused.kind == "already_decided"
        assert refused.decision
        assert refused.decision.id == id_of(first)
    assert why(store.decide, ANA, offline(ANA), None) == "already_decided"
    assert taken(store) == [id_of(first)]


def test_an_offline_decision_stands_beside_another_until_a_third_settles_it(store: Store) -> None:
    fill(store)
    store.decide(ANA, raw_decision(ANA), None)
    assert store.decide(BEN, offline(BEN), None).standing == "double"
    assert state(store) == "adjudication"
    assert why(store.decide, Me(reviewer="cyd"), raw_decision(Me(reviewer="cyd")), None) == "already_decided"
    assert why(store.decide, BEN, raw_decision(BEN), None) == "reviewer_not_independent"
    lease = serve(store, SUE)
    assert lease
    third = raw_decision(SUE, kind="adjudication", role="senior")
    assert store.decide(SUE, third, lease.fence).standing == "double"
    assert (state(store), len(taken(store))) == ("decided", 3)
    assert why(store.decide, LEA, raw_decision(LEA), None) == "already_decided"


def test_what_was_decided_offline_takes_nothing_from_who_holds_the_case(store: Store) -> None:
    fill(store)
    lease = take(store, BEN)
    assert store.decide(ANA, offline(ANA), None).standing == "only"
    assert store.decide(BEN, raw_decision(BEN), lease.fence).standing == "double"
    assert state(store) == "adjudication"


def test_a_second_review_is_taken_from_a_senior_who_did_not_decide(store: Store) -> None:
    fill(store)
    store.decide(SUE, raw_decision(SUE), None)
    assert why(store.decide, SUE, raw_decision(SUE, kind="second"), None) == "reviewer_not_independent"
    assert why(store.decide, BEN, raw_decision(BEN, kind="second"), None) == "forbidden"
    assert store.decide(LEA, raw_decision(LEA, kind="second"), None).standing == "double"
    assert state(store) == "adjudication"


def test_an_appeal_is_not_taken_from_who_is_appealed_against(store: Store) -> None:
    fill(store, raw_case(origin="appeal", appeal={"reviewer": "ana"}))
    assert why(store.decide, ANA, raw_decision(ANA), None) == "reviewer_not_independent"
    assert why(store.decide, ANA, offline(ANA), None) == "reviewer_not_independent"
    assert store.decide(BEN, raw_decision(BEN, kind="appeal"), None).standing == "only"


def test_a_decision_is_corrected_by_one_that_supersedes_it(store: Store) -> None:
    fill(store)
    first = raw_decision(ANA)
    store.decide(ANA, first, None)
    assert why(store.decide, BEN, raw_decision(BEN, supersedes=id_of(first)), None) == "forbidden"
    second = raw_decision(ANA, supersedes=id_of(first), outcome="overturn")
    assert store.decide(ANA, second, None).standing == "only"
    assert why(store.decide, ANA, raw_decision(ANA, supersedes=id_of(first)), None) == "invalid_field"
    third = raw_decision(LEA, supersedes=id_of(second), role="lead")
    assert store.decide(LEA, third, None).standing == "only"
    assert (state(store), taken(store)) == ("decided", [id_of(one) for one in (first, second, third)])


def test_a_correction_leaves_an_adjudication_open(store: Store) -> None:
    fill(store)
    first = raw_decision(ANA)
    store.decide(ANA, first, None)
    store.decide(BEN, offline(BEN), None)
    assert store.decide(ANA, raw_decision(ANA, supersedes=id_of(first)), None).standing == "double"
    assert state(store) == "adjudication"


def test_who_decides_to_escalate_leaves_the_case_to_a_senior(store: Store) -> None:
    fill(store)
    store.decide(ANA, raw_decision(ANA, outcome="escalate"), None)
    assert (state(store), serve(store, BEN)) == ("adjudication", None)
    assert serve(store, SUE) is not None


def test_a_batch_is_answered_one_by_one_in_order(store: Store) -> None:
    fill(store, raw_case("c1"), raw_case("c2"))
    first = raw_decision(ANA, "c1")
    bodies = [first, b"{", raw_decision(ANA, "c9"), first, raw_decision(BEN), raw_decision(ANA, "c2")]
    bodies.append(raw_decision(ANA, "c1", supersedes=id_of(first)))
    answers = store.decide_many(ANA, [(body, None) for body in bodies])
    said = [answer.kind if isinstance(answer, Problem) else answer.decision_id for answer in answers]
    last = id_of(bodies[-1])
    assert said == [id_of(first), "invalid_field", "not_found", id_of(first), "forbidden", id_of(bodies[5]), last]
    assert taken(store) == [id_of(first), id_of(bodies[5]), last]
    assert store.decide_many(ANA, []) == []
