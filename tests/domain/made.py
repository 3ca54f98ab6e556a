"""Cases, drafts and decisions in few words."""

from __future__ import annotations

from typing import Any

import msgspec

from triage_tui.domain.case import Case, decode_case
from triage_tui.domain.decision import Decision
from triage_tui.domain.draft import Draft, Opined
from triage_tui.domain.words import Locus, Verdict


def case(**fields: Any) -> Case:
    """A case with an id, as it comes out of JSON."""
    return decode_case(msgspec.json.encode({"id": "c1", **fields}))


def said(*texts: str, **fields: Any) -> Case:
    """A case in which user and assistant take turns."""
    turns = [{"role": ("user", "assistant")[n % 2], "text": text} for n, text in enumerate(texts)]
    return case(conversation={"turns": turns}, **fields)


def opined(verdict: Verdict | None = None, **fields: Any) -> Opined:
    """A flagged clause in front of the reviewer."""
    known = {"clause": "cyber.1", "policy_id": "aup", "policy_version": "1", "locus": Locus.USER_REQUEST}
    return Opined(**{**known, "flag_id": "f1", "verdict": verdict, **fields})


def draft(*rows: Opined, **fields: Any) -> Draft:
    """A draft about version 1 of the case."""
    return Draft(**{"case_id": "c1", "case_version": 1, "opined": rows, **fields})


def decision(**fields: Any) -> Decision:
    """A decision with everything it must have."""
    known = {
        "id": "d1",
        "case_id": "c1",
        "case_version": 1,
        "case_sha256": "0" * 64,
        "outcome": "uphold",
        "reviewer": "ada",
        "decided_at": "2026-11-22T12:00:00Z",
    }
    return msgspec.convert({**known, **fields}, Decision)
