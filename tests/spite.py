"""Cases and packs with the same words in every place where a source, a policy or a reviewer can put words."""

from __future__ import annotations

import json
import re
from hashlib import sha256
from typing import Any


def pack_id(words: str) -> str:
    """Packs with other words are other packs."""
    return f"spite-{sha256(utf8(words).encode()).hexdigest()[:12]}"


def legal_id(words: str, fallback: str) -> str:
    """The words as an id: what no id may hold is left out."""
    return re.sub(r"[^A-Za-z0-9._:/@-]", "", words)[:60] or fallback


def utf8(words: str) -> str:
    """The words without what no file in UTF-8 can hold."""
    return words.encode("utf-8", "replace").decode()


def case(case_id: str, words: str, *more: str, **fields: Any) -> bytes:
    """A case full of these words; `more` are further turns."""
    words = utf8(words)
    turns: list[dict[str, Any]] = [
        {"role": "user", "name": words, "text": words},
        {"role": "assistant", "id": legal_id(words, "a2"), "parts": _parts(words)},
        {"role": "tool", "parts": [{"type": "tool_result", "call_id": words, "text": words, "is_error": True}]},
        *({"role": "user", "text": utf8(one)} for one in more),
    ]
    document = {
        "id": case_id,
        "queue": words or "default",
        "work_domain": words,
        "language": words,
        "received_at": "2026-11-20T10:00:00Z",
        "flags": [_flag(words), _flag(words, clause=words, policy_id="unknown", policy_version=words, score=words)],
        "conversation": {"turns": turns, "classifier_saw": {"first_turn": words, "last_turn": words}},
        **_surroundings(words),
        **fields,
    }
    return json.dumps(document).encode()


def _parts(words: str) -> list[dict[str, Any]]:
    return [
        {"type": "reasoning", "text": words},
        {"type": "text", "text": words},
        {"type": "tool_call", "name": words, "call_id": words, "input": {words: [words]}},
        {"type": "tool_call", "name": words, "input": words},
        {"type": "media", "media_type": words, "description": words, "bytes": 7},
        {"type": "refusal", "category": words, "text": words},
    ]


def _flag(words: str, **fields: Any) -> dict[str, Any]:
    named = {"clause": "s.1", "policy_id": pack_id(words), "policy_version": "1", "score": 0.9, "threshold": 0.5}
    place = {"turn_id": "t1", "spans": [{"start": 0, "end": len(words)}] if words else []}
    who = {"name": words, "version": words, "kind": "model"}
    return {"classifier": who, "terms": [words], "reason": words, **place, **named, **fields}


def _surroundings(words: str) -> dict[str, Any]:
    return {
        "origin": "appeal",
        "subject": {"pseudonym": words, "tier": words, "verifications": [words], "prior": {"decided": 3}},
        "enforcement": {
            "state": "warned", "model": words, "fallback_model": words, "api_category": words, "user_message": words,
        },
        "retention": {"labels": [words]},
        "opinions": [{"model": words, "verdict": words, "clause": words, "rationale": words}],
        "report": {"text": words, "claims": [words], "request_ids": [words], "reporter": words},
        "appeal": {
            "decision_id": words, "reviewer": words, "statement": words,
            "new_information": [{"title": words, "text": words}],
        },
        "related": [{"case_id": legal_id(words, "other"), "why": "duplicate"}],
    }  # fmt: skip


def pack(words: str) -> bytes:
    """The pack that the first flag of a case of these words speaks of."""
    words = utf8(words)
    clause = {
        "id": "s.1", "title": words, "text": words, "severity": 3,
        "elements": [{"id": words, "text": words}], "exceptions": [{"id": words, "text": words}],
    }  # fmt: skip
    return json.dumps({"id": pack_id(words), "version": "1", "title": words, "clauses": [clause]}).encode()
