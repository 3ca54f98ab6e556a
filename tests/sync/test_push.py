"""A decision goes out in order, and its end is always known: accepted, in conflict, or refused."""

from __future__ import annotations

import msgspec
import pytest

from tests.sync.faulty import Died, Fault
from tests.sync.seat import Seat
from triage_tui.domain.wire.problems import Problem
from triage_tui.domain.wire.receipts import Receipt
from triage_tui.domain.words import OutboxState, Outcome


def test_a_decision_is_accepted_with_its_receipt(pulled: Seat) -> None:
    made = pulled.decide("c1")
    pulled.push()
    row = pulled.workspace.outbox_row(made.id)
    assert row is not None
    assert (row.standing.outbox, row.attempts, row.reason) == (OutboxState.ACCEPTED, 1, "")
    assert msgspec.json.decode(row.answer, type=Receipt).decision_id == made.id
    assert pulled.server.effects == {made.id: 1}


def test_a_held_decision_stays_here_until_its_time_is_over(pulled: Seat) -> None:
    made = pulled.decide("c1", held=10)
    assert pulled.push() == 10
    assert pulled.outbox(made) is OutboxState.HELD
    pulled.clock.advance(10)
    pulled.push()
    assert pulled.outbox(made) is OutboxState.ACCEPTED


def test_decisions_go_out_together_more_at_a_time_while_all_is_well(seat: Seat) -> None:
    for number in range(400):
        seat.server.put(f"c{number}")
    seat.pull()
    for number in range(370):
        seat.decide(f"c{number}")
    seat.source.asked.clear()
    seat.push()
    assert seat.source.asked == ["push 50", "push 100", "push 200", "push 20"]
    assert len(seat.server.decisions) == 370
    for number in range(370, 400):
        seat.decide(f"c{number}")
    seat.faults("unreachable")
    seat.push()
    assert seat.source.asked[-1] == "push 30"


def test_after_a_silence_fewer_are_sent_at_a_time(seat: Seat) -> None:
    for number in range(230):
        seat.server.put(f"c{number}")
    seat.pull()
    for number in range(150):
        seat.decide(f"c{number}")
    seat.push()
    for number in range(150, 230):
        seat.decide(f"c{number}")
    seat.source.asked.clear()
    seat.faults("unreachable")
    seat.push()
    seat.clock.advance(300)
    seat.push()
    assert seat.source.asked == ["push 80", "push 50", "push 30"]


def test_a_later_decision_about_a_case_waits_for_the_earlier_one_and_holds_no_other_up(pulled: Seat) -> None:
    first = pulled.decide("c1")
    pulled.faults("lost")
    pulled.push()
    second = pulled.decide("c1", outcome=Outcome.ESCALATE, supersedes=first.id)
    other = pulled.decide("c2")
    pulled.clock.advance(5)
    pulled.faults("unreachable")
    pulled.push()
    pulled.clock.advance(2)
    assert pulled.outbox(first) is OutboxState.UNKNOWN
    pulled.push()
    pulled.clock.advance(300)
    pulled.push()
    assert [pulled.outbox(one) for one in (first, second, other)] == [OutboxState.ACCEPTED] * 3
    about_c1 = [one for one in pulled.server.decisions if one in (first.id, second.id)]
    assert about_c1 == [first.id, second.id]


@pytest.mark.parametrize(("fault", "asks"), [("no reply", ["decision"]), ("lost", ["decision", "push 1"])])
def test_an_unknown_outcome_is_asked_for_before_anything_is_sent_again(
    pulled: Seat, fault: Fault, asks: list[str]
) -> None:
    made = pulled.decide("c1")
    pulled.faults(fault)
    pulled.push()
    assert pulled.outbox(made) is OutboxState.UNKNOWN
    pulled.source.asked.clear()
    pulled.clock.advance(4)
    pulled.push()
    assert [words.replace(f" {made.id}", "") for words in pulled.source.asked] == asks
    assert pulled.outbox(made) is OutboxState.ACCEPTED
    assert pulled.server.effects == {made.id: 1}


def test_what_was_not_answered_is_sent_again_alone(pulled: Seat) -> None:
    for case_id in ("c1", "c2", "c3"):
        pulled.decide(case_id)
    pulled.faults("broken")
    pulled.push()
    pulled.clock.advance(4)
    pulled.push()
    assert pulled.source.asked.count("push 1") == 3


