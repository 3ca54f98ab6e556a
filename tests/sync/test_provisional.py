"""What a reviewer says before all is shown is told under their lease, once, and brings the whole case."""

from __future__ import annotations

import pytest

from tests.storage.making import raw_case
from tests.sync.seat import Seat
from triage_tui.domain.words import Outcome


@pytest.fixture
def blind(seat: Seat) -> Seat:
    """A desk with a case in front of which something is withheld."""
    seat.server.put("c1", "what everybody sees")
    seat.server.cases["c1"].whole = raw_case("c1", "what everybody sees", flags=[{"clause": "net.1", "score": 0.9}])
    seat.pull()
    return seat


def shown(seat: Seat) -> int:
    """How many flags are here."""
    opened = seat.workspace.open_case("c1")
    assert opened is not None
    return len(opened.case.flags)


def told(seat: Seat) -> int:
    return seat.source.asked.count("provisional uphold")


def test_it_brings_the_whole_case(blind: Seat) -> None:
    blind.engine.leases.want("c1")
    blind.tend()
    assert (shown(blind), told(blind)) == (0, 0)
    blind.engine.leases.say("c1", Outcome.UPHOLD)
    blind.tend()
    blind.pull()
    assert (shown(blind), told(blind)) == (1, 1)
    blind.tend()
    assert told(blind) == 1


def test_said_before_there_is_a_lease_it_waits_for_it(blind: Seat) -> None:
    blind.engine.leases.say("c1", Outcome.UPHOLD)
    blind.tend()
    blind.pull()
    assert blind.source.asked.index("lease c1") < blind.source.asked.index("provisional uphold")
    assert shown(blind) == 1


def test_a_silence_is_no_answer(blind: Seat) -> None:
    blind.engine.leases.want("c1")
    blind.tend()
    blind.engine.leases.say("c1", Outcome.UPHOLD)
    blind.faults("unreachable")
    assert blind.tend() <= 15
    blind.tend()
    blind.pull()
    assert (shown(blind), told(blind)) == (1, 2)


def test_who_left_says_nothing_more(blind: Seat) -> None:
    blind.engine.leases.say("c1", Outcome.UPHOLD)
    blind.engine.leases.leave("c1")
    blind.tend()
    assert told(blind) == 0
