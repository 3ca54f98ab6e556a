"""A reviewer's side of the whole: a workspace, the client, the engine, and a clock that has no patience."""

from __future__ import annotations

import asyncio
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random
from time import monotonic

import httpx

from triage_tui.domain.decision import Client, Decision
from triage_tui.domain.ids import uuid7
from triage_tui.domain.wire.problems import SourceRefused
from triage_tui.domain.words import OutboxState, Outcome
from triage_tui.errors import Unreachable
from triage_tui.sources.case_api import CaseApi
from triage_tui.sources.secret import Secret
from triage_tui.storage.opening import open_workspace
from triage_tui.sync.engine import Engine
from triage_tui.sync.link import LinkState

ON_THE_WAY = {OutboxState.HELD, OutboxState.QUEUED, OutboxState.SENDING, OutboxState.SENT, OutboxState.UNKNOWN}
ROUNDS = 200
"""After which what is still on its way will never get through."""


class HastyClock:
    """Time passes as it does, and at once where somebody would wait for it."""

    def __init__(self) -> None:
        self.ahead = timedelta()
        """Time that passed at once."""
        self.wrong = timedelta()
        """How far the wall clock is ahead of the right time."""

    def now(self) -> datetime:
        """The wall clock."""
        return datetime.now(UTC) + self.ahead + self.wrong

    def monotonic(self) -> float:
        """The steady clock."""
        return monotonic() + self.ahead.total_seconds()

    async def sleep(self, seconds: float) -> None:
        """Let time pass at once."""
        self.ahead += timedelta(seconds=seconds)
        await asyncio.sleep(0)


class Station:
    """One reviewer with a workspace of their own."""

    def __init__(
        self,
        path: Path,
        address: str,
        token: str,
        reviewer: str,
        clock: HastyClock | None = None,
        transport: httpx.AsyncBaseTransport | None = None,
    ) -> None:
        self.path, self.address, self.reviewer = path, address, reviewer
        self.clock = clock or HastyClock()
        self._token, self._transport = token, transport
        self.workspace = open_workspace(path, reviewer=reviewer)

    def api(self) -> CaseApi:
        """The client, for one event loop."""
        return CaseApi(self.address, Secret(self._token), transport=self._transport)

    def engine(self) -> Engine:
        """An engine for one run."""
        return Engine(self.api(), self.workspace.shelf(), self.clock, Random(0), name="here")

    def sync(self, *, pull: bool = True, push: bool = True) -> LinkState:
        """One run; raises where the server does not answer."""
        return self.engine().run_once(pull=pull, push=push)

    def try_sync(self) -> None:
        """One run over a line that may fail; an hour passes afterwards."""
        with suppress(Unreachable, SourceRefused):
            self.sync()
        self.clock.ahead += timedelta(hours=1)

    def settle(self) -> None:
        """Run until nothing is on its way any more."""
        for _ in range(ROUNDS):
            if not ON_THE_WAY & {state for state, count in self.workspace.outbox_counts().items() if count}:
                return
            self.try_sync()
        raise AssertionError(f"still on its way: {self.states()}")

    def cases(self) -> list[str]:
        """The cases that are here and open."""
        from triage_tui.domain.filter import parse

        return [head.id for head in self.workspace.page(parse("is:open"), limit=500).heads]

    def decide(self, case_id: str, outcome: Outcome = Outcome.UPHOLD, offline: bool = False) -> Decision:
        """Decide a case as it is here; it may be sent at once."""
        opened = self.workspace.open_case(case_id)
        assert opened is not None
        now = self.clock.now()
        decision = Decision(
            id=uuid7(int(now.timestamp() * 1000)),
            case_id=case_id,
            case_version=opened.case.version,
            case_sha256=opened.sha256,
            outcome=outcome,
            reviewer=self.reviewer,
            rationale="\u00e9\u4e2d \x1b[31m \u202e",
            confidence=4,
            decided_at=now,
            client=Client(name="test", offline=offline),
        )
        self.workspace.record(decision, hold_until=now - timedelta(seconds=1))
        return decision

    def states(self) -> dict[str, OutboxState]:
        """Every decision, and how far it has come."""
        rows = self.workspace.outbox(datetime(2000, 1, 1, tzinfo=UTC), 100_000)
        return {row.standing.decision.id: row.standing.outbox for row in rows}

    def accepted(self) -> set[str]:
        """The decisions that the server acknowledged."""
        return {one for one, state in self.states().items() if state is OutboxState.ACCEPTED}

    def abandon(self) -> None:
        """Die and come back: nothing is put in order before."""
        self.workspace.close()
        self.workspace = open_workspace(self.path, reviewer=self.reviewer)
