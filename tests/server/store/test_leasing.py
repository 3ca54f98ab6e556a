"""Leases: a case is with one reviewer at a time, and never with one who is concerned in it."""

from __future__ import annotations

from datetime import timedelta

import pytest

from tests.server.store.making import (
    ANA,
    BEN,
    LEA,
    SUE,
    Clock,
    at_once,
    fill,
    id_of,
    offline,
    raw_case,
    raw_decision,
    refusal,
    serve,
    state,
    take,
    why,
)
from triage_tui.domain.wire.capabilities import Me
from triage_tui.domain.wire.leases import LeaseWish
from triage_tui.domain.wire.receipts import Escalation, Skip
from triage_tui.server.store import Store, open_store


def served(store: Store, me: Me) -> str | None:
    """The next case of the queue, given back at once."""
    lease = serve(store, me)
    if lease is None:
        return None
    store.end(me, lease.lease_id)
    return lease.case_id


def test_the_most_urgent_case_is_served_first(store: Store) -> None:
    soon = "2026-04-22T00:00:00Z"
    fill(store, raw_case("c1"), raw_case("c2", due_at=soon), raw_case("c3", priority=1), raw_case("c4", priority=2))
    leases = [serve(store, ANA) for _ in range(5)]
    assert [lease and lease.case_id for lease in leases] == ["c4", "c3", "c2", "c1", None]
    assert leases[0]
    assert bytes(leases[0].case or b"") == raw_case("c4", priority=2)


def test_many_reviewers_are_never_served_one_case(store: Store, url: str) -> None:
    """Half of them by another server on the same database."""
    fill(store, *[raw_case(f"c{n}") for n in range(40)])
    stores = [store, open_store(url, now=Clock())]

    def work(number: int) -> list[str]:
        me, taken = Me(reviewer=f"r{number}", roles=("reviewer",)), []
        while (lease := serve(stores[number % 2], me)) is not None:
            taken.append(lease.case_id)
        return taken

    taken = [case_id for one in at_once(work) for case_id in one]
    stores[1].close()
    assert sorted(taken) == sorted(f"c{n}" for n in range(40))


def test_many_who_want_one_case_leave_one_who_has_it(store: Store) -> None:
    fill(store)
    reviewers = [Me(reviewer=f"r{n}") for n in range(8)]

    def want(number: int) -> str:
        wish = LeaseWish(case_id="c1")
        return why(store.lease, reviewers[number], wish) if number else str(store.lease(reviewers[0], wish) and "")

    first = want(0)
    assert at_once(lambda n: want(n + 1), 7) == ["lease_held"] * 7
    assert first == ""


def test_a_lease_ends_with_its_time(store: Store, clock: Clock) -> None:
    fill(store)
    first = take(store, ANA, ttl_s=60)
    assert (first.fence, first.ttl_s, first.expires_at) == (1, 60, clock() + timedelta(seconds=60))
    clock.on(seconds=59)
    assert serve(store, BEN) is None
    clock.on(seconds=1)
    second = take(store, BEN)
    assert second.fence == 2
    assert len({first.lease_id, second.lease_id}) == 2
    assert min(len(first.lease_id), len(second.lease_id)) == 32


def test_renewing_gives_time_from_now_on_until_the_lease_has_ended(store: Store, clock: Clock) -> None:
    fill(store)
    lease = take(store, ANA, ttl_s=60)
    clock.on(seconds=30)
    again = store.renew(ANA, lease.lease_id, 100_000)
    assert (again.lease_id, again.fence, again.ttl_s) == (lease.lease_id, 1, 3600)
    assert not again.case
    assert why(store.renew, BEN, lease.lease_id, 60) == "lease_lost"
    clock.on(seconds=3600)
    assert why(store.renew, ANA, lease.lease_id, 60) == "lease_lost"
    assert why(store.renew, ANA, "made up", 60) == "lease_lost"


def test_a_case_that_is_given_back_is_free(store: Store) -> None:
    fill(store)
    lease = take(store, ANA)
    store.end(BEN, lease.lease_id)
    assert serve(store, BEN) is None
    for _ in range(2):
        store.end(ANA, lease.lease_id)
    store.end(ANA, "made up")
    assert why(store.renew, ANA, lease.lease_id, 60) == "lease_lost"
    assert served(store, BEN) == "c1"


def test_only_leads_are_told_who_holds_a_case(store: Store, clock: Clock) -> None:
    fill(store)
    lease = take(store, ANA)
    for me, holder in ((BEN, None), (LEA, "ana")):
        refused = refusal(store.lease, me, LeaseWish(case_id="c1"))
        assert (refused.kind, refused.until, refused.holder) == ("lease_held", lease.expires_at, holder)


def test_a_reviewer_who_comes_back_takes_their_case_over_from_themselves(store: Store) -> None:
    fill(store)
    first, second = take(store, ANA), take(store, ANA)
    assert second.fence > first.fence
    assert why(store.renew, ANA, first.lease_id, 60) == "lease_lost"
    assert serve(store, ANA) is None


