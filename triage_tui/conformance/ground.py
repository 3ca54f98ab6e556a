"""What the rules stand on: one or two reviewers, what the server promises, and cases to try it on."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cached_property
from typing import Any

from triage_tui.conformance import made
from triage_tui.conformance.answers import Answer, Broken, NotOffered
from triage_tui.conformance.calling import Caller
from triage_tui.conformance.supply import Supply
from triage_tui.domain.wire.capabilities import Capabilities
from triage_tui.domain.wire.cases import Change, Changes
from triage_tui.domain.wire.leases import Lease
from triage_tui.domain.wire.receipts import Receipt

TTL = 300
"""Seconds of every lease that the suite takes."""
PAGES = 2_000
"""Of changes, at most, before the suite gives up reading to the end."""


class Ground:
    """Everything a rule may use."""

    def __init__(self, first: Caller, second: Caller | None, stranger: Caller, wanted: Sequence[str] = ()) -> None:
        """`stranger` has no token; `wanted` are the queues to use, none for any."""
        self.first = first
        self._second = second
        self.stranger = stranger
        self.supply = Supply([first, second] if second else [first], wanted)
        self.left: list[str] = []
        """Ids of the decisions that stay behind."""

    @cached_property
    def capabilities(self) -> Capabilities:
        """What the server promises the first reviewer."""
        return self.first.get("/v1/capabilities").read(Capabilities)

    @property
    def me(self) -> str:
        """The first reviewer."""
        return self.capabilities.me.reviewer

    @property
    def second(self) -> Caller:
        """Another reviewer."""
        if self._second is None:
            raise NotOffered("it takes a second reviewer: --second-token-file")
        return self._second

    @cached_property
    def other(self) -> str:
        """The second reviewer's name."""
        name = self.second.get("/v1/capabilities").read(Capabilities).me.reviewer
        if name == self.me:
            raise NotOffered("both tokens are the same reviewer's")
        return name

    def need(self, promised: bool, what: str) -> None:
        """Go on only with what the server promises."""
        if not promised:
            raise NotOffered(f"capabilities do not promise {what}")

    def lease(self, found: made.Found, caller: Caller | None = None) -> Lease:
        """Take a case."""
        self.need(self.capabilities.features.lease != "none", "leases")
        wish = {"case_id": found.id, "ttl_s": TTL}
        return (caller or self.first).post("/v1/leases", wish).read(Lease, 201)

    def decision(self, found: made.Found, reviewer: str | None = None, **more: Any) -> dict[str, Any]:
        """A decision about a case, by the first reviewer unless said."""
        return made.decision(found, reviewer or self.me, self.supply.clause, **more)

    def post(self, decision: dict[str, Any], caller: Caller | None = None, fence: int | None = None) -> Answer:
        """Send a decision by itself."""
        headers = {"Idempotency-Key": decision["id"]}
        if fence is not None:
            headers["Lease-Fence"] = str(fence)
        answer = (caller or self.first).post("/v1/decisions", decision, headers)
        if answer.status in (200, 201):
            self.left.append(decision["id"])
        return answer

    def decided(self, found: made.Found, **more: Any) -> tuple[dict[str, Any], Receipt]:
        """Decide a case as the first reviewer."""
        decision = self.decision(found, **more)
        return decision, self.post(decision).read(Receipt, 200, 201)

    def pages(self, since: str | None) -> Iterator[Changes]:
        """Pages of changes behind a cursor, to the end."""
        for _ in range(PAGES):
            page = self.first.get("/v1/changes", since=since).read(Changes)
            yield page
            if not page.more:
                return
            if page.next == since:
                raise Broken("there is more, it says, but the cursor does not move")
            since = page.next
        raise NotOffered(f"the changes do not end within {PAGES} pages")

    def now(self) -> str:
        """A cursor behind everything that has happened."""
        self._now = [page.next for page in self.pages(self._now)][-1]
        return self._now

    def since(self, cursor: str) -> list[Change]:
        """What happened behind a cursor."""
        return [change for page in self.pages(cursor) for change in page.changes]

    _now: str | None = None
