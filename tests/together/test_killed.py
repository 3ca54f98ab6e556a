"""Claims: whoever is killed while decisions are on the wire, none is lost and none is there twice."""

from __future__ import annotations

import subprocess
import sys
from itertools import count
from pathlib import Path
from threading import Event

import pytest

from tests.faults import Fault, Proxy, Seen
from tests.rules.house import ROOT
from tests.serving import Program, program, serving
from tests.together.conftest import stock
from tests.together.invariants import check, kept
from tests.together.station import Station
from triage_tui.server.store import open_store

MANY = 320
"""Decisions: more than two batches."""


@pytest.mark.parametrize("batch", [1, 2])
@pytest.mark.parametrize("arrives", [True, False], ids=["arrived", "lost"])
def test_a_client_killed_while_it_sends(arrives: bool, batch: int, tmp_path: Path) -> None:
    database = str(tmp_path / "server.db")
    batches, running = count(1), Event()
    with serving(database) as served, Proxy(served.upstream) as proxy:
        ids, token = stock(served, MANY), served.token("ana")
        ana = Station(tmp_path / "ana.db", proxy.url, token, "ana")
        ana.sync()
        decided = {ana.decide(one).id for one in ids}
        ana.workspace.close()

        def kill(seen: Seen) -> None:
            if "decisions" in seen.path and next(batches) == batch:
                running.wait(30)
                client.kill()
                client.wait()

        if arrives:
            proxy.sent = kill
        else:
            proxy.then(*[Fault.NONE] * batch, Fault.STALL)
        command = [sys.executable, "-m", "tests.together.pusher", str(ana.path), proxy.url, token, "ana"]
        client = subprocess.Popen(command, cwd=ROOT)
        running.set()
        if not arrives:
            proxy.wait_for(Fault.STALL)
            client.kill()
        assert client.wait(timeout=30) == -9
        proxy.sent = lambda _: None
        proxy.calm()
        again = Station(ana.path, proxy.url, token, "ana")
        assert len(again.accepted()) < MANY
        again.settle()
        assert again.accepted() == decided
    check(database, decided)
    assert set(kept(database)) == decided


def test_a_server_killed_while_it_takes_decisions(database: str, tmp_path: Path) -> None:
    with serving(database) as served:
        ids, token = stock(served, MANY), served.token("ana")
    requests = count(1)
    acknowledged: set[str] = set()
    with program(database) as server, Proxy(("127.0.0.1", server.port)) as proxy:
        ana = Station(tmp_path / "ana.db", proxy.url, token, "ana")
        ana.sync()
        decided = {ana.decide(one).id for one in ids}

        def kill(seen: Seen) -> None:
            if seen.path == "/v1/decisions:batch" and next(requests) in (1, 3):
                server.end()

        proxy.sent = kill
        for _ in range(2):
            ana.try_sync()
            acknowledged = ana.accepted()
            assert len(acknowledged) < MANY
            assert acknowledged <= kept(database).keys()
            server.start()
        ana.settle()
        assert ana.accepted() == decided
    check(database, decided)
    assert set(kept(database)) == decided


def test_a_server_that_is_told_to_stop_leaves_with_zero_and_its_database_whole(tmp_path: Path) -> None:
    import signal

    database = str(tmp_path / "server.db")
    server = Program(database)
    assert server.end(signal.SIGTERM) == 0
    open_store(database).close()