def test_a_skipped_case_comes_back_when_the_reviewer_wants_it_back(store: Store, clock: Clock) -> None:
    fill(store, raw_case("c1"), raw_case("c2"))
    later = clock() + timedelta(hours=1)
    store.skip(ANA, "c1", Skip(id="s1", reason="other", not_before=later))
    store.skip(ANA, "c2", Skip(id="s2", reason="conflict_of_interest"))
    assert (served(store, ANA), served(store, BEN)) == (None, "c1")
    clock.on(hours=1)
    assert served(store, ANA) == "c1"
    clock.on(days=10_000)
    store.decide(ANA, raw_decision(ANA), None)
    assert served(store, ANA) is None


def test_skipping_gives_the_case_back(store: Store) -> None:
    fill(store)
    take(store, ANA)
    store.skip(BEN, "c1", Skip(id="s0", reason="other"))
    assert state(store) == "leased"
    store.skip(ANA, "c1", Skip(id="s1", reason="other"))
    assert state(store) == "open"


def test_a_decided_case_is_served_again_when_it_has_changed(store: Store) -> None:
    fill(store)
    raw = raw_decision(ANA)
    store.decide(ANA, raw, None)
    assert served(store, BEN) is None
    refused = refusal(store.lease, BEN, LeaseWish(case_id="c1"))
    assert refused.kind == "already_decided"
    assert refused.decision
    assert refused.decision.id == id_of(raw)
    fill(store, raw_case(version=2))
    assert served(store, ANA) == "c1"


def test_nobody_gets_the_appeal_against_their_own_decision(store: Store) -> None:
    fill(store, raw_case("first"))
    raw = raw_decision(ANA, "first")
    store.decide(ANA, raw, None)
    fill(store, raw_case("c1", origin="appeal", appeal={"reviewer": "ana"}))
    fill(store, raw_case("c2", origin="appeal", appeal={"decision_id": id_of(raw)}))
    fill(store, raw_case("first", version=2, origin="appeal"))
    assert served(store, ANA) is None
    for case_id in ("c1", "c2", "first"):
        assert why(store.lease, ANA, LeaseWish(case_id=case_id)) == "reviewer_not_independent"
    assert [serve(store, BEN) is not None for _ in range(4)] == [True, True, True, False]


def test_adjudication_goes_to_seniors_who_did_not_decide(store: Store) -> None:
    fill(store, raw_case("c1"), raw_case("c2", priority=9))
    store.decide(ANA, raw_decision(ANA), None)
    store.decide(SUE, offline(SUE), None)
    assert state(store) == "adjudication"
    assert [served(store, me) for me in (BEN, SUE, LEA)] == ["c2", "c2", "c1"]
    assert why(store.lease, BEN, LeaseWish(case_id="c1")) == "forbidden"
    assert why(store.lease, SUE, LeaseWish(case_id="c1")) == "reviewer_not_independent"
    assert [queue.pending for me in (BEN, LEA) for queue in store.queues(me).queues] == [1, 2]


def test_an_escalated_case_goes_to_whom_it_was_sent(store: Store) -> None:
    store.add_user("ben", ["reviewer"])
    fill(store, raw_case("c1"), raw_case("c2"))
    lease = take(store, ANA)
    store.escalate(ANA, "c1", Escalation(id="e1", to="ben", note="x"))
    assert why(store.renew, ANA, lease.lease_id, 60) == "lease_lost"
    store.escalate(SUE, "c2", Escalation(id="e2", to="senior"))
    assert [served(store, me) for me in (ANA, BEN, SUE)] == [None, "c1", None]
    assert served(store, Me(reviewer="tom", roles=("senior",))) == "c2"
    assert why(store.escalate, ANA, "c1", Escalation(id="e3", to="nobody")) == "invalid_field"


@pytest.mark.parametrize(
    ("wish", "kind"),
    [
        (LeaseWish(), "missing_field"),
        (LeaseWish(queue="q", case_id="c1"), "invalid_field"),
        (LeaseWish(queue="other"), "not_found"),
        (LeaseWish(queue="\0"), "not_found"),
        (LeaseWish(case_id="c9"), "not_found"),
        (LeaseWish(case_id="gone"), "case_gone"),
    ],
)
def test_a_wish_that_cannot_be_granted_is_refused(store: Store, wish: LeaseWish, kind: str) -> None:
    fill(store, raw_case("c1"), raw_case("gone"))
    store.purge(["gone"])
    assert why(store.lease, ANA, wish) == kind


def test_a_queue_of_others_serves_nothing(store: Store) -> None:
    store.add_user("ana", ["reviewer"], ["r"])
    fill(store)
    assert why(store.lease, ANA, LeaseWish(queue="q")) == "not_found"
    assert why(store.lease, ANA, LeaseWish(case_id="c1")) == "not_found"
