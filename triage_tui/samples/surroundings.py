"""Everything about a generated case but its conversation: who, what was done to them, and who else looked at it."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from triage_tui.samples.chatter import CLAIMS, REASONS
from triage_tui.samples.dice import Dice, weigh

STATES = weigh(
    {
        "blocked_pre": 46,
        "blocked_midstream": 14,
        "warned": 12,
        "fallback_served": 10,
        "logged_only": 9,
        "feature_limited": 6,
        "account_locked": 3,
    }
)
TIERS = weigh({"free": 45, "pro": 35, "enterprise": 15, "verified-security": 5})
SLA = {"account_locked": timedelta(hours=24), "feature_limited": timedelta(days=3)}
"""Time to a decision by enforcement state."""
USUAL_SLA = timedelta(days=7)
APPEAL_SLA = timedelta(days=5)
PEOPLE = 400_000
"""Different subjects; a few of them return often."""
ACCOUNT = {"account_locked": "locked", "feature_limited": "limited"}


def subject(dice: Dice, tier: str, state: str) -> dict[str, Any]:
    """The person concerned, and how their earlier cases ended."""
    person: dict[str, Any] = {
        "pseudonym": f"user-{int(PEOPLE * dice.share() ** 2) * 0x9E3779B1 % (1 << 24):06x}",
        "tier": tier,
        "account_state": ACCOUNT.get(state, "active"),
    }
    if tier == "verified-security":
        person["verifications"] = ["organisation", "security-programme"]
    decided = dice.heavy(40) - 1
    upheld = dice.below(decided + 1)
    person["prior"] = {"decided": decided, "upheld": upheld, "overturned": decided - upheld}
    return person


def enforcement(dice: Dice, state: str, category: str | None, at: datetime) -> dict[str, Any]:
    """What was done to the person when the flag fired."""
    done: dict[str, Any] = {"state": state, "applied_at": at, "model": "aster-3-large", "charged": dice.chance(0.6)}
    if state == "fallback_served":
        done["fallback_model"] = "aster-3-mini"
    elif category:
        done["api_category"] = category
    return done


def retention(dice: Dice, at: datetime) -> dict[str, Any]:
    """How long the text may be kept; one case in fifty keeps none."""
    throw = dice.share()
    if throw < 0.02:
        return {"class": "zero", "labels": ["zero-retention"]}
    if throw < 0.12:
        return {"class": "short", "expires_at": at + timedelta(days=30)}
    if throw < 0.15:
        return {"class": "standard", "expires_at": at + timedelta(days=365), "labels": ["nda"]}
    return {"class": "standard", "expires_at": at + timedelta(days=365)}


def opinion(dice: Dice, clause: str, at: datetime) -> dict[str, Any]:
    """What a second model thought of it."""
    return {
        "id": f"op-{dice.below(1 << 32):08x}",
        "model": "second-look-8b",
        "prompt_sha256": f"{dice.below(1 << 52):064x}",
        "policy_id": "sample-aup",
        "policy_version": "2",
        "clause": clause,
        "verdict": dice.pick(("does_not_violate", "does_not_violate", "allowed_in_context", "borderline", "violates")),
        "confidence": round(0.5 + dice.share() / 2, 2),
        "rationale": dice.pick(REASONS),
        "at": at + timedelta(seconds=30),
    }


def report(dice: Dice, number: int, at: datetime) -> dict[str, Any]:
    """What the person wrote when they reported the refusal."""
    return {
        "text": "The same prompt worked yesterday, and works in the older model. Nothing in it is dangerous.",
        "request_ids": [f"req_{number:08x}{dice.below(1 << 24):06x}" for _ in range(dice.heavy(12))],
        "submitted_at": at,
        "claims": [dice.pick(CLAIMS)],
    }


def appeal(dice: Dice, number: int, at: datetime) -> dict[str, Any]:
    """Which decision is appealed, and on what grounds."""
    grounds: dict[str, Any] = {
        "decision_id": f"demo-decision-{number:07d}",
        "reviewer": dice.pick(("reviewer-heron", "reviewer-plover", "reviewer-wren")),
        "statement": "The decision read one sentence and not the conversation around it. Please look again.",
        "submitted_at": at,
    }
    if dice.chance(0.4):
        grounds["new_information"] = [
            {"title": "Letter of authorisation", "text": "The owner allows the test described above until month's end."}
        ]
    return grounds
