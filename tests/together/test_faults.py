"""Claims: over a line on which everything goes wrong, what was acknowledged is on the server exactly once."""

from __future__ import annotations

from pathlib import Path

import pytest
from msgspec.structs import replace

from tests.faults import Fault, Proxy
from tests.serving import serving
from tests.together.conftest import stock
from tests.together.invariants import check, kept
from tests.together.station import Station
from triage_tui.domain.words import OutboxState


def test_what_is_decided_arrives_as_it_was_decided(database: str, tmp_path: Path) -> None:
    with serving(database) as served:
        ids = stock(served, 60)
        ana = Station(tmp_path / "ana.db", served.address, served.token("ana"), "ana")
        ana.sync()
        assert sorted(ana.cases()) == sorted(ids)
        decided = {one.id: one for one in map(ana.decide, ids[:30])}
        ana.sync()
        assert ana.accepted() == decided.keys()
        ben = Station(tmp_path / "ben.db", served.address, served.token("ben"), "ben")
        ben.sync()
        assert sorted(ben.cases()) == sorted(ids[30:])
    check(database, decided)
    assert {name: replace(one, log=None) for name, one in kept(database).items()} == decided


@pytest.mark.parametrize("fault", [fault for fault in Fault if fault is not Fault.STALL])
def test_each_fault_costs_nobody_a_decision(fault: Fault, tmp_path: Path) -> None:
    database = str(tmp_path / "server.db")
    with serving(database) as served, Proxy(served.upstream) as proxy:
        ids = stock(served, 4)
        ana = Station(tmp_path / "ana.db", proxy.url, served.token("ana"), "ana")
        ana.sync()
        decided = {ana.decide(one).id for one in ids}
        proxy.only = "/v1/decisions"
        proxy.then(fault, fault)
        ana.try_sync()
        assert fault in {seen.fault for seen in proxy.seen}
        proxy.calm()
        ana.settle()
        assert ana.accepted() == decided
    check(database, decided)
    assert set(kept(database)) == decided


@pytest.mark.parametrize("seed", range(3))
def test_a_bad_line_from_beginning_to_end(database: str, tmp_path: Path, seed: int) -> None:
    with serving(database) as served, Proxy(served.upstream, seed=seed, share=0.4) as proxy:
        ids = stock(served, 24)
        ana, ben = (Station(tmp_path / f"{name}.db", proxy.url, served.token(name), name) for name in ("ana", "ben"))
        for one in (ana, ben):
            while len(one.cases()) < len(ids):
                one.try_sync()
        first = {ana.decide(one).id for one in ids[:16]}
        second = {ben.decide(one).id for one in ids[8:]}
        for _ in range(6):
            ana.try_sync()
            ben.try_sync()
        ana.settle()
        ben.settle()
        lost = {name for one in (ana, ben) for name, state in one.states().items() if state is OutboxState.CONFLICT}
        acknowledged = ana.accepted() | ben.accepted()
        assert acknowledged | lost == first | second
        assert len(lost) == 8, "for each case that both decided one is told"
    check(database, acknowledged)
    assert set(kept(database)) == acknowledged
    assert {seen.fault for seen in proxy.seen} > {Fault.NONE}
