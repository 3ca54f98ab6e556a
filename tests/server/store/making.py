"""Cases, decisions and people to try the store with."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from itertools import count
from threading import Barrier
from typing import Any, TypeVar

import msgspec
import pytest

from triage_tui.domain.ids import uuid7
from triage_tui.domain.wire.capabilities import Me
from triage_tui.domain.wire.cases import Change
from triage_tui.domain.wire.leases import Lease, LeaseWish
from triage_tui.domain.wire.problems import Problem
from triage_tui.server.rejected import Rejected
from triage_tui.server.store import Store

START = datetime(2026, 4, 21, 9, 30, tzinfo=UTC)
Answer = TypeVar("Answer")

ANA, BEN = Me(reviewer="ana", roles=("reviewer",)), Me(reviewer="ben", roles=("reviewer",))
SUE, LEA = Me(reviewer="sue", roles=("senior",)), Me(reviewer="lea", roles=("lead",))
AUDITOR = Me(reviewer="aud", roles=("auditor",))
FEED = Me(reviewer="feed", roles=("intake",))


class Clock:
    """A clock that goes on only when told."""

    def __init__(self) -> None:
        self.moment = START

    def __call__(self) -> datetime:
        return self.moment

    def on(self, **span: float) -> None:
        """Let time pass."""
        self.moment += timedelta(**span)


def raw_case(case_id: str = "c1", version: int = 1, **fields: Any) -> bytes:
    """A case as a source writes it, in queue ``q`` where nothing else is said."""
    turns = [{"role": "user", "text": "how do I open a port?"}]
    said = {"queue": "q", "conversation": {"turns": turns}, **fields}
    return msgspec.json.encode({"id": case_id, "version": version, **said})


def raw_decision(me: Me, case_id: str = "c1", version: int = 1, **fields: Any) -> bytes:
    """A decision as a client sends it."""
    said = {"id": uuid7(1), "outcome": "uphold", "decided_at": "2026-04-21T09:00:00Z", **fields}
    about = {"case_id": case_id, "case_version": version, "case_sha256": "0" * 64, "reviewer": me.reviewer}
    return msgspec.json.encode({**about, **said})


_queues = count(1)


def new_queue() -> str:
    """The name of a queue that nobody used yet."""
    return f"q{next(_queues)}"


def id_of(raw: bytes) -> str:
    """The id of a decision."""
    read: str = msgspec.json.decode(raw)["id"]
    return read


def offline(me: Me, **fields: Any) -> bytes:
    """A decision that was taken without a line."""
    return raw_decision(me, client={"offline": True}, **fields)


def fill(store: Store, *raws: bytes) -> None:
    """Hand cases in; one plain case where none is said."""
    store.take_in(FEED, raws or [raw_case()])


def serve(store: Store, me: Me, queue: str = "q") -> Lease | None:
    """The next case of a queue."""
    return store.lease(me, LeaseWish(queue=queue))


def take(store: Store, me: Me, case_id: str = "c1", ttl_s: int = 900) -> Lease:
    """One case."""
    lease = store.lease(me, LeaseWish(case_id=case_id, ttl_s=ttl_s))
    assert lease is not None
    return lease


def refusal(act: Callable[..., object], *arguments: object) -> Problem:
    """Why an act is refused."""
    with pytest.raises(Rejected) as refused:
        act(*arguments)
    return refused.value.problem


def why(act: Callable[..., object], *arguments: object) -> str:
    """In one word."""
    return refusal(act, *arguments).kind


def state(store: Store, case_id: str = "c1") -> str:
    """Where a case stands, as a lead sees it."""
    return next(row.state for row in store.rows(LEA, None, None, "age", 500, None).cases if row.id == case_id)


def taken(store: Store) -> list[str]:
    """The ids in the journal."""
    return [one.decision.id for one in store.journal(LEA, None, 500).decisions]


def told(store: Store, me: Me, since: str | None = None, limit: int = 500) -> tuple[list[Change], str]:
    """Everything behind a cursor, and where it ends."""
    changes: list[Change] = []
    while True:
        page = store.changes(me, since, limit)
        assert len(page.changes) <= limit + 5
        changes += page.changes
        since = page.next
        if not page.more:
            return changes, since


def at_once(act: Callable[[int], Answer], threads: int = 8) -> Sequence[Answer]:
    """What an act answers when several threads begin it at the same moment."""
    start = Barrier(threads)

    def run(number: int) -> Answer:
        start.wait()
        return act(number)

    with ThreadPoolExecutor(threads) as pool:
        return list(pool.map(run, range(threads)))
