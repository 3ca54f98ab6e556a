"""Leases and fences."""

from __future__ import annotations

from datetime import timedelta

from msgspec.json import decode

from triage_tui.conformance.answers import ensure
from triage_tui.conformance.ground import TTL, Ground
from triage_tui.conformance.rule import Rules
from triage_tui.domain.wire.leases import Lease

RULES = Rules("leases")


@RULES
def granted_with_the_case(ground: Ground) -> None:
    """A lease is 201, with the whole case, a fence, and its end as many seconds away as it says."""
    found = ground.supply.fresh()
    lease = ground.lease(found)
    ensure(lease.case_id == found.id, f"the lease is about {lease.case_id}")
    ensure(bool(lease.case) and decode(bytes(lease.case or b"0"))["id"] == found.id, "the case is not in it")
    ensure(lease.ttl_s <= min(TTL, ground.capabilities.limits.lease_s), "it lasts longer than asked for")


@RULES
def length_is_bounded(ground: Ground) -> None:
    """A lease longer than the limit is shortened to it, or refused."""
    found = ground.supply.fresh()
    ground.need(ground.capabilities.features.lease != "none", "leases")
    most = ground.capabilities.limits.lease_s
    answer = ground.first.post("/v1/leases", {"case_id": found.id, "ttl_s": min(most * 10, 86_400)})
    if answer.status == 201:
        ensure(answer.read(Lease, 201).ttl_s <= most, f"it lasts longer than {most} s")
    else:
        answer.problem("invalid_field")


@RULES
def one_holder(ground: Ground) -> None:
    """While one reviewer holds a case, another gets lease_held with when it ends, and decides nothing."""
    found = ground.supply.fresh()
    ground.need(ground.capabilities.features.lease == "exclusive", "exclusive leases")
    other = ground.second
    lease = ground.lease(found)
    refused = other.post("/v1/leases", {"case_id": found.id, "ttl_s": TTL}).problem("lease_held")
    ensure(refused.until is not None, "lease_held does not say until when")
    off = abs(refused.until - lease.expires_at) if refused.until else timedelta()
    ensure(off < timedelta(seconds=2), "lease_held names another end than the lease")
    ground.post(ground.decision(found, ground.other), other).problem("lease_held")


@RULES
def never_served_twice(ground: Ground) -> None:
    """A case that is held is not the next of its queue for anybody else."""
    found = ground.supply.fresh()
    ground.need(ground.capabilities.features.lease == "exclusive", "exclusive leases")
    ground.lease(found)
    answer = ground.second.post("/v1/leases", {"queue": found.queue.id, "ttl_s": 60})
    if answer.expect(201, 204).status == 201:
        given = answer.read(Lease, 201)
        ground.second.delete(f"/v1/leases/{given.lease_id}")
        ensure(given.case_id != found.id, "the case was served while somebody held it")


@RULES
def renewed(ground: Ground) -> None:
    """A live lease can be renewed; it keeps its id and its fence."""
    lease = ground.lease(ground.supply.fresh())
    again = ground.first.post(f"/v1/leases/{lease.lease_id}/renew", {"ttl_s": TTL}).read(Lease)
    ensure((again.lease_id, again.fence) == (lease.lease_id, lease.fence), "the renewed lease is another one")
    ensure(again.expires_at >= lease.expires_at, "it ends earlier than before")


@RULES
def ended_is_lost(ground: Ground) -> None:
    """An ended lease cannot be renewed: lease_lost. Ending it again is no error."""
    lease = ground.lease(ground.supply.fresh())
    path = f"/v1/leases/{lease.lease_id}"
    ground.first.delete(path).expect(200, 204)
    ground.first.post(f"{path}/renew", {"ttl_s": TTL}).problem("lease_lost")
    ground.first.delete(path).expect(200, 204)


@RULES
def not_anybodys(ground: Ground) -> None:
    """Nobody renews or ends another reviewer's lease, even knowing its id."""
    found = ground.supply.fresh()
    other = ground.second
    path = f"/v1/leases/{ground.lease(found).lease_id}"
    other.post(f"{path}/renew", {"ttl_s": TTL}).problem("lease_lost", "forbidden", "not_found")
    other.delete(path)
    ground.first.post(f"{path}/renew", {"ttl_s": TTL}).read(Lease)


@RULES
def new_id_and_fence(ground: Ground) -> None:
    """Every lease has an id of its own, and a larger fence than the case's last."""
    found = ground.supply.fresh()
    first = ground.lease(found)
    ground.first.delete(f"/v1/leases/{first.lease_id}")
    second = ground.lease(found)
    ensure(first.lease_id != second.lease_id, "two leases have one id")
    ensure(second.fence > first.fence, f"the fence went from {first.fence} to {second.fence}")


@RULES
def old_fence_is_refused(ground: Ground) -> None:
    """A decision with the fence of an earlier lease is lease_lost, and does not arrive."""
    found = ground.supply.fresh()
    first = ground.lease(found)
    ground.first.delete(f"/v1/leases/{first.lease_id}")
    second = ground.lease(found)
    decision = ground.decision(found)
    ground.post(decision, fence=first.fence).problem("lease_lost")
    ground.first.get(f"/v1/decisions/{decision['id']}").problem("not_found")
    ground.post(decision, fence=second.fence).expect(200, 201)


@RULES
def deciding_ends_it(ground: Ground) -> None:
    """Deciding under a lease ends the lease: it is lost when it is renewed."""
    found = ground.supply.fresh()
    lease = ground.lease(found)
    ground.post(ground.decision(found), fence=lease.fence).expect(200, 201)
    ground.first.post(f"/v1/leases/{lease.lease_id}/renew", {"ttl_s": TTL}).problem("lease_lost", "case_gone")
