"""Whoever changes a case waits for whoever is changing it, and then goes by what has become of it; in PostgreSQL."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor

import psycopg
import pytest

from tests.server.store.conftest import emptied
from tests.server.store.making import ANA, LEA, Clock, fill, raw_decision, take
from triage_tui.domain.wire.leases import LeaseWish
from triage_tui.domain.wire.receipts import Escalation, Skip
from triage_tui.domain.words import Outcome
from triage_tui.server.rejected import Rejected
from triage_tui.server.store import Store, open_store

Act = Callable[[Store, str], object]
ACTS: dict[str, tuple[Act, str]] = {
    "renew": (lambda store, lease_id: store.renew(ANA, lease_id, 60), "lease_lost"),
    "end": (lambda store, lease_id: store.end(ANA, lease_id), ""),
    "provisional": (lambda store, lease_id: store.provisional(ANA, lease_id, Outcome.UPHOLD), "lease_lost"),
    "lease": (lambda store, _: store.lease(ANA, LeaseWish(case_id="c1")), "lease_held"),
    "skip": (lambda store, _: store.skip(ANA, "c1", Skip(id="s1", reason="other")), ""),
    "escalate": (lambda store, _: store.escalate(ANA, "c1", Escalation(id="e1", to="lead")), ""),
    "decide": (lambda store, _: store.decide(ANA, raw_decision(ANA), None), "lease_held"),
}
"""What Ana does with a case that was hers a moment ago, and how it ends now that it is Ben's; empty: well."""

_LEASE = "SELECT lease_id, lease_holder, lease_until_ms - 1 FROM case_now"
_PASS_ON = "UPDATE case_now SET lease_id = 'bens', lease_holder = 'ben', lease_until_ms = lease_until_ms + 1"
_WAITS = "SELECT true FROM pg_stat_activity WHERE %s = ANY (pg_blocking_pids(pid))"


@pytest.fixture
def kept(postgres_kept: str, clock: Clock) -> Iterator[Store]:
    """An empty store in PostgreSQL."""
    store = open_store(emptied(postgres_kept), now=clock)
    store.add_user(LEA.reviewer, LEA.roles)
    yield store
    store.close()


@pytest.mark.parametrize(("act", "end"), ACTS.values(), ids=ACTS)
def test_a_lease_that_passes_on_meanwhile_stays_with_whom_it_went_to(
    kept: Store, postgres_kept: str, act: Act, end: str
) -> None:
    fill(kept)
    lease = take(kept, ANA)
    with psycopg.connect(postgres_kept) as ben, ThreadPoolExecutor(1) as beside:
        (until,) = ben.execute("SELECT lease_until_ms FROM case_now").fetchone() or ()
        ben.execute(_PASS_ON)
        answer = beside.submit(act, kept, lease.lease_id)
        assert _waits(answer, postgres_kept, ben.info.backend_pid)
        ben.commit()
        assert _end(answer) == end
        assert ben.execute(_LEASE).fetchall() == [("bens", "ben", until)]


def _waits(answer: Future[object], url: str, for_whom: int) -> bool:
    """Whether an act waits for somebody's transaction; false once it has an end."""
    with psycopg.connect(url, autocommit=True) as looking:
        while not answer.done():
            if looking.execute(_WAITS, [for_whom]).fetchone():
                return True
    return False


def _end(answer: Future[object]) -> str:
    """How an act ends, in one word; empty for well."""
    failure = answer.exception(timeout=30)
    assert failure is None or isinstance(failure, Rejected), failure
    return "" if failure is None else failure.problem.kind
