"""Decisions from many at once, and in any order: one journal, and receipts that never change."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from tests.server.store.making import (
    ANA,
    BEN,
    FEED,
    LEA,
    at_once,
    fill,
    id_of,
    new_queue,
    raw_case,
    raw_decision,
    taken,
)
from triage_tui.domain.wire.capabilities import Me
from triage_tui.domain.wire.problems import Problem
from triage_tui.domain.wire.receipts import Receipt
from triage_tui.server.store import Store


def test_many_who_post_the_same_decision_leave_one(store: Store) -> None:
    fill(store)
    raw = raw_decision(ANA)
    answers = at_once(lambda _: store.decide(ANA, raw, None))
    assert (len(set(answers)), taken(store)) == (1, [id_of(raw)])


def test_many_who_use_one_id_for_many_cases_leave_one(store: Store) -> None:
    fill(store, *[raw_case(f"c{n}") for n in range(8)])
    one = id_of(raw_decision(ANA))
    answers = at_once(lambda n: store.decide_many(ANA, [(raw_decision(ANA, f"c{n}", id=one), None)])[0])
    problems = [answer.kind for answer in answers if isinstance(answer, Problem)]
    assert (problems, taken(store)) == (["idempotency_mismatch"] * 7, [one])


def test_many_who_decide_one_case_leave_one_standing(store: Store) -> None:
    fill(store)
    reviewers = [Me(reviewer=f"r{n}") for n in range(8)]
    answers = at_once(lambda n: store.decide_many(reviewers[n], [(raw_decision(reviewers[n]), None)])[0])
    (receipt,) = [answer for answer in answers if isinstance(answer, Receipt)]
    inside = {answer.decision and answer.decision.id for answer in answers if isinstance(answer, Problem)}
    assert inside == {receipt.decision_id} == set(taken(store))


def test_batches_that_cross_each_other_all_end(store: Store) -> None:
    ids = [f"c{n}" for n in range(12)]
    fill(store, *[raw_case(case_id) for case_id in ids])
    reviewers = [Me(reviewer=f"r{n}") for n in range(6)]

    def post(number: int) -> int:
        me = reviewers[number]
        order = ids if number % 2 else ids[::-1]
        answers = store.decide_many(me, [(raw_decision(me, case_id), None) for case_id in order])
        return sum(isinstance(answer, Receipt) for answer in answers)

    assert sum(at_once(post, 6)) == len(taken(store)) == len(ids)


one_post = st.tuples(st.integers(0, 2), st.integers(0, 1), st.sampled_from([ANA, BEN]), st.booleans())


@given(st.lists(one_post, max_size=12))
def test_whatever_is_posted_a_receipt_never_changes(lasting: Store, posted: list[tuple[int, int, Me, bool]]) -> None:
    queue = new_queue()
    lasting.take_in(FEED, [raw_case(f"{queue}.{n}", queue=queue) for n in range(2)])
    receipts: dict[str, tuple[bytes, Receipt]] = {}
    for number, about, me, away in posted:
        body = raw_decision(me, f"{queue}.{about}", id=f"{queue}.d{number}", client={"offline": away})
        (answer,) = lasting.decide_many(me, [(body, None)])
        known = receipts.get(id_of(body))
        if known is not None and known[0] == body:
            assert answer == known[1]
        elif known is not None:
            assert isinstance(answer, Problem)
            assert answer.kind == "idempotency_mismatch"
        elif isinstance(answer, Receipt):
            receipts[id_of(body)] = body, answer
    kept = [one for one in lasting.journal(LEA, None, 500).decisions if one.decision.id in receipts]
    assert [one.receipt for one in kept] == [receipt for _, receipt in receipts.values()]
