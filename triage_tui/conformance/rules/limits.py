"""Limits are stated, and kept. How many requests a minute a token has is not tried: it would shut others out."""

from __future__ import annotations

from triage_tui.conformance.answers import NotOffered
from triage_tui.conformance.calling import NoAnswer
from triage_tui.conformance.ground import Ground
from triage_tui.conformance.rule import Rules

RULES = Rules("limits")

MOST = 64 * 1024 * 1024
"""Bytes that the suite is ready to send for a rule."""
TRIES = 3
"""A server may hang up on what is too large; its answer then may not get through."""


@RULES
def body(ground: Ground) -> None:
    """A request larger than the limit is too_large."""
    size = ground.capabilities.limits.body_bytes + 1
    if size > MOST:
        raise NotOffered(f"the limit is {size - 1} bytes: more than is sent for a test")
    for left in reversed(range(TRIES)):
        try:
            ground.first.call("POST", "/v1/decisions", b" " * size).problem("too_large")
            return
        except NoAnswer:
            if not left:
                raise


@RULES
def batch(ground: Ground) -> None:
    """More decisions than a batch may have are refused as a whole, and none of them arrives."""
    most = ground.capabilities.limits.batch
    decision = ground.decision(ground.supply.fresh())
    posted = {"decisions": [{"decision": decision}] * (most + 1)}
    ground.first.post("/v1/decisions:batch", posted).problem("too_large", "invalid_field")
    ground.first.get(f"/v1/decisions/{decision['id']}").problem("not_found")