@pytest.mark.parametrize("fault", ["die", "die late"])
def test_what_was_on_the_wire_when_we_died_is_asked_for(pulled: Seat, fault: Fault) -> None:
    made = pulled.decide("c1")
    pulled.faults(fault)
    with pytest.raises(Died):
        pulled.push()
    assert pulled.outbox(made) is OutboxState.SENDING
    pulled.die()
    assert pulled.outbox(made) is OutboxState.UNKNOWN
    pulled.source.asked.clear()
    pulled.push()
    assert pulled.source.asked[0] == f"decision {made.id}"
    assert pulled.outbox(made) is OutboxState.ACCEPTED
    assert pulled.server.effects == {made.id: 1}


def test_a_source_that_asks_for_time_gets_it(pulled: Seat) -> None:
    made = pulled.decide("c1")
    pulled.faults("busy")
    assert pulled.push() == 30
    assert pulled.state().health == "paused"
    pulled.clock.advance(29)
    pulled.push()
    assert pulled.outbox(made) is OutboxState.QUEUED
    pulled.clock.advance(1)
    pulled.push()
    assert pulled.outbox(made) is OutboxState.ACCEPTED


def test_the_time_of_the_next_try_outlives_the_program(pulled: Seat) -> None:
    made = pulled.decide("c1")
    pulled.faults("busy")
    pulled.push()
    pulled.die()
    assert pulled.push() == 30
    assert pulled.outbox(made) is OutboxState.QUEUED


def test_a_clock_that_is_put_back_makes_nothing_wait(pulled: Seat) -> None:
    made = pulled.decide("c1")
    pulled.faults("busy")
    pulled.push()
    pulled.clock.jump(-86_400)
    pulled.clock.advance(30)
    pulled.push()
    assert pulled.outbox(made) is OutboxState.ACCEPTED


def test_signed_out_pauses_until_somebody_signs_in(pulled: Seat) -> None:
    made = pulled.decide("c1")
    pulled.faults("signed out")
    pulled.push()
    pulled.clock.advance(1_000)
    pulled.push()
    assert pulled.source.asked == ["push 1"]
    assert (pulled.state().health, pulled.outbox(made)) == ("signed_out", OutboxState.QUEUED)
    row = pulled.workspace.outbox_row(made.id)
    assert row is not None
    assert row.attempts == 0


def test_a_batch_that_is_too_large_is_halved_down_to_one_which_is_then_refused(pulled: Seat) -> None:
    long = pulled.decide("c1", rationale="why " * 500)
    short = [pulled.decide("c2"), pulled.decide("c3")]
    pulled.server.largest = 1_500
    pulled.push()
    row = pulled.workspace.outbox_row(long.id)
    assert row is not None
    assert row.standing.outbox is OutboxState.REFUSED
    assert msgspec.json.decode(row.answer, type=Problem).kind == "too_large"
    assert [pulled.outbox(one) for one in short] == [OutboxState.ACCEPTED] * 2


def test_a_conflict_is_kept_with_its_answer(pulled: Seat) -> None:
    made = pulled.decide("c1")
    pulled.server.put("c1", "something else")
    pulled.push()
    row = pulled.workspace.outbox_row(made.id)
    assert row is not None
    assert (row.standing.outbox, row.reason) == (OutboxState.CONFLICT, "the case has changed")
    assert msgspec.json.decode(row.answer, type=Problem).kind == "version_conflict"
    assert pulled.state().conflicts == 1


def test_the_fence_of_the_lease_goes_with_the_decision(pulled: Seat) -> None:
    pulled.engine.leases.want("c1")
    pulled.tend()
    made = pulled.decide("c1")
    (waiting,) = pulled.workspace.shelf().waiting(pulled.clock.now(), 50)
    assert (waiting.decision_id, waiting.fence) == (made.id, 1)
    pulled.server.cases["c1"].fence = 2
    pulled.push()
    assert pulled.outbox(made) is OutboxState.CONFLICT


def test_trouble_can_be_sent_again(pulled: Seat) -> None:
    made = pulled.decide("c1")
    pulled.server.cases["c1"].lease = ("l", "ana", pulled.clock.monotonic() + 60)
    pulled.push()
    assert pulled.outbox(made) is OutboxState.CONFLICT
    pulled.clock.advance(60)
    assert pulled.workspace.retry(made.id)
    pulled.push()
    assert pulled.outbox(made) is OutboxState.ACCEPTED
    assert not pulled.workspace.retry(made.id)
