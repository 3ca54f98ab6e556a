"""Blind queues: what the classifier thinks is withheld until the reviewer has said what they think."""

from __future__ import annotations

from typing import Any

import msgspec

from triage_tui.conformance.answers import Answer, ensure
from triage_tui.conformance.ground import Ground
from triage_tui.conformance.made import Found
from triage_tui.conformance.rule import Rules
from triage_tui.conformance.supply import BLIND

RULES = Rules("blind")

CANARY = "conformance-canary"
SCORE = 0.5731942
_TELLING = {"classifier", "policy_id", "policy_version", "clause", "score", "threshold", "reason", "terms", "spans"}


def _case(ground: Ground) -> Found:
    """A case of a blind queue; one of the suite's own has words in it that must not come back."""
    flag = {"id": "f1", "score": SCORE, "threshold": SCORE, "reason": CANARY, "terms": [CANARY], "clause": CANARY}
    more: dict[str, Any] = {
        "flags": [flag | {"classifier": {"name": CANARY}}],
        "opinions": [{"id": "o1", "rationale": CANARY}],
        "enforcement": {"state": "logged_only", "api_category": CANARY},
    }
    return ground.supply.fresh(*BLIND, **more)


def _keeps(answer: Answer) -> None:
    """That an answer tells nothing of the classifier's view."""
    for word in (CANARY, str(SCORE)):
        ensure(word.encode() not in answer.body, f"{answer.asked} tells what it should withhold")


def _withheld(raw: bytes, where: str) -> None:
    case = msgspec.json.decode(raw)
    told = {name for flag in case.get("flags", ()) for name, value in flag.items() if value} & _TELLING
    ensure(not told, f"{where} tells a flag's {', '.join(sorted(told))}")
    ensure(not case.get("opinions"), f"{where} tells opinions")


@RULES
def withheld_everywhere(ground: Ground) -> None:
    """No answer tells scores, clauses, reasons or opinions: not the case, the list, the batch, the changes."""
    found = _case(ground)
    _withheld(found.raw, "the case")
    _keeps(ground.first.get(f"/v1/cases/{found.id}"))
    _keeps(ground.first.get("/v1/cases", queue=found.queue.id, order="age", limit=500))
    lines = ground.first.post("/v1/cases:batchGet", {"ids": [found.id]})
    _keeps(lines)
    _withheld(lines.body, "the batch")
    _keeps(ground.first.get("/v1/changes", since=ground.now()))


@RULES
def withheld_in_a_conflict(ground: Ground) -> None:
    """The case inside a version_conflict is withheld alike."""
    found = _case(ground)
    answer = ground.post(ground.decision(found, case_version=found.version + 1))
    answer.problem("version_conflict")
    _keeps(answer)


@RULES
def provisional_reveals(ground: Ground) -> None:
    """A lease shows no more, and the provisional outcome shows all; before it there is no lease, it is lease_lost."""
    found = _case(ground)
    lease = ground.lease(found)
    _withheld(bytes(lease.case or b"{}"), "the lease")
    path = f"/v1/leases/{lease.lease_id}/provisional"
    ground.first.post(f"/v1/leases/{ground.supply.run}/provisional", {"outcome": "uphold"}).problem("lease_lost")
    whole = ground.first.post(path, {"outcome": "uphold"}).expect(200)
    shown = msgspec.json.decode(whole.body)
    ensure(any(_TELLING & flag.keys() for flag in shown.get("flags", ())), "the provisional outcome shows no more")
    ensure(ground.first.get(f"/v1/cases/{found.id}").body == whole.body, "the case is still withheld")


@RULES
def shown_to_one_only(ground: Ground) -> None:
    """What one reviewer's provisional outcome shows stays withheld from another."""
    found = _case(ground)
    other = ground.second
    lease = ground.lease(found)
    ground.first.post(f"/v1/leases/{lease.lease_id}/provisional", {"outcome": "uphold"}).expect(200)
    answer = other.get(f"/v1/cases/{found.id}").expect(200)
    _keeps(answer)
    _withheld(answer.body, "the case")


@RULES
def others_decisions(ground: Ground) -> None:
    """What another reviewer decided is not told."""
    found = _case(ground)
    other = ground.second
    ground.decided(found, rationale=CANARY)
    _keeps(other.get(f"/v1/cases/{found.id}"))
    _keeps(ground.post(ground.decision(found, ground.other), other))
