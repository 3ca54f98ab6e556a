"""Sealed files wait for one reviewer each, and their cases are held meanwhile."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from tests.server.store.making import (
    ANA,
    BEN,
    LEA,
    START,
    SUE,
    Clock,
    fill,
    offline,
    raw_case,
    refusal,
    serve,
    state,
    take,
    told,
    why,
)
from triage_tui.domain.wire.bundles import BundleRow
from triage_tui.server.store import Store
from triage_tui.server.store.downloads import Kept

WEEK = timedelta(days=7)


def kept(name: str = "b1", reviewer: str = "ana", lasts: timedelta = WEEK) -> Kept:
    """A file that waits."""
    row = BundleRow(id=name, sha256="ab" * 32, bytes=10, added_at=START, expires_at=START + lasts)
    return Kept(row, reviewer, Path(f"/nowhere/{name}"))


@pytest.fixture
def store(store: Store) -> Store:
    """A store that knows everybody, with cases."""
    for me in (ANA, BEN, SUE):
        store.add_user(me.reviewer, me.roles)
    fill(store, *(raw_case(name) for name in ("c1", "c2", "c3")))
    return store


def test_a_file_waits_for_its_reviewer_until_it_expires(store: Store, clock: Clock) -> None:
    store.downloads.add(kept(), [])
    store.downloads.add(kept("b2", lasts=timedelta(hours=1)), [])
    assert [one.id for one in store.downloads.mine(ANA).bundles] == ["b1", "b2"]
    assert store.downloads.mine(BEN).bundles == ()
    assert store.downloads.one(ANA, "b1") == kept()
    clock.on(hours=1)
    assert [one.id for one in store.downloads.mine(ANA).bundles] == ["b1"]
    assert why(store.downloads.one, ANA, "b2") == "bundle_expired"
    assert why(store.downloads.one, BEN, "b2") == "not_found"
    assert why(store.downloads.one, LEA, "b1") == why(store.downloads.one, ANA, "b9") == "not_found"
    assert [one.row.id for one in store.downloads.every()] == ["b1", "b2"]


def test_it_waits_for_somebody_who_is_known_and_once(store: Store) -> None:
    assert why(store.downloads.add, kept(reviewer="nobody"), []) == "not_found"
    store.downloads.add(kept(), [])
    assert why(store.downloads.add, kept(), []) == "idempotency_mismatch"


def test_its_cases_are_held_until_it_expires(store: Store, clock: Clock) -> None:
    _, before = told(store, LEA)
    assert store.downloads.add(kept(), [("c1", 1), ("c2", 1), ("c9", 1)]) == 2
    held, _ = told(store, LEA, before)
    assert [(one.kind, one.case_id, one.holder, one.until) for one in held] == [
        ("lease_taken", name, "ana", START + WEEK) for name in ("c1", "c2")
    ]
    assert refusal(take, store, BEN, "c1").until == START + WEEK
    ours = serve(store, BEN)
    assert ours is not None
    assert ours.case_id == "c3"
    assert serve(store, BEN) is None
    clock.on(days=7)
    assert take(store, BEN, "c1").fence == 2


def test_what_is_decided_offline_ends_the_hold(store: Store) -> None:
    store.downloads.add(kept(), [("c1", 1)])
    _, before = told(store, LEA)
    store.decide(ANA, offline(ANA), None)
    assert state(store) == "decided"
    store.downloads.remove("b1")
    assert [one.kind for one in told(store, LEA, before)[0]] == ["lease_ended", "case_closed"]


def test_only_what_may_be_served_to_the_reviewer_is_held(store: Store) -> None:
    fill(store, raw_case("c4", version=2), raw_case("c5", queue="other"), raw_case("c6"))
    take(store, BEN, "c1")
    store.decide(BEN, offline(BEN, case_id="c2"), None)
    store.decide(BEN, offline(BEN, case_id="c6", outcome="escalate"), None)
    store.add_user("ana", ["reviewer"], ["q"])
    wanted = [(f"c{n}", 1) for n in range(1, 7)]
    assert store.downloads.add(kept(), wanted) == 1
    assert store.downloads.add(kept("b2", "sue"), wanted) == 2, "adjudications wait for seniors"
    assert store.downloads.add(kept("b3", "ben"), wanted) == 0


def test_who_decided_does_not_get_it_again_to_adjudicate(store: Store) -> None:
    store.decide(SUE, offline(SUE), None)
    store.decide(BEN, offline(BEN), None)
    assert state(store) == "adjudication"
    assert store.downloads.add(kept(reviewer="sue"), [("c1", 1)]) == 0
    store.add_user("tom", ["senior"])
    assert store.downloads.add(kept("b2", "tom"), [("c1", 1)]) == 1


def test_taken_away_its_cases_are_free_but_for_what_somebody_took_since(store: Store, clock: Clock) -> None:
    store.downloads.add(kept(lasts=timedelta(hours=1)), [("c1", 1)])
    store.downloads.add(kept("b2"), [("c2", 1)])
    clock.on(hours=2)
    take(store, BEN, "c1")
    assert store.downloads.remove("b1").path == Path("/nowhere/b1")
    assert store.downloads.remove("b2").reviewer == "ana"
    assert why(take, store, SUE, "c1") == "lease_held"
    assert take(store, SUE, "c2")
    assert why(store.downloads.remove, "b2") == "not_found"
    assert store.downloads.every() == []


def test_many_cases_are_held_at_once(store: Store) -> None:
    names = [f"m{n:04}" for n in range(501)]
    fill(store, *(raw_case(name, queue="many") for name in names))
    assert store.downloads.add(kept(), [(name, 1) for name in names]) == len(names)
    assert store.downloads.remove("b1")
    assert take(store, BEN, names[-1]).fence == 2
