"""What others took, as the feed of changes tells it, is known at this desk before anybody asks for it."""

from __future__ import annotations

import pytest

from tests.sync.seat import Seat


def elsewhere(seat: Seat, *case_ids: str) -> list[str]:
    """Which of some cases others are known to have."""
    leases = {one: seat.engine.leased(one) for one in case_ids or ("c1", "c2", "c3")}
    return [one for one, leased in leases.items() if leased is not None and leased.state == "taken"]


def test_a_case_that_somebody_took_is_theirs_until_they_give_it_back(pulled: Seat) -> None:
    lease = pulled.server.lease("c2", 900, "ana")
    assert elsewhere(pulled) == []
    pulled.pull()
    assert elsewhere(pulled) == ["c2"]
    pulled.server.end(lease.lease_id)
    pulled.pull()
    assert elsewhere(pulled) == []


def test_a_case_that_is_closed_is_nobodys(pulled: Seat) -> None:
    pulled.server.lease("c2", 900, "ana")
    pulled.server.close("c2")
    pulled.pull()
    assert elsewhere(pulled) == []


@pytest.mark.parametrize("skew", [0.0, 3_600.0, -3_600.0])
def test_their_time_runs_on_our_steady_clock_wherever_the_clocks_of_the_wall_stand(pulled: Seat, skew: float) -> None:
    pulled.server.skew = skew
    pulled.server.lease("c2", 300, "ana")
    pulled.pull()
    pulled.clock.jump(-7_200)
    pulled.clock.advance(299)
    assert elsewhere(pulled) == ["c2"]
    pulled.clock.advance(2)
    assert elsewhere(pulled) == []


def test_nobody_has_a_case_longer_than_the_source_lets_anybody(pulled: Seat) -> None:
    pulled.server.lease("c2", 1_000_000, "ana")
    pulled.pull()
    pulled.clock.advance(901)
    assert elsewhere(pulled) == []


def test_what_was_over_before_we_heard_of_it_is_nobodys(pulled: Seat) -> None:
    pulled.server.lease("c2", 60, "ana")
    pulled.clock.advance(61)
    pulled.pull()
    assert elsewhere(pulled) == []


def test_what_we_took_in_an_earlier_session_is_not_somebody_elses(pulled: Seat) -> None:
    pulled.engine.leases.want("c1")
    pulled.tend()
    pulled.die()
    pulled.pull()
    assert elsewhere(pulled) == []


def test_what_the_source_answers_us_counts_before_what_it_told_everybody(pulled: Seat) -> None:
    pulled.server.lease("c1", 60, "ana")
    pulled.pull()
    pulled.server.revoke()
    pulled.engine.leases.want("c1")
    pulled.tend()
    leased = pulled.engine.leased("c1")
    assert leased is not None
    assert leased.state == "held"
