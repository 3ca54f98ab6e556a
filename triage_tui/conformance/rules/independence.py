"""Nobody reviews their own."""

from __future__ import annotations

from triage_tui.conformance.answers import NotOffered, ensure
from triage_tui.conformance.ground import Ground
from triage_tui.conformance.made import Found
from triage_tui.conformance.rule import Rules
from triage_tui.domain.wire.leases import Lease

RULES = Rules("independence")


def _double(ground: Ground) -> Found:
    """A case that both reviewers decided."""
    found = ground.supply.fresh()
    other = ground.second
    ground.decided(found)
    client = {"name": "triage-tui conformance", "version": "1", "offline": True}
    ground.post(ground.decision(found, ground.other, client=client), other).expect(200, 201)
    return found


@RULES
def own_second_review(ground: Ground) -> None:
    """A second review of one's own decision is refused."""
    found = ground.supply.fresh()
    ground.decided(found)
    ground.post(ground.decision(found, kind="second")).problem("reviewer_not_independent", "already_decided")


@RULES
def own_adjudication(ground: Ground) -> None:
    """Whoever decided a case neither takes nor is served its adjudication."""
    found = _double(ground)
    for caller, name in ((ground.first, ground.me), (ground.second, ground.other)):
        refused = ground.post(ground.decision(found, name, kind="adjudication"), caller)
        refused.problem("reviewer_not_independent", "forbidden")
        if ground.capabilities.features.lease != "none":
            asked = caller.post("/v1/leases", {"case_id": found.id, "ttl_s": 60})
            asked.problem("reviewer_not_independent", "forbidden")


def _appeal(ground: Ground) -> Found:
    """An appeal against a decision of the first reviewer."""
    found = ground.supply.fresh()
    if not found.own:
        raise NotOffered("it takes a token that may hand an appeal in")
    decision, _ = ground.decided(found)
    appeal = {"decision_id": decision["id"], "reviewer": ground.me, "statement": "A test."}
    return ground.supply.own(origin="appeal", appeal=appeal, priority=1_000_000.0)


@RULES
def own_appeal(ground: Ground) -> None:
    """An appeal against one's own decision is neither taken nor decided."""
    found = _appeal(ground)
    ground.post(ground.decision(found, kind="appeal")).problem("reviewer_not_independent")
    if ground.capabilities.features.lease != "none":
        ground.first.post("/v1/leases", {"case_id": found.id, "ttl_s": 60}).problem("reviewer_not_independent")


@RULES
def own_appeal_is_not_served(ground: Ground) -> None:
    """An appeal against one's own decision is never the next of the queue, but for others it may be."""
    ground.need(ground.capabilities.features.lease != "none", "leases")
    found = _appeal(ground)
    answer = ground.first.post("/v1/leases", {"queue": found.queue.id, "ttl_s": 60}).expect(201, 204)
    if answer.status == 201:
        given = answer.read(Lease, 201)
        ground.first.delete(f"/v1/leases/{given.lease_id}")
        ensure(given.case_id != found.id, "the appeal was served to whom it is against")
