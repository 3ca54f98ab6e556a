"""The engine on its own thread: it begins, is told, tells, and ends in time."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from threading import Condition

import pytest

from tests.sync.faulty import FaultySource
from tests.sync.seat import URL, Seat
from triage_tui.domain.wire.outcomes import Pushed
from triage_tui.domain.words import OutboxState
from triage_tui.errors import NotSignedIn, Unreachable
from triage_tui.sync.engine import Engine
from triage_tui.sync.ports import Outgoing


class Ears:
    """Waits for what the engine tells."""

    def __init__(self, engine: Engine) -> None:
        self._changed = Condition()
        engine.listen(self._told)

    def _told(self) -> None:
        with self._changed:
            self._changed.notify_all()

    def until(self, so: Callable[[], bool]) -> None:
        with self._changed:
            assert self._changed.wait_for(so, timeout=20)


@pytest.fixture
def running(tmp_path: Path) -> Iterator[tuple[Seat, Ears]]:
    """A desk with the engine beside it, and three cases at the server."""
    seat = Seat(tmp_path / "desk")
    for case_id in ("c1", "c2", "c3"):
        seat.server.put(case_id)
    ears = Ears(seat.engine)
    seat.engine.start()
    ears.until(lambda: seat.state().arrived == 3)
    yield seat, ears
    seat.engine.stop(2)
    seat.close()


def test_it_pulls_at_once_and_pushes_when_poked(running: tuple[Seat, Ears]) -> None:
    seat, ears = running
    made = seat.decide("c1")
    seat.engine.poke()
    ears.until(lambda: seat.outbox(made) is OutboxState.ACCEPTED and seat.state().waiting == 0)
    assert seat.server.effects == {made.id: 1}


def test_it_sends_by_itself_what_is_due_later(running: tuple[Seat, Ears]) -> None:
    seat, ears = running
    made = seat.decide("c1", held=10)
    seat.engine.poke()
    ears.until(lambda: seat.state().waiting == 1)
    while seat.outbox(made) is not OutboxState.ACCEPTED:
        seat.clock.advance(1)


def test_it_tells_of_a_skip_when_poked_and_of_one_that_waited_for_a_decision_after_that(
    running: tuple[Seat, Ears],
) -> None:
    seat, ears = running
    made = seat.decide("c1", held=10)
    seat.server.put("c1", "newer")
    seat.engine.poke()
    ears.until(lambda: seat.state().arrived == 4)
    skips = [seat.skip("c1"), seat.skip("c2")]
    seat.engine.poke()
    while [*seat.server.skips] != [skips[1].id]:
        assert seat.outbox(made) is OutboxState.HELD
    while skips[0].id not in seat.server.skips:
        seat.clock.advance(1)
    assert seat.outbox(made) is OutboxState.CONFLICT


def test_a_conflict_brings_the_newer_case(running: tuple[Seat, Ears]) -> None:
    seat, ears = running
    made = seat.decide("c1")
    seat.server.put("c1", "newer")
    seat.engine.poke()
    ears.until(lambda: seat.state().conflicts == 1 and seat.state().arrived == 4)
    assert seat.outbox(made) is OutboxState.CONFLICT


def test_a_lease_is_taken_given_back_and_given_back_on_quitting(running: tuple[Seat, Ears]) -> None:
    seat, ears = running

    def held(case_id: str) -> bool:
        leased = seat.engine.leased(case_id)
        return leased is not None and leased.state == "held"

    seat.engine.lease("c1")
    seat.engine.lease("c2")
    ears.until(lambda: held("c1") and held("c2"))
    seat.engine.end_lease("c1")
    ears.until(lambda: seat.engine.leased("c1") is None and seat.server.cases["c1"].lease is None)
    seat.engine.stop(2)
    assert seat.server.cases["c2"].lease is None
    assert seat.source.closed


def test_signing_in_goes_on_with_what_waited(running: tuple[Seat, Ears]) -> None:
    seat, ears = running
    made = seat.decide("c1")
    seat.faults(*["signed out"] * 2)
    seat.engine.poke()
    ears.until(lambda: seat.state().health == "signed_out")
    seat.source.faults.clear()
    seat.engine.signed_in()
    ears.until(lambda: seat.outbox(made) is OutboxState.ACCEPTED)


class Stuck(FaultySource):
    """A source that takes a decision and never answers."""

    async def push(self, decisions: Sequence[Outgoing]) -> Sequence[Pushed]:
        await super().push(decisions)
        await asyncio.Event().wait()
        raise AssertionError


def test_a_hang_up_while_sending_loses_nothing_and_doubles_nothing(tmp_path: Path) -> None:
    seat = Seat(tmp_path / "desk")
    seat.server.put("c1")
    seat.pull()
    made = seat.decide("c1")
    engine = Engine(Stuck(seat.server), seat.shelf, seat.clock, seat.dice, name=URL)
    ears = Ears(engine)
    engine.start()
    ears.until(lambda: made.id in seat.server.decisions)
    engine.stop(0.2)
    assert seat.outbox(made) is OutboxState.UNKNOWN
    seat.push()
    assert (seat.outbox(made), seat.server.effects) == (OutboxState.ACCEPTED, {made.id: 1})
    seat.close()


class Broken(FaultySource):
    """A source with a mistake in it."""

    async def capabilities(self) -> None:  # type: ignore[override]
        raise ZeroDivisionError


def test_what_the_engine_dies_of_is_shown_and_raised_at_the_end(tmp_path: Path) -> None:
    seat = Seat(tmp_path / "desk")
    engine = Engine(Broken(seat.server), seat.shelf, seat.clock, seat.dice, name=URL)
    ears = Ears(engine)
    engine.start()
    ears.until(lambda: "ZeroDivisionError" in engine.state().reason)
    with pytest.raises(ZeroDivisionError):
        engine.stop(1)
    seat.close()


def test_one_run_pulls_and_pushes_and_says_how_it_went(seat: Seat) -> None:
    seat.server.put("c1")
    seat.loop.run(asyncio.sleep(0))
    state = seat.engine.run_once(push=False)
    assert (state.arrived, state.health, seat.source.closed) == (1, "online", True)
    made = seat.decide("c1")
    assert seat.engine.run_once(pull=False).waiting == 0
    assert seat.outbox(made) is OutboxState.ACCEPTED


def test_one_run_without_an_answer_is_an_error(seat: Seat) -> None:
    seat.faults("unreachable", "signed out")
    with pytest.raises(Unreachable):
        seat.engine.run_once()
    with pytest.raises(NotSignedIn):
        seat.engine.run_once(pull=False)
