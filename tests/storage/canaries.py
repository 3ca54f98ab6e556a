"""Words that nothing else says, put wherever a case has words, and looked for in raw files."""

from __future__ import annotations

import hashlib
import sqlite3
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from tests.storage.making import raw_case
from triage_tui.storage.packing import unpack

LONG, END = 20, 12
"""Letters of a word, and those at its end that are looked for: an index leaves out what two words begin with."""

FIELDS = (
    "user", "system", "tool_input", "tool_result", "reasoning", "media", "refusal", "user_message", "terms",
    "reason", "opinion", "report", "url", "claim", "request", "statement", "news_title", "news_text", "unknown",
)  # fmt: skip


def canary(case_id: str, field: str) -> str:
    """A word for one field of one case, like no other from its first letter on."""
    return f"q{hashlib.sha256(f'{case_id} {field}'.encode()).hexdigest()[:LONG]}"


def canaries(case_id: str) -> list[str]:
    """All the words of a case."""
    return [canary(case_id, field) for field in FIELDS]


def talking(case_id: str, **fields: Any) -> bytes:
    """A case with a word of its own in every field that may hold any."""
    say = {field: canary(case_id, field) for field in FIELDS}
    turns = [
        {"role": "user", "id": "t1", "text": f"please {say['user']} now"},
        {"role": "system", "name": "guide", "text": say["system"]},
        {
            "role": "assistant",
            "parts": [
                {"type": "tool_call", "name": "look", "input": {"deep": [{"er": say["tool_input"]}]}},
                {"type": "tool_result", "text": say["tool_result"]},
                {"type": "reasoning", "text": say["reasoning"]},
                {"type": "media", "description": say["media"]},
                {"type": "refusal", "text": say["refusal"]},
            ],
        },
    ]
    flag = {"id": "f1", "clause": "cyber.1", "score": 0.9, "turn_id": "t1", "spans": [{"start": 7, "end": 28}]}
    reported = {"text": say["report"], "url": say["url"], "claims": [say["claim"]], "request_ids": [say["request"]]}
    news = {"title": say["news_title"], "text": say["news_text"]}
    return raw_case(
        case_id,
        **{
            "conversation": {"turns": turns},
            "flags": [{**flag, "terms": [say["terms"]], "reason": say["reason"]}],
            "enforcement": {"state": "blocked_pre", "user_message": say["user_message"]},
            "opinions": [{"model": "m", "verdict": "violates", "rationale": say["opinion"]}],
            "report": reported,
            "appeal": {"decision_id": "d0", "statement": say["statement"], "new_information": [news]},
            "a_field_of_tomorrow": {"note": say["unknown"]},
            **fields,
        },
    )


def contents(folder: Path) -> Iterator[bytes]:
    """Every file under a folder as it is, and every body in a database as it was before it was packed."""
    for path in sorted(folder.rglob("*")):
        if path.is_file():
            yield path.read_bytes()
            if path.suffix in (".db", ".part"):
                yield from _bodies(path)


def _bodies(path: Path) -> Iterator[bytes]:
    db = sqlite3.connect(path)
    try:
        for (packed,) in db.execute("SELECT zstd FROM case_body"):
            yield unpack(packed)
    finally:
        db.close()


def found(folder: Path, words: list[str]) -> set[str]:
    """The words that some file under the folder still says."""
    whole = b"\n".join(contents(folder)).lower()
    return {word for word in words if word[-END:].encode() in whole}
