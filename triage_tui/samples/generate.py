"""Queue cases in any number: for demonstrations, measurements and tests of size."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any, NamedTuple

import msgspec

from triage_tui.domain.retention import without_text
from triage_tui.samples import surroundings
from triage_tui.samples.chatter import REASONS
from triage_tui.samples.dice import Dice, weigh
from triage_tui.samples.files import policies
from triage_tui.samples.scenes import BY_FREQUENCY, Scene
from triage_tui.samples.talk import Talk, talk

NOW = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)
"""The moment cases are dated from unless another is given."""
ORIGINS = weigh({"classifier": 85, "report": 8, "appeal": 4, "audit": 3})
RELEASES = weigh({"4.2.0": 70, "4.1.2": 20, "4.3.0-rc1": 10})
CATEGORIES = {"cyber": "cyber", "bio": "bio", "platform": "frontier_llm"}
"""API category by the group of the clause; ``general_harms`` for the others."""


def generate(count: int, seed: int = 1, *, now: datetime = NOW) -> Iterator[bytes]:
    """Yield cases as lines of JSON; equal arguments give equal bytes, and a larger count the same beginning."""
    dice = Dice(seed)
    encode = msgspec.json.Encoder().encode
    pack = _Pack.latest()
    moment = now.astimezone(UTC).replace(microsecond=0)
    for number in range(1, count + 1):
        case = _case(dice, pack, number, moment)
        raw = encode(case)
        yield without_text(raw) if case["retention"]["class"] == "zero" else raw


class _Pack(NamedTuple):
    """What the generator needs of the newest sample policy."""

    id: str
    version: str
    thresholds: dict[str, dict[str, float]]
    """By clause and tier, in the unit of a probability."""

    @classmethod
    def latest(cls) -> _Pack:
        pack = msgspec.json.decode(list(policies())[-1])
        thresholds = {clause["id"]: clause.get("thresholds", {}) for clause in pack["clauses"]}
        return cls(pack["id"], pack["version"], thresholds)


def _case(dice: Dice, pack: _Pack, number: int, now: datetime) -> dict[str, Any]:
    scene, state, tier = dice.pick(BY_FREQUENCY), dice.pick(surroundings.STATES), dice.pick(surroundings.TIERS)
    origin = dice.pick(ORIGINS)
    group = scene.clause.partition(".")[0]
    sla = surroundings.APPEAL_SLA if origin == "appeal" else surroundings.SLA.get(state, surroundings.USUAL_SLA)
    received = now - timedelta(seconds=int(sla.total_seconds() * dice.tail(0.35, 3)))
    keep = surroundings.retention(dice, received)
    spoken = None if keep["class"] == "zero" else talk(dice, scene, state, received)
    case: dict[str, Any] = {
        "schema": "triage.case/1",
        "id": f"demo-{number:07d}",
        "version": 1,
        "queue": "appeals" if origin == "appeal" else "security" if group == "cyber" else "general",
        "origin": origin,
        "received_at": received,
        "due_at": received + sla,
        "work_domain": scene.domain,
        "language": scene.language,
        "subject": surroundings.subject(dice, tier, state),
        "enforcement": surroundings.enforcement(dice, state, CATEGORIES.get(group, "general_harms"), received),
        "retention": keep,
        "flags": _flags(dice, pack, scene, spoken, tier),
    }
    if spoken:
        case["conversation"] = {"turns": spoken.turns}
    _seldom(dice, case, scene, number)
    return case


def _flags(dice: Dice, pack: _Pack, scene: Scene, spoken: Talk | None, tier: str) -> list[dict[str, Any]]:
    threshold = pack.thresholds[scene.clause][tier]
    flag: dict[str, Any] = {
        "classifier": {"name": "context-guard", "version": dice.pick(RELEASES), "kind": "model"},
        "policy_id": pack.id,
        "policy_version": pack.version,
        "clause": scene.clause,
        "score": round(threshold + (1 - threshold) * dice.share(), 4),
        "threshold": threshold,
        "scope": "conversation",
    }
    flags = [flag]
    if spoken:
        spans = [{"start": spoken.start, "end": spoken.end}]
        flag.update(scope="span", turn_id=spoken.flagged, spans=spans)
        if dice.chance(0.2):
            words = {**flag, "score": True, "scale": "boolean", "terms": [scene.mark]}
            words["classifier"] = {"name": "term-watch", "version": "2026.10", "kind": "keyword"}
            del words["threshold"]
            flags.append(words)
    if dice.chance(0.1):
        flag["reason"] = dice.pick(REASONS)
    return flags


def _seldom(dice: Dice, case: dict[str, Any], scene: Scene, number: int) -> None:
    """What only some cases have."""
    at = case["received_at"]
    if case["origin"] == "report":
        case["report"] = surroundings.report(dice, number, at)
    elif case["origin"] == "appeal":
        case["appeal"] = surroundings.appeal(dice, number, at)
    if dice.chance(0.1):
        case["opinions"] = [surroundings.opinion(dice, scene.clause, at)]
    if dice.chance(0.2):
        case["priority"] = dice.below(100)
    if dice.chance(0.1):
        case["selection"] = {"policy": "random", "stratum": scene.clause, "probability": 0.1, "seed": number}
    if number > 1 and dice.chance(0.03):
        case["related"] = [{"case_id": f"demo-{1 + dice.below(number - 1):07d}", "why": "duplicate"}]
