"""Claims: in a blind queue the desk holds nothing that is withheld until an outcome was said, and then all of it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from random import Random
from threading import Event

from tests.serving import serving
from tests.together.conftest import stock
from tests.together.station import Station
from triage_tui.desk import blind
from triage_tui.desk.desk import Desk
from triage_tui.desk.house import House, SystemClock
from triage_tui.domain.wire.capabilities import Queue
from triage_tui.domain.words import Mode, OutboxState, Outcome
from triage_tui.sync.clock import SystemClock as Steady
from triage_tui.sync.engine import Engine


@contextmanager
def running(engine: Engine) -> Iterator[Callable[[Callable[[], bool]], None]]:
    """An engine on its thread; what is given waits until something is true."""
    turned = Event()

    def until(true: Callable[[], bool]) -> None:
        while not true():
            assert turned.wait(20)
            turned.clear()

    engine.listen(turned.set)
    engine.start()
    try:
        yield until
    finally:
        engine.stop(5)


def test_what_is_withheld_comes_once_an_outcome_was_said_and_goes_back_with_the_decision(
    database: str, tmp_path: Path
) -> None:
    with serving(database) as served:
        (case_id,) = stock(served, 1)
        served.store.set_queue(Queue(id="q", mode=Mode.BLIND))
        station = Station(tmp_path / "ana.db", served.address, served.token("ana"), "ana")
        station.sync()
        engine = Engine(station.api(), station.workspace.shelf(), Steady(), Random(0), name="here")
        house = House("ana", undo_window=timedelta(0), mode=lambda _: Mode.BLIND)
        desk = Desk(station.workspace, SystemClock(), house, engine, station.workspace)
        sitting = desk.open(case_id)
        assert all(flag.clause is None and flag.score is None for flag in sitting.opened.case.flags)
        assert blind.why_not_say(desk, sitting) == "that needs a lease of the case, which is not here yet"
        with running(engine) as until:
            engine.lease(case_id)
            until(lambda: blind.why_not_say(desk, sitting) is None)
            said = blind.say(desk, sitting, Outcome.UPHOLD)
            assert blind.why_not_say(desk, said) == "you said uphold first, and that stays"
            until(lambda: desk.open(case_id).opened.sha256 != sitting.opened.sha256)
            whole = desk.open(case_id)
            assert any(flag.score is not None for flag in whole.opened.case.flags)
            made = desk.decide(whole, Outcome.INSUFFICIENT_CONTEXT).decision
            assert (made.mode, made.provisional) == (Mode.BLIND, said.draft.provisional)
            engine.poke()
            until(lambda: desk.open(case_id).opened.kept[-1].outbox is OutboxState.ACCEPTED)
        station.workspace.close()
