"""Decisions arrive once, however often they are sent."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

from triage_tui.conformance.answers import ensure
from triage_tui.conformance.ground import Ground
from triage_tui.conformance.rule import Rules
from triage_tui.domain.wire.cases import Rows
from triage_tui.domain.wire.receipts import Answers, Receipt

RULES = Rules("decisions")

AT_ONCE = 8
"""Copies of a decision that are sent at the same time."""


@RULES
def taken(ground: Ground) -> None:
    """A decision is answered with a receipt about it."""
    found = ground.supply.fresh()
    decision, receipt = ground.decided(found)
    named = (receipt.decision_id, receipt.case_id, receipt.case_version)
    ensure(named == (decision["id"], found.id, found.version), f"the receipt is about {' '.join(map(str, named))}")


@RULES
def repeated(ground: Ground) -> None:
    """The same decision again gets the same receipt, however its JSON is written."""
    ground.need(ground.capabilities.features.idempotent, "that a decision may be posted again")
    decision, receipt = ground.decided(ground.supply.fresh())
    for again in (decision, dict(reversed(decision.items()))):
        ensure(ground.post(again).read(Receipt, 200, 201) == receipt, "the second receipt says something else")


@RULES
def at_the_same_time(ground: Ground) -> None:
    """The same decision sent many times at once is taken once, and every answer is its receipt."""
    ground.need(ground.capabilities.features.idempotent, "that a decision may be posted again")
    decision = ground.decision(ground.supply.fresh())
    with ThreadPoolExecutor(AT_ONCE) as pool:
        answers = list(pool.map(lambda _: ground.post(decision), range(AT_ONCE)))
    receipts = {answer.read(Receipt, 200, 201) for answer in answers}
    ensure(len(receipts) == 1, f"{len(receipts)} different receipts came")


@RULES
def same_id_other_body(ground: Ground) -> None:
    """The same id with another body is idempotency_mismatch, and changes nothing."""
    ground.need(ground.capabilities.features.idempotent, "that a decision may be posted again")
    decision, receipt = ground.decided(ground.supply.fresh())
    ground.post(decision | {"rationale": "Something else."}).problem("idempotency_mismatch")
    ensure(ground.post(decision).read(Receipt, 200, 201) == receipt, "the first decision is not what it was")


@RULES
def key_is_the_id(ground: Ground) -> None:
    """An Idempotency-Key that is not the decision's id is refused."""
    decision = ground.decision(ground.supply.fresh())
    answer = ground.first.post("/v1/decisions", decision, {"Idempotency-Key": f"x-{decision['id']}"})
    answer.problem("invalid_field", "idempotency_mismatch", "bad_request")


@RULES
def nobody_elses(ground: Ground) -> None:
    """A decision in another reviewer's name is forbidden."""
    decision = ground.decision(ground.supply.fresh(), f"not-{ground.me}")
    ground.post(decision).problem("forbidden")
    ground.first.get(f"/v1/decisions/{decision['id']}").problem("not_found")


@RULES
def decided_case_is_not_open(ground: Ground) -> None:
    """A case that is decided is served to nobody and no longer among the open ones."""
    found = ground.supply.fresh()
    ground.decided(found)
    page = ground.first.get("/v1/cases", queue=found.queue.id, state="open", order="age", limit=500).read(Rows)
    ensure(found.id not in {row.id for row in page.cases}, "the case is still open")


@RULES
def batch_answers_each(ground: Ground) -> None:
    """A batch is answered one by one in its order; one that is refused stops no other."""
    cases = [ground.supply.fresh() for _ in range(2)]
    good, more = (ground.decision(one) for one in cases)
    bad = ground.decision(cases[0], f"not-{ground.me}")
    batch = [good, bad, more, good]
    results = ground.first.post("/v1/decisions:batch", {"decisions": [{"decision": one} for one in batch]})
    answers = results.read(Answers).results
    ground.left += [good["id"], more["id"]]
    ensure([one.decision_id for one in answers] == [one["id"] for one in batch], "other answers, or in another order")
    ensure(all(answers[n].receipt for n in (0, 2, 3)), "a decision was refused because of another")
    ensure(answers[0].receipt == answers[3].receipt, "the same decision twice in a batch got two receipts")
    refused = answers[1].problem
    ensure(refused is not None and refused.kind == "forbidden", "the one that is not ours was not refused")


@RULES
def batch_keeps_fences(ground: Ground) -> None:
    """The fence of each decision of a batch counts."""
    found = ground.supply.fresh()
    first = ground.lease(found)
    ground.first.delete(f"/v1/leases/{first.lease_id}")
    ground.lease(found)
    posted = {"decision": ground.decision(found), "fence": first.fence}
    (answer,) = ground.first.post("/v1/decisions:batch", {"decisions": [posted]}).read(Answers).results
    refused = answer.problem
    ensure(refused is not None and refused.kind == "lease_lost", "a decision with an old fence was taken")


@RULES
def corrected_by_its_own(ground: Ground) -> None:
    """A reviewer undoes a decision of theirs by one that supersedes it."""
    found = ground.supply.fresh()
    first, _ = ground.decided(found)
    ground.decided(found, supersedes=first["id"], supersedes_reason="A test.")
    ground.first.get(f"/v1/decisions/{first['id']}").read(Receipt)
