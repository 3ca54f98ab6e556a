"""Whole cases, many at once."""

from __future__ import annotations

import msgspec

from triage_tui.conformance.answers import Answer, ensure
from triage_tui.conformance.ground import Ground
from triage_tui.conformance.rule import Rules

RULES = Rules("batch-get")

LINES = frozenset({"application/jsonl", "application/x-ndjson", "application/json-lines", "application/jsonlines"})


def _asked(ground: Ground, ids: list[str]) -> Answer:
    return ground.first.post("/v1/cases:batchGet", {"ids": ids})


def _lines(answer: Answer) -> list[bytes]:
    ensure(answer.expect(200).media in LINES, f"{answer.asked} answered {answer.media} instead of JSON lines")
    return [line for line in answer.body.split(b"\n") if line.strip()]


@RULES
def in_the_order_asked(ground: Ground) -> None:
    """One line for each case, in the order of the ids; unknown ones are left out."""
    ids = [ground.supply.fresh().id for _ in range(3)]
    lines = _lines(_asked(ground, [ids[2], ground.supply.name(), ids[0], ids[1]]))
    found = [msgspec.json.decode(line)["id"] for line in lines]
    ensure(found == [ids[2], ids[0], ids[1]], "other cases than asked for, or in another order")


@RULES
def same_as_one_by_one(ground: Ground) -> None:
    """A case says the same here as when it is asked for alone."""
    found = ground.supply.fresh()
    lines = _lines(_asked(ground, [found.id]))
    same = len(lines) == 1 and msgspec.json.decode(lines[0]) == msgspec.json.decode(found.raw)
    ensure(same, "it says something else")


@RULES
def nothing_asked(ground: Ground) -> None:
    """Nothing asked for is answered with nothing."""
    ensure(not _lines(_asked(ground, [])), "there are lines nobody asked for")


@RULES
def batch_is_bounded(ground: Ground) -> None:
    """More ids than a batch may have are refused."""
    ids = [f"conformance-{n}" for n in range(ground.capabilities.limits.batch + 1)]
    _asked(ground, ids).problem("too_large", "invalid_field", "bad_request")
