"""A skip reaches the source under the id of its entry in the log, however often it has to be said."""

from __future__ import annotations

from math import inf

import pytest

from tests.storage.making import raw_case, take
from tests.sync.faulty import Died, Fault
from tests.sync.seat import Seat
from triage_tui.domain.words import CaseState


def told(seat: Seat) -> dict[str, tuple[str, str]]:
    """What the source was told: case and reason, by the id of the skip."""
    return {one: (case_id, skip.reason) for one, (case_id, skip) in seat.server.skips.items()}


def test_a_skip_is_told_once_with_its_reason(pulled: Seat) -> None:
    said = pulled.skip("c1", "too_distressing")
    assert pulled.tell_skips() == inf
    assert pulled.tell_skips() == inf
    assert told(pulled) == {said.id: ("c1", "too_distressing")}
    assert pulled.source.asked == ["skip c1"]
    assert pulled.stands("c1") is CaseState.SKIPPED


@pytest.mark.parametrize("fault", ["unreachable", "lost", "no reply", "broken", "busy"])
def test_a_skip_that_may_not_have_arrived_is_said_again(pulled: Seat, fault: Fault) -> None:
    said = pulled.skip("c1")
    pulled.faults(fault)
    wait = pulled.tell_skips()
    assert 0 < wait <= 30
    assert pulled.state().health in ("offline", "paused")
    pulled.clock.advance(wait - 0.01)
    pulled.tell_skips()
    assert pulled.source.asked == ["skip c1"]
    pulled.clock.advance(0.02)
    assert pulled.tell_skips() == inf
    assert pulled.source.asked == ["skip c1", "skip c1"]
    assert [*told(pulled)] == [said.id]
    assert pulled.state().health == "online"


def test_the_time_of_the_next_try_outlives_the_program(pulled: Seat) -> None:
    said = pulled.skip("c1")
    pulled.faults("busy")
    pulled.tell_skips()
    pulled.die()
    assert pulled.tell_skips() == 30
    assert not told(pulled)
    pulled.clock.advance(30)
    pulled.tell_skips()
    assert [*told(pulled)] == [said.id]


@pytest.mark.parametrize("fault", ["die", "die late"])
def test_a_program_that_dies_while_it_tells_says_it_again(pulled: Seat, fault: Fault) -> None:
    said = pulled.skip("c1")
    pulled.faults(fault)
    with pytest.raises(Died):
        pulled.tell_skips()
    pulled.die()
    assert pulled.tell_skips() == inf
    assert [*told(pulled)] == [said.id]


def test_a_clock_that_is_put_back_makes_no_skip_wait(pulled: Seat) -> None:
    pulled.skip("c1")
    pulled.faults("busy")
    pulled.tell_skips()
    pulled.clock.jump(-86_400)
    pulled.clock.advance(30)
    assert pulled.tell_skips() == inf
    assert told(pulled)


def test_a_skip_waits_for_the_decision_about_its_case_and_for_no_other(pulled: Seat) -> None:
    pulled.decide("c1", held=10)
    pulled.server.put("c1", "new words")
    pulled.pull()
    pulled.skip("c1")
    pulled.skip("c2")
    assert pulled.tell_skips() == inf
    assert [case_id for case_id, _ in told(pulled).values()] == ["c2"]
    pulled.clock.advance(10)
    pulled.push()
    pulled.tell_skips()
    assert [case_id for case_id, _ in told(pulled).values()] == ["c2", "c1"]


def test_a_skip_that_is_taken_back_or_decided_in_time_is_told_to_nobody(pulled: Seat) -> None:
    pulled.skip("c1")
    pulled.workspace.reopen("c1")
    pulled.skip("c2")
    pulled.decide("c2")
    pulled.push()
    assert pulled.tell_skips() == inf
    assert not told(pulled)


def test_a_skip_that_the_source_refuses_is_given_up_and_the_link_says_why(pulled: Seat) -> None:
    pulled.skip("c1")
    pulled.skip("c2")
    del pulled.server.cases["c1"]
    reasons = []
    pulled.engine.listen(lambda: reasons.append(pulled.state().reason))
    assert pulled.tell_skips() == inf
    assert "the skip of c1 was refused: There is no such thing here" in reasons
    assert pulled.source.asked == ["skip c1", "skip c2"]
    assert [case_id for case_id, _ in told(pulled).values()] == ["c2"]


def test_a_skip_of_a_case_that_came_from_no_source_stays_here(pulled: Seat) -> None:
    take(pulled.workspace, raw_case("own"))
    pulled.skip("own")
    assert pulled.tell_skips() == inf
    assert pulled.source.asked == []


def test_signed_out_keeps_a_skip_until_somebody_signs_in(pulled: Seat) -> None:
    said = pulled.skip("c1")
    pulled.faults("signed out")
    assert pulled.tell_skips() == inf
    assert pulled.tell_skips() == inf
    assert pulled.source.asked == ["skip c1"]
    pulled.die()
    pulled.tell_skips()
    assert [*told(pulled)] == [said.id]


def test_one_run_without_a_desk_tells_skips_too(pulled: Seat) -> None:
    said = pulled.skip("c1")
    pulled.engine.run_once(pull=False)
    assert [*told(pulled)] == [said.id]
