"""What stays of a case when its text goes, and when that is.

What stays is named, field by field, and nothing else does: a field that nobody thought of may hold words.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

import msgspec
from msgspec import Struct

from triage_tui.domain.canonical import sha256
from triage_tui.domain.case import Retention, decode_case
from triage_tui.domain.values import Invalid

_PACK = ("id", "policy_id", "policy_version", "clause")


def _whole(*names: str) -> dict[str, Any]:
    return dict.fromkeys(names, True)


STAYS: dict[str, Any] = {
    **_whole("schema", "id", "version", "queue", "origin", "received_at", "due_at", "priority"),
    **_whole("work_domain", "language"),
    "subject": {
        **_whole("pseudonym", "tier", "verifications", "account_state"),
        "prior": _whole("decided", "upheld", "overturned"),
    },
    "enforcement": _whole("state", "applied_at", "model", "fallback_model", "api_category", "charged"),
    "retention": _whole("class", "expires_at", "legal_hold", "labels"),
    "flags": {
        **_whole(*_PACK, "score", "threshold", "scope"),
        "classifier": _whole("name", "version", "kind"),
        "scale": _whole("type", "max"),
    },
    "opinions": _whole(*_PACK, "model", "prompt_sha256", "verdict", "confidence", "at"),
    "appeal": _whole("decision_id", "reviewer", "submitted_at"),
    "related": _whole("case_id", "why"),
    "selection": _whole("policy", "stratum", "probability", "seed"),
}
"""The fields that say what a case was about without repeating a word of it; a tree, as they lie in each other."""


def without_text(raw: bytes) -> bytes:
    """What stays of a case: the very bytes where there is nothing else in it. Raises `Invalid` for what is no case."""
    decode_case(raw)
    document = msgspec.json.decode(raw)
    kept = _pruned(document, STAYS)
    return raw if kept == document else msgspec.json.encode(kept)


def _pruned(value: Any, stays: Any) -> Any:
    if stays is True:
        return value
    if isinstance(value, list):
        return [_pruned(one, stays) for one in value]
    if isinstance(value, dict):
        return {name: _pruned(each, stays[name]) for name, each in value.items() if name in stays}
    return value


class _Glimpse(Struct):
    retention: Retention = Retention()


def retention_of(raw: bytes) -> Retention:
    """How long the text of a stored case may be kept, without a look at the text."""
    return msgspec.json.decode(raw, type=_Glimpse).retention


def never_kept(retention: Retention) -> bool:
    """Whether the text may not be written anywhere."""
    return retention.class_ == "zero"


def under_nda(retention: Retention) -> bool:
    """Whether the words may not be copied, nor leave in an export."""
    return "nda" in (label.casefold() for label in retention.labels)


class Term(Struct, frozen=True):
    """What the end of a case's text depends on."""

    expires_at: datetime | None = None
    """As the source says."""
    legal_hold: bool = False
    counted_from: datetime | None = None
    """When it was decided, else when it was received; none where neither is known."""


def expired(term: Term, retain: timedelta | None, now: datetime) -> bool:
    """Whether the text has to go: its source's time is over, or the house's. A legal hold goes before both."""
    if term.legal_hold:
        return False
    if term.expires_at is not None and term.expires_at <= now:
        return True
    return retain is not None and term.counted_from is not None and term.counted_from + retain <= now


def fingerprint(case_ids: Iterable[str]) -> str:
    """What the log says of the cases of a purge: SHA-256 over their ids, sorted by code point, each with a line end."""
    return sha256("".join(f"{one}\n" for one in sorted(case_ids)).encode())


def answer_without_text(answer: bytes, *, whatever: bool = False) -> bytes:
    """What a source answered, without the text of a case in it that may not be kept; of any case with `whatever`."""
    if b'"case"' not in answer:
        return answer
    try:
        document = msgspec.json.decode(answer)
        raw = msgspec.json.encode(document["case"])
        if whatever or never_kept(decode_case(raw).retention):
            return msgspec.json.encode({**document, "case": msgspec.Raw(without_text(raw))})
    except (msgspec.DecodeError, Invalid, UnicodeDecodeError, RecursionError, LookupError, TypeError):
        return b"{}" if whatever else answer
    return answer
