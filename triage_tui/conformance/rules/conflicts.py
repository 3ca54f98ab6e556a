"""What is refused comes back with the truth inside."""

from __future__ import annotations

from typing import Any

import msgspec

from triage_tui.conformance import made
from triage_tui.conformance.answers import NotOffered, ensure
from triage_tui.conformance.ground import Ground
from triage_tui.conformance.rule import Rules

RULES = Rules("conflicts")


@RULES
def older_version(ground: Ground) -> None:
    """A decision about an older version is version_conflict with the current case inside."""
    ground.need(ground.capabilities.features.versioned, "versions")
    found = ground.supply.fresh()
    if not found.own:
        raise NotOffered("it takes a token that may hand in a new version of a case")
    decision = ground.decision(found)
    ground.supply.hand_in(made.case(found.id, found.queue.id, ground.supply.clause, version=found.version + 1))
    refused = ground.post(decision).problem("version_conflict")
    ensure(bool(refused.case), "the current case is not inside")
    inside = msgspec.json.decode(bytes(refused.case or b"null"))
    current = ground.supply.look(found.id)
    ensure(inside == msgspec.json.decode(current.raw), "the case inside is not the current one")
    ground.first.get(f"/v1/decisions/{decision['id']}").problem("not_found")
    ground.decided(current)


@RULES
def later_version(ground: Ground) -> None:
    """A decision about a version that is not there yet is version_conflict."""
    ground.need(ground.capabilities.features.versioned, "versions")
    found = ground.supply.fresh()
    ground.post(ground.decision(found, case_version=found.version + 1)).problem("version_conflict")


@RULES
def already_decided(ground: Ground) -> None:
    """Where another reviewer's decision stands, the next is already_decided with it inside."""
    found = ground.supply.fresh()
    other = ground.second
    decision, _ = ground.decided(found)
    refused = ground.post(ground.decision(found, ground.other), other).problem("already_decided")
    ensure(refused.decision is not None, "the decision that stands is not inside")
    inside = refused.decision
    ensure(inside is None or inside.id == decision["id"], "another decision is inside")


@RULES
def no_lease_on_a_decided_case(ground: Ground) -> None:
    """A case that is decided cannot be taken: already_decided."""
    ground.need(ground.capabilities.features.lease != "none", "leases")
    found = ground.supply.fresh()
    ground.decided(found)
    ground.first.post("/v1/leases", {"case_id": found.id, "ttl_s": 60}).problem("already_decided", "case_gone")


@RULES
def offline_makes_a_double(ground: Ground) -> None:
    """A decision taken offline is kept beside the one that stands, and the case goes to adjudication."""
    found = ground.supply.fresh()
    other = ground.second
    ground.decided(found)
    client = {"name": "triage-tui conformance", "version": "1", "offline": True}
    answer = ground.post(ground.decision(found, ground.other, client=client), other)
    standing = answer.expect(200, 201).document().get("standing")
    ensure(standing == "double", f"it stands as {standing or 'only'}")
    page = ground.first.get("/v1/cases", queue=found.queue.id, state="adjudication", order="age", limit=500)
    rows = page.expect(200).document()["cases"]
    ensure(found.id in {row["id"] for row in rows}, "the case is not in adjudication")


@RULES
def policy_unknown(ground: Ground) -> None:
    """A finding by a policy version that the server does not keep is policy_unknown, and says which."""
    ground.need(ground.capabilities.features.policy_versions, "policy versions")
    wrong = {"policy_id": "conformance", "policy_version": ground.supply.run, "clause": "c1"}
    finding = wrong | {"locus": "user_request", "verdict": "cannot_tell"}
    refused = ground.post(ground.decision(ground.supply.fresh(), findings=[finding])).problem("policy_unknown")
    named = (refused.policy_id, refused.policy_version)
    ensure(named == ("conformance", ground.supply.run), f"it names {named[0]} {named[1]}")


@RULES
def missing_field(ground: Ground) -> None:
    """A decision without an outcome is missing_field, with a pointer to it."""
    decision = ground.decision(ground.supply.fresh())
    del decision["outcome"]
    refused = ground.post(decision).problem("missing_field")
    ensure(refused.pointer == "/outcome", f"the pointer is {refused.pointer}")


@RULES
def invalid_field(ground: Ground) -> None:
    """A value that may not be is invalid_field, with a pointer to it and a reason."""
    refused = ground.post(ground.decision(ground.supply.fresh(), outcome="perhaps")).problem("invalid_field")
    ensure(refused.pointer == "/outcome", f"the pointer is {refused.pointer}")
    ensure(bool(refused.reason or refused.detail), "it says no reason")


@RULES
def required_by_the_queue(ground: Ground) -> None:
    """What a queue requires is missing_field where it is missing."""
    found = ground.supply.fresh()
    empty: dict[str, Any] = {"rationale": "", "confidence": None, "findings": []}
    asked = [name for name in found.queue.requires if name in empty]
    if not asked:
        raise NotOffered("the queue requires nothing")
    for name in asked:
        refused = ground.post(ground.decision(found) | {name: empty[name]}).problem("missing_field")
        ensure(refused.pointer == f"/{name}", f"without {name} the pointer is {refused.pointer}")


@RULES
def no_such_case(ground: Ground) -> None:
    """A decision about a case that is not there is refused for ever."""
    decision = ground.decision(ground.supply.fresh(), case_id=ground.supply.name())
    ground.post(decision).problem("not_found", "case_gone")
