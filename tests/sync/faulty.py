"""A source in front of the model server, with everything that can go wrong between the two."""

from __future__ import annotations

from collections import deque
from collections.abc import AsyncIterator, Callable, Sequence
from typing import Literal, TypeVar

from tests.sync.model import ModelServer
from triage_tui.domain.wire.capabilities import Capabilities, PackRow, Queue
from triage_tui.domain.wire.cases import Changes
from triage_tui.domain.wire.leases import Lease
from triage_tui.domain.wire.outcomes import Accepted, Conflict, Later, Pushed, Refused, SignedOut, TooLarge, Unknown
from triage_tui.domain.wire.problems import Problem, SourceRefused, problem
from triage_tui.domain.wire.receipts import Receipt, Skip
from triage_tui.domain.words import Outcome
from triage_tui.errors import NotSignedIn, Unreachable
from triage_tui.sync.ports import Outgoing

Fault = Literal[
    "", "unreachable", "lost", "no reply", "twice", "busy", "broken", "slow", "signed out", "die", "die late"
]
"""Of one request: none; no connection; lost on its way; taken, but no reply; taken twice; 429; 500; late; 401; and the
client dies before or after the server took it."""

T = TypeVar("T")


class Died(BaseException):
    """The client was killed."""


class FaultySource:
    """What sync sees of the server. Each request takes the next fault."""

    def __init__(self, server: ModelServer) -> None:
        self.server = server
        self.faults = deque[Fault]()
        self.asked = list[str]()
        """Every request, in short."""
        self.closed = False
        self.doubted = set[str]()
        """Decisions that may have arrived for all the client can know: to be asked for before they are sent."""

    @property
    def skew(self) -> float | None:
        return self.server.skew

    async def capabilities(self) -> Capabilities:
        return self._read("capabilities", self.server.capabilities)

    async def queues(self) -> Sequence[Queue]:
        return self._read("queues", self.server.queues)

    async def changes(self, since: str | None) -> Changes:
        return self._read(f"changes {since}", lambda: self.server.changes(since))

    async def cases(self, ids: Sequence[str]) -> AsyncIterator[bytes]:
        found = [self.server.cases[one].raw for one in ids if one in self.server.cases]
        for number, raw in enumerate(found):
            if number == 1:
                self._read("more cases", lambda: None)
            yield raw

    async def packs(self) -> Sequence[PackRow]:
        return self._read("packs", self.server.pack_rows)

    async def pack(self, policy_id: str, version: str) -> bytes:
        return self._read(f"pack {policy_id} {version}", lambda: self.server.packs[policy_id, version])

    async def lease(self, case_id: str, ttl_s: int) -> Lease:
        return self._read(f"lease {case_id}", lambda: self.server.lease(case_id, ttl_s))

    async def renew(self, lease_id: str, ttl_s: int) -> Lease:
        return self._read(f"renew {lease_id}", lambda: self.server.renew(lease_id, ttl_s))

    async def provisional(self, lease_id: str, outcome: Outcome) -> bytes:
        return self._read(f"provisional {outcome}", lambda: self.server.provisional(lease_id))

    async def end(self, lease_id: str) -> None:
        self._read(f"end {lease_id}", lambda: self.server.end(lease_id))

    async def decision(self, decision_id: str) -> Receipt | None:
        kept = self._read(f"decision {decision_id}", lambda: self.server.decisions.get(decision_id))
        self.doubted.discard(decision_id)
        return kept[1] if kept else None

    async def skip(self, case_id: str, skip: Skip) -> None:
        self._read(f"skip {case_id}", lambda: self.server.skip(case_id, skip))

    async def close(self) -> None:
        self.closed = True

    async def push(self, decisions: Sequence[Outgoing]) -> Sequence[Pushed]:
        fault = self._next(f"push {len(decisions)}")
        sent = {one.decision_id for one in decisions}
        assert not sent & self.doubted, "sent again without asking"
        if fault in ("lost", "broken", "no reply", "die", "die late"):
            self.doubted |= sent
        early: dict[Fault, Pushed] = {
            "unreachable": Later("no connection"),
            "lost": Unknown("lost on its way"),
            "busy": Later("too many requests", 30.0),
            "broken": Unknown("answered with a page (status 500)"),
            "signed out": SignedOut("the token is not accepted"),
        }
        if fault == "die":
            raise Died
        if sum(len(one.body) for one in decisions) > self.server.largest:
            return [TooLarge("too large")] * len(decisions)
        if fault in early:
            return [early[fault]] * len(decisions)
        answers = [self.server.decide(one.body, one.fence) for one in decisions]
        if fault == "twice":
            answers = [self.server.decide(one.body, one.fence) for one in decisions]
        if fault == "die late":
            raise Died
        return [Unknown("no reply")] * len(decisions) if fault == "no reply" else [*map(_outcome, answers)]

    def _next(self, what: str) -> Fault:
        self.asked.append(what)
        fault = self.faults.popleft() if self.faults else ""
        if fault == "slow":
            self.server.clock.advance(10)
        return fault

    def _read(self, what: str, act: Callable[[], T]) -> T:
        match self._next(what):
            case "unreachable" | "lost" | "broken":
                raise Unreachable("no answer")
            case "signed out":
                raise NotSignedIn("the token is not accepted")
            case "busy":
                raise SourceRefused(problem("rate_limited", retry_after=30.0))
            case "die":
                raise Died
            case "no reply":
                act()
                raise Unreachable("no answer")
            case "die late":
                act()
                raise Died
        return act()


def _outcome(answer: Receipt | Problem) -> Pushed:
    if isinstance(answer, Receipt):
        return Accepted(answer)
    return Conflict(answer) if answer.status == 409 else Refused(answer)
