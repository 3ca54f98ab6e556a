"""Queues."""

from __future__ import annotations

from triage_tui.conformance.answers import ensure
from triage_tui.conformance.ground import Ground
from triage_tui.conformance.rule import Rules
from triage_tui.domain.wire.cases import Rows
from triage_tui.domain.wire.leases import Lease

RULES = Rules("queues")


@RULES
def listed_once(ground: Ground) -> None:
    """Every queue is listed once, with counts that are none below zero."""
    found = ground.supply.queues()
    ensure(len({one.id for one in found}) == len(found), "a queue is listed twice")
    ensure(all(one.pending >= 0 and one.due_soon >= 0 for one in found), "a count is below zero")


@RULES
def pending_is_there(ground: Ground) -> None:
    """A new case counts as pending in its queue, and is listed there as open."""
    found = ground.supply.fresh()
    queue = next((one for one in ground.supply.queues() if one.id == found.queue.id), None)
    ensure(queue is not None and queue.pending >= 1, f"nothing is pending in {found.queue.id}")
    page = ground.first.get("/v1/cases", queue=found.queue.id, state="open", limit=1).read(Rows)
    ensure(len(page.cases) == 1, "no open case is listed there")


@RULES
def next_of_a_queue(ground: Ground) -> None:
    """A lease for a queue gives a case of that queue."""
    ground.need(ground.capabilities.features.lease != "none", "leases")
    found = ground.supply.fresh()
    lease = ground.first.post("/v1/leases", {"queue": found.queue.id, "ttl_s": 60}).read(Lease, 201)
    given = ground.supply.look(lease.case_id)
    ground.first.delete(f"/v1/leases/{lease.lease_id}")
    ensure(given.queue.id == found.queue.id, f"a case of {given.queue.id} came for {found.queue.id}")
