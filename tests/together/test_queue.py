"""Claims: desks that share a queue never get one case, on one server process or on several."""

from __future__ import annotations

from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path

import httpx
import msgspec
import pytest

from tests.server.postgres import fresh
from tests.serving import OPERATOR, program, serving
from tests.together.conftest import stock
from tests.together.invariants import check, kept
from triage_tui.conformance import made
from triage_tui.domain.wire.capabilities import Queue
from triage_tui.domain.wire.leases import Lease
from triage_tui.server.store import open_store

CASES = 60
NAMES = ("ana", "ben", "cid", "dov", "eva", "fay")


def work(address: str, name: str, token: str) -> list[tuple[str, str]]:
    """Take cases from the queue and decide them, until there are none; which, and by which decision."""
    done = []
    line = httpx.Client(base_url=address, headers={"Authorization": f"Bearer {token}"}, trust_env=False)
    with closing(line):
        while True:
            answer = line.post("/v1/leases", json={"queue": "q", "ttl_s": 60})
            if answer.status_code == 204:
                return done
            assert answer.status_code == 201, answer.text
            lease = msgspec.json.decode(answer.content, type=Lease)
            assert lease.case
            found = made.Found(lease.case_id, 1, Queue(id="q"), bytes(lease.case), own=True)
            said = made.decision(found, name, None)
            taken = line.post("/v1/decisions", json=said, headers={"Lease-Fence": str(lease.fence)})
            assert taken.status_code in (200, 201), taken.text
            done.append((lease.case_id, said["id"]))


def worked(address: str, tokens: dict[str, str]) -> list[tuple[str, str]]:
    with ThreadPoolExecutor(len(tokens)) as pool:
        each = pool.map(lambda one: work(address, *one), tokens.items())
        return [pair for some in each for pair in some]


def test_six_desks_on_one_queue(database: str) -> None:
    with serving(database) as served:
        ids = stock(served, CASES)
        done = worked(served.address, {name: served.token(name) for name in NAMES})
    assert Counter(case for case, _ in done) == Counter(ids)
    check(database, {decision for _, decision in done})
    assert len(kept(database)) == CASES


def test_six_desks_on_two_processes_that_share_one_postgresql(postgres_server: str) -> None:
    database = fresh(postgres_server)
    with serving(database) as served:
        ids = stock(served, CASES)
        tokens = {name: served.token(name) for name in NAMES}
    with program(database, "--workers", "2") as server:
        done = worked(server.address, tokens)
    assert Counter(case for case, _ in done) == Counter(ids)
    check(database, {decision for _, decision in done})


@pytest.mark.parametrize("version", [1, 2])
def test_a_case_that_changes_under_a_lease_is_decided_at_the_version_that_counts(version: int, tmp_path: Path) -> None:
    database = str(tmp_path / "server.db")
    with serving(database) as served:
        (one,) = stock(served, 1)
        token = served.token("ana")
        line = httpx.Client(base_url=served.address, headers={"Authorization": f"Bearer {token}"}, trust_env=False)
        with closing(line):
            lease = line.post("/v1/leases", json={"queue": "q"}).json()
            served.store.take_in(OPERATOR, [msgspec.json.encode(made.case(one, "q", None, version=2))])
            found = made.Found(one, version, Queue(id="q"), b"{}", own=True)
            said = made.decision(found, "ana", None)
            answer = line.post("/v1/decisions", json=said, headers={"Lease-Fence": str(lease["fence"])})
    store = open_store(database)
    try:
        assert (answer.status_code in (200, 201)) == (version == 2)
        assert answer.json().get("case", {"version": 2})["version"] == 2
    finally:
        store.close()
    check(database, {said["id"]} if version == 2 else set())
