"""Claims: clocks an hour apart cost nobody a case, a lease or a decision, and are told."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random
from threading import Event

import pytest

from tests.faults import Proxy
from tests.serving import serving
from tests.together.conftest import stock
from tests.together.invariants import check, kept, rows
from tests.together.station import Station
from triage_tui.server.store.tables import case
from triage_tui.sync.clock import SystemClock
from triage_tui.sync.engine import Engine

PATIENCE = 20.0
"""Seconds before a test gives up; nothing is measured with it."""


@contextmanager
def alive(station: Station) -> Iterator[tuple[Engine, Event]]:
    """An engine beside a desk, and the event of its news."""
    news = Event()
    engine = Engine(station.api(), station.workspace.shelf(), SystemClock(), Random(0), news.set, name="here")
    engine.start()
    try:
        yield engine, news
    finally:
        engine.stop(PATIENCE)


def leased(engine: Engine, news: Event, case_id: str, *states: str) -> timedelta:
    """Wait for a lease to come to one of these states; how long it is still good for, by our clock."""
    for _ in range(1000):
        found = engine.leased(case_id)
        if found is not None and found.state in states:
            assert found.until is not None
            return found.until - datetime.now(UTC)
        assert news.wait(PATIENCE), engine.state()
        news.clear()
    raise AssertionError(engine.state())


@pytest.mark.parametrize("hours", [1, -1])
def test_a_server_whose_clock_is_an_hour_off(hours: int, tmp_path: Path) -> None:
    database, ahead = str(tmp_path / "server.db"), timedelta(hours=hours)
    with serving(database, ahead=ahead) as served, Proxy(served.upstream, ahead=ahead) as proxy:
        one, two = stock(served, 2)
        ana, ben = (Station(tmp_path / f"{name}.db", proxy.url, served.token(name), name) for name in ("ana", "ben"))
        ana.sync()
        ben.sync()
        decision = ana.decide(two)
        with alive(ana) as (mine, my_news), alive(ben) as (theirs, their_news):
            mine.lease(one)
            assert timedelta(minutes=10) < leased(mine, my_news, one, "held") < timedelta(minutes=15)
            theirs.lease(one)
            assert timedelta(minutes=10) < leased(theirs, their_news, one, "taken") < timedelta(minutes=16)
            assert abs(mine.state().skew - ahead.total_seconds()) < 60
            assert mine.state().clock_is_off
    assert ana.accepted() == {decision.id}
    check(database, {decision.id})
    (taken,) = kept(database).values()
    assert taken.decided_at == decision.decided_at, "the client's time is kept as it was said"
    assert {row.lease_until_ms for row in rows(database, case)} == {0}, "leases were given back"


@pytest.mark.parametrize("days", [400, -400])
def test_a_desk_whose_clock_is_a_year_off(days: int, tmp_path: Path) -> None:
    database = str(tmp_path / "server.db")
    with serving(database) as served:
        ids = stock(served, 5)
        ana = Station(tmp_path / "ana.db", served.address, served.token("ana"), "ana")
        ana.clock.wrong = timedelta(days=days)
        ana.sync()
        decided = {ana.decide(one).id for one in ids}
        ana.sync()
        assert ana.accepted() == decided
    check(database, decided)
