"""A Case API server in memory: the rules of the contract in a hundred lines, and what it has been told."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta

import msgspec

from tests.storage.making import raw_case
from tests.sync.clock import VirtualClock
from triage_tui.domain.decision import Decision, decode_decision
from triage_tui.domain.wire.capabilities import Capabilities, Features, Limits, Me, PackRow, Queue
from triage_tui.domain.wire.cases import Change, ChangeKind, Changes
from triage_tui.domain.wire.leases import Lease
from triage_tui.domain.wire.problems import CursorGone, Problem, SourceRefused, problem
from triage_tui.domain.wire.receipts import Receipt, Skip


@dataclass
class Kept:
    """A case on the server."""

    version: int
    raw: bytes
    open: bool = True
    fence: int = 0
    lease: tuple[str, str, float] | None = None
    """Its id, who has it, and until when by the server's steady clock."""
    whole: bytes | None = None
    """What is shown once an outcome was said; none where nothing is withheld."""


@dataclass
class ModelServer:
    """What a server keeps, and how often each decision took effect."""

    clock: VirtualClock
    skew: float = 0.0
    page: int = 3
    largest: int = 1 << 20
    """Bytes of a request of decisions."""
    cases: dict[str, Kept] = field(default_factory=dict)
    feed: list[Change] = field(default_factory=list)
    horizon: int = 0
    packs: dict[tuple[str, str], bytes] = field(default_factory=dict)
    decisions: dict[str, tuple[bytes, Receipt]] = field(default_factory=dict)
    effects: Counter[str] = field(default_factory=Counter)
    skips: dict[str, tuple[str, Skip]] = field(default_factory=dict)
    """What was passed on, by the id of the skip: once each, however often it is said."""
    me: str = "r1"

    def tell(self, kind: ChangeKind, case_id: str) -> None:
        self.feed.append(Change(kind=kind, at=self.clock.now(), case_id=case_id))

    def put(self, case_id: str, words: str = "hello", **fields: object) -> None:
        """A new case, or a new version of one."""
        known = self.cases.get(case_id)
        version = known.version + 1 if known else 1
        raw = raw_case(case_id, words, version=version, **fields)
        self.cases[case_id] = Kept(version, raw, fence=known.fence if known else 0)
        self.tell("case_changed" if known else "case_new", case_id)

    def close(self, case_id: str) -> None:
        self.cases[case_id].open = False
        self.tell("case_closed", case_id)

    def purge(self, case_id: str) -> None:
        """A case vanishes, and nobody who was away hears of it."""
        del self.cases[case_id]
        self.trim()

    def trim(self) -> None:
        """Forget what happened: every cursor there is is too old."""
        self.horizon = len(self.feed) + 1
        self.feed += [Change(kind="lease_ended", at=self.clock.now())] * 2

    def capabilities(self) -> Capabilities:
        features = Features(lease="exclusive", versioned=True, idempotent=True)
        return Capabilities(server="model/1", me=Me(reviewer=self.me), limits=Limits(lease_s=900), features=features)

    def queues(self) -> Sequence[Queue]:
        return [Queue(id="default", pending=sum(case.open for case in self.cases.values()))]

    def changes(self, since: str | None) -> Changes:
        if since is None:
            told = [
                Change(kind="case_new" if case.open else "case_closed", at=self.clock.now(), case_id=case_id)
                for case_id, case in self.cases.items()
            ]
            return Changes(next=str(len(self.feed)), changes=tuple(told), more=True)
        at = int(since)
        if at < self.horizon:
            raise CursorGone(problem("cursor_gone"))
        end = min(at + self.page, len(self.feed))
        return Changes(next=str(end), changes=tuple(self.feed[at:end]), more=end < len(self.feed))

    def pack_rows(self) -> Sequence[PackRow]:
        return [PackRow(id=name, version=version, sha256="0" * 64) for name, version in self.packs]

    def lease(self, case_id: str, ttl_s: int, who: str = "r1") -> Lease:
        case = self.cases.get(case_id)
        if case is None or not case.open:
            raise SourceRefused(problem("case_gone"))
        if (held := self._live(case)) is not None and held[1] != who:
            raise SourceRefused(problem("lease_held", holder=held[1], until=self.clock.now()))
        case.fence += 1
        case.lease = (f"l{case.fence}-{case_id}", who, self.clock.monotonic() + ttl_s)
        self._tell_lease(case_id, ttl_s, who)
        return self._answer(case_id, case, ttl_s, case.raw)

    def renew(self, lease_id: str, ttl_s: int) -> Lease:
        for case_id, case in self.cases.items():
            if (held := self._live(case)) is not None and held[0] == lease_id:
                case.lease = (lease_id, held[1], self.clock.monotonic() + ttl_s)
                self._tell_lease(case_id, ttl_s, held[1])
                return self._answer(case_id, case, ttl_s, None)
        raise SourceRefused(problem("lease_lost"))

    def provisional(self, lease_id: str) -> bytes:
        for case in self.cases.values():
            if (held := self._live(case)) is not None and held[0] == lease_id:
                return case.whole or case.raw
        raise SourceRefused(problem("lease_lost"))

    def end(self, lease_id: str) -> None:
        for case_id, case in self.cases.items():
            if case.lease is not None and case.lease[0] == lease_id:
                case.lease = None
                self.tell("lease_ended", case_id)

    def skip(self, case_id: str, said: Skip) -> None:
        """Somebody passes a case on."""
        if case_id not in self.cases:
            raise SourceRefused(problem("not_found"))
        if self.skips.setdefault(said.id, (case_id, said)) != (case_id, said):
            raise SourceRefused(problem("idempotency_mismatch"))

    def revoke(self) -> None:
        """All leases end, whoever has them."""
        for case in self.cases.values():
            case.lease = None

    def _tell_lease(self, case_id: str, ttl_s: int, who: str) -> None:
        """Everybody hears of it; who it is only they themselves."""
        until = self.clock.now() + timedelta(seconds=ttl_s + self.skew)
        holder = who if who == self.me else None
        self.feed.append(Change(kind="lease_taken", at=self.clock.now(), case_id=case_id, holder=holder, until=until))

    def _live(self, case: Kept) -> tuple[str, str, float] | None:
        return case.lease if case.lease is not None and case.lease[2] > self.clock.monotonic() else None

    def _answer(self, case_id: str, case: Kept, ttl_s: int, raw: bytes | None) -> Lease:
        assert case.lease is not None
        ends = self.clock.now() + timedelta(seconds=ttl_s + self.skew)
        whole = {} if raw is None else {"case": msgspec.Raw(raw)}
        return Lease(lease_id=case.lease[0], fence=case.fence, case_id=case_id, ttl_s=ttl_s, expires_at=ends, **whole)

    def decide(self, body: bytes, fence: int | None, who: str = "r1") -> Receipt | Problem:
        """Take a decision in, by the rules."""
        said = decode_decision(body)
        if said.id in self.decisions:
            before, receipt = self.decisions[said.id]
            return receipt if before == body else problem("idempotency_mismatch")
        if (refusal := self._why_not(said, fence, who)) is not None:
            return refusal
        receipt = Receipt(
            decision_id=said.id, case_id=said.case_id, case_version=said.case_version, received_at=self.clock.now()
        )
        self.decisions[said.id] = (body, receipt)
        self.effects[said.id] += 1
        self.cases[said.case_id].lease = None
        self.close(said.case_id)
        return receipt

    def _why_not(self, said: Decision, fence: int | None, who: str) -> Problem | None:
        case = self.cases.get(said.case_id)
        if case is None:
            return problem("case_gone")
        if said.case_version != case.version:
            return problem("version_conflict", "the case has changed")
        if said.supersedes is not None:
            return None if said.supersedes in self.decisions else problem("invalid_field", pointer="/supersedes")
        if any(decode_decision(body).case_id == said.case_id for body, _ in self.decisions.values()):
            return problem("already_decided")
        if not case.open:
            return problem("case_gone")
        if (held := self._live(case)) is not None and held[1] != who:
            return problem("lease_held", holder=held[1])
        return problem("lease_lost") if fence is not None and fence < case.fence else None


@contextmanager
def nothing_twice(server: ModelServer) -> Iterator[None]:
    """Whatever happens meanwhile, no decision takes effect twice or changes."""
    before = dict(server.decisions)
    yield
    assert all(count == 1 for count in server.effects.values())
    assert all(server.decisions[one] == kept for one, kept in before.items())
