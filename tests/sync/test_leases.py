"""A lease is ours only as long as we can be sure of it, and is given back as soon as it is of no use."""

from __future__ import annotations

from math import inf

import pytest

from tests.sync.faulty import Fault
from tests.sync.seat import Seat
from triage_tui.domain.words import OutboxState


def how(seat: Seat, case_id: str = "c1") -> str:
    """How a case stands as far as leases go."""
    leased = seat.engine.leased(case_id)
    return leased.state if leased is not None else ""


@pytest.fixture
def leased(pulled: Seat) -> Seat:
    """A desk with a case in front, for the next fifteen minutes."""
    pulled.engine.leases.want("c1")
    assert how(pulled) == "asked"
    pulled.tend()
    assert how(pulled) == "held"
    return pulled


def test_time_counts_on_our_own_clock_and_its_last_tenth_is_not_used(leased: Seat) -> None:
    states = []
    for _ in range(9):
        leased.clock.jump(-3_600)
        leased.clock.advance(100)
        states.append(how(leased))
    assert states == ["held"] * 6 + ["ending"] * 2 + ["ended"]


def test_a_slow_answer_takes_its_time_off_the_lease(pulled: Seat) -> None:
    pulled.engine.leases.want("c1")
    pulled.faults("slow")
    pulled.tend()
    until = pulled.engine.leased("c1")
    assert until is not None
    assert until.until is not None
    assert (until.until - pulled.clock.now()).total_seconds() == 800


def test_half_time_renews_for_whoever_is_busy(leased: Seat) -> None:
    assert leased.tend() == 450
    leased.clock.advance(440)
    leased.engine.leases.want("c1")
    leased.clock.advance(10)
    leased.tend()
    assert leased.source.asked[-1] == "renew l1-c1"
    leased.clock.advance(700)
    assert how(leased) == "ending"


def test_whoever_is_away_loses_the_case_and_gets_it_again_on_coming_back(leased: Seat) -> None:
    for _ in range(3):
        leased.clock.advance(300)
        leased.tend()
    assert (how(leased), leased.tend()) == ("ended", inf)
    assert leased.source.asked == ["lease c1"]
    assert leased.shelf.fence("c1") is None
    leased.clock.advance(1)
    leased.engine.leases.want("c1")
    leased.tend()
    assert (how(leased), leased.shelf.fence("c1")) == ("held", 2)


def test_somebody_elses_case_says_whose_it_is_until_it_is_free(pulled: Seat) -> None:
    pulled.server.lease("c1", 60, "ana")
    pulled.engine.leases.want("c1")
    pulled.tend()
    leased = pulled.engine.leased("c1")
    assert leased is not None
    assert (leased.state, leased.holder, leased.until) == ("taken", "ana", pulled.clock.now())
    pulled.clock.advance(61)
    pulled.tend()
    assert how(pulled) == "held"


def test_a_lease_that_was_lost_meanwhile_says_who_has_the_case(leased: Seat) -> None:
    leased.server.revoke()
    leased.server.lease("c1", 600, "ana")
    leased.clock.advance(450)
    leased.engine.leases.want("c1")
    leased.tend()
    assert how(leased) == "taken"
    assert leased.shelf.fence("c1") is None


def test_a_lease_that_was_revoked_is_taken_again(leased: Seat) -> None:
    leased.server.revoke()
    leased.clock.advance(450)
    leased.engine.leases.want("c1")
    leased.tend()
    assert (how(leased), leased.shelf.fence("c1")) == ("held", 2)


def test_leaving_a_case_gives_it_back(leased: Seat) -> None:
    leased.engine.leases.leave("c1")
    leased.tend()
    assert leased.server.cases["c1"].lease is None
    assert (how(leased), leased.shelf.fence("c1")) == ("", None)


def test_a_decision_on_its_way_keeps_the_lease_until_the_source_has_it(leased: Seat) -> None:
    made = leased.decide("c1", held=10)
    leased.engine.leases.leave("c1")
    leased.tend()
    assert leased.server.cases["c1"].lease is not None
    leased.clock.advance(10)
    leased.push()
    leased.tend()
    assert leased.outbox(made) is OutboxState.ACCEPTED
    assert (how(leased), leased.source.asked[-1]) == ("", "end l1-c1")


def test_a_second_lease_with_nobody_between_carries_what_was_decided_under_the_first(leased: Seat) -> None:
    leased.server.revoke()
    made = leased.decide("c1", held=10)
    leased.engine.leases.leave("c1")
    leased.clock.advance(900)
    leased.tend()
    leased.clock.advance(1)
    leased.engine.leases.want("c1")
    leased.tend()
    assert leased.server.cases["c1"].fence == 2
    leased.push()
    assert leased.outbox(made) is OutboxState.ACCEPTED


@pytest.mark.parametrize("fault", ["unreachable", "lost", "busy", "broken"])
def test_without_an_answer_the_case_stays_asked_for(pulled: Seat, fault: Fault) -> None:
    pulled.engine.leases.want("c1")
    pulled.faults(fault)
    pulled.tend()
    assert how(pulled) == "asked"
    pulled.clock.advance(60)
    pulled.tend()
    assert how(pulled) == "held"


def test_all_are_given_back_at_the_end_but_those_with_a_decision_on_its_way(leased: Seat) -> None:
    leased.engine.leases.want("c2")
    leased.tend()
    leased.decide("c2")
    leased.faults("unreachable")
    leased.run(leased.engine.leases.give_back())
    leased.engine.leases.want("c1")
    leased.tend()
    leased.run(leased.engine.leases.give_back())
    assert leased.server.cases["c1"].lease is None
    assert leased.server.cases["c2"].lease is not None


def test_the_case_that_comes_with_a_lease_is_kept(pulled: Seat) -> None:
    pulled.server.put("c1", "newer than what was pulled")
    pulled.engine.leases.want("c1")
    pulled.tend()
    pulled.pull()
    head = pulled.workspace.head("c1")
    assert head is not None
    assert head.version == 2


def test_what_nobody_may_have_any_more_is_neither_asked_for_nor_somebody_elses(pulled: Seat) -> None:
    pulled.server.lease("c1", 60, "ana")
    pulled.engine.leases.want("c1")
    pulled.tend()
    assert how(pulled) == "taken"
    pulled.server.close("c1")
    pulled.clock.advance(61)
    pulled.tend()
    assert how(pulled) == ""
