"""When no answer came: asking whether a decision arrived."""

from __future__ import annotations

import httpx

from triage_tui.conformance.answers import Answer, ensure
from triage_tui.conformance.calling import NoAnswer
from triage_tui.conformance.ground import Ground
from triage_tui.conformance.made import new_id
from triage_tui.conformance.rule import Rules
from triage_tui.domain.wire.receipts import Receipt

RULES = Rules("outcomes")

NO_PATIENCE = httpx.Timeout(30, read=0.001)


@RULES
def arrived(ground: Ground) -> None:
    """A decision that arrived is found by its id, with the receipt that was given for it."""
    decision, receipt = ground.decided(ground.supply.fresh())
    found = ground.first.get(f"/v1/decisions/{decision['id']}").read(Receipt)
    ensure(found == receipt, "the receipt says something else than the first time")


@RULES
def never_arrived(ground: Ground) -> None:
    """A decision that never arrived is not_found."""
    ground.first.get(f"/v1/decisions/{new_id()}").problem("not_found")


@RULES
def refused_did_not_arrive(ground: Ground) -> None:
    """A decision that was refused is not_found, and its id is still free."""
    found = ground.supply.fresh()
    decision = ground.decision(found, outcome="perhaps")
    ground.post(decision).problem("invalid_field")
    ground.first.get(f"/v1/decisions/{decision['id']}").problem("not_found")
    ground.post(decision | {"outcome": "insufficient_context"}).expect(200, 201)


@RULES
def cut_line(ground: Ground) -> None:
    """Sent over a line that breaks, asked for, then sent again: in the end it is there once."""
    decision = ground.decision(ground.supply.fresh())
    before = _cut(ground, decision)
    asked = ground.first.get(f"/v1/decisions/{decision['id']}")
    known = asked.read(Receipt) if asked.status == 200 else None
    if known is None:
        asked.problem("not_found")
    receipt = ground.post(decision).read(Receipt, 200, 201)
    ensure(known in (None, receipt), "it was taken twice")
    ensure(before is None or before.read(Receipt, 200, 201) == receipt, "it was taken twice")


def _cut(ground: Ground, decision: dict[str, object]) -> Answer | None:
    """Send a decision and hang up before the answer; the answer where it was quicker."""
    try:
        return ground.first.post("/v1/decisions", decision, timeout=NO_PATIENCE)
    except NoAnswer:
        return None
