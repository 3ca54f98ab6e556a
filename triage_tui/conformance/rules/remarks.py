"""Skips, notes and escalations."""

from __future__ import annotations

from triage_tui.conformance.answers import ensure
from triage_tui.conformance.ground import Ground
from triage_tui.conformance.made import Found, new_id
from triage_tui.conformance.rule import Rules
from triage_tui.domain.wire.leases import Lease

RULES = Rules("remarks")

DONE = (200, 201, 204)


def _reason(found: Found) -> str:
    return next(iter(found.queue.skip_reasons), "other")


@RULES
def skip_again(ground: Ground) -> None:
    """A skip said again under the same id is the same skip; with other words it is idempotency_mismatch."""
    found = ground.supply.fresh()
    skip = {"id": new_id(), "reason": _reason(found), "note": "A test."}
    for _ in range(2):
        ground.first.post(f"/v1/cases/{found.id}/skips", skip).expect(*DONE)
    ground.first.post(f"/v1/cases/{found.id}/skips", skip | {"note": "x"}).problem("idempotency_mismatch")


@RULES
def skipped_is_not_served(ground: Ground) -> None:
    """A case that a reviewer skipped is not the next of the queue for them."""
    ground.need(ground.capabilities.features.lease != "none", "leases")
    found = ground.supply.fresh()
    lease = ground.lease(found)
    skip = {"id": new_id(), "reason": _reason(found), "note": "A test."}
    ground.first.post(f"/v1/cases/{found.id}/skips", skip).expect(*DONE)
    ground.first.delete(f"/v1/leases/{lease.lease_id}")
    answer = ground.first.post("/v1/leases", {"queue": found.queue.id, "ttl_s": 60}).expect(201, 204)
    if answer.status == 201:
        given = answer.read(Lease, 201)
        ground.first.delete(f"/v1/leases/{given.lease_id}")
        ensure(given.case_id != found.id, "the case that was skipped was served again")


@RULES
def note_again(ground: Ground) -> None:
    """A note said again under the same id is the same note."""
    found = ground.supply.fresh()
    note = {"id": new_id(), "text": "A test."}
    for _ in range(2):
        ground.first.post(f"/v1/cases/{found.id}/notes", note).expect(*DONE)


@RULES
def escalated_again(ground: Ground) -> None:
    """An escalation said again under the same id is the same escalation."""
    found = ground.supply.fresh()
    escalation = {"id": new_id(), "to": "lead", "note": "A test."}
    for _ in range(2):
        ground.first.post(f"/v1/cases/{found.id}/escalations", escalation).expect(*DONE)


@RULES
def no_such_case(ground: Ground) -> None:
    """Words about a case that is not there are not_found."""
    found = ground.supply.fresh()
    path = f"/v1/cases/{ground.supply.name()}/skips"
    ground.first.post(path, {"id": new_id(), "reason": _reason(found)}).problem("not_found", "case_gone")
