"""A case made ready for the tables: everything that can be worked out without looking at the workspace."""

from __future__ import annotations

import hashlib
import re
from typing import NamedTuple

import msgspec
from msgspec import Struct

from triage_tui.domain.case import Case, Enforcement, Flag, Subject
from triage_tui.domain.conversation import ToolCall, ToolResult
from triage_tui.domain.head import HouseSla, due, leading, probability, snippet
from triage_tui.domain.policy import PackName
from triage_tui.domain.standing import named_by
from triage_tui.storage.packing import pack
from triage_tui.storage.rows import ms_of
from triage_tui.storage.words import text_of

HIDDEN = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\xad\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff"
    "\U000e0000-\U000e007f]"
)
"""Characters that a screen does not show as themselves."""

_TOOLS = (ToolCall, ToolResult)


class HeadRow(NamedTuple):
    """The columns of ``case_head`` that come from the case itself, see `triage_tui.storage.schema`."""

    id: str
    version: int
    queue: str
    origin: str
    received_ms: int | None
    due_ms: int | None
    priority: float | None
    domain: str
    language: str
    tier: str
    account_state: str | None
    enforcement: str | None
    model: str
    clause: str | None
    policy_id: str | None
    policy_version: str | None
    score_json: str | None
    probability: float | None
    over: float | None
    turns: int
    chars: int
    flags: int
    has: str
    snippet: str
    labels: str
    retention_class: str
    expires_ms: int | None
    legal_hold: bool
    default_policy_id: str | None
    default_policy_version: str | None


class FlagRow(NamedTuple):
    """The columns of ``case_flag`` that come from the flag itself."""

    f: int
    clause: str | None
    policy_id: str | None
    policy_version: str | None
    classifier: str
    probability: float | None


class Kept(NamedTuple):
    """What is kept of the case's words."""

    sha256: str
    """Of the bytes as received."""
    packed: bytes
    text: str
    """What can be searched for."""


class Ready(Struct, frozen=True):
    """A case as the tables take it."""

    head: HeadRow
    flags: tuple[FlagRow, ...]
    kept: Kept


def prepare(raw: bytes, case: Case, default: PackName | None, queue: str | None, sla: HouseSla) -> Ready:
    """Work out a case's rows; raises `OverflowError` for a time beyond the year 9999."""
    text = text_of(case)
    flags = tuple(_flag(f, flag, default) for f, flag in enumerate(case.flags))
    head = _head(case, flags, default, text, sla)
    return Ready(
        head if queue is None else head._replace(queue=queue),
        flags,
        Kept(hashlib.sha256(raw).hexdigest(), pack(raw), text),
    )


def _flag(f: int, flag: Flag, default: PackName | None) -> FlagRow:
    classifier = flag.classifier.name if flag.classifier else ""
    return FlagRow(f, flag.clause, *named_by(flag, default), classifier, probability(flag))


def _head(case: Case, flags: tuple[FlagRow, ...], default: PackName | None, text: str, sla: HouseSla) -> HeadRow:
    first = leading(case)
    row = flags[case.flags.index(first)] if first else FlagRow(0, None, None, None, "", None)
    subject, enforcement = case.subject or Subject(), case.enforcement or Enforcement()
    score, threshold = (first.score, first.threshold) if first else (None, None)
    return HeadRow(
        id=case.id,
        version=case.version,
        queue=case.queue,
        origin=case.origin,
        received_ms=ms_of(case.received_at),
        due_ms=ms_of(due(case, sla)),
        priority=case.priority,
        domain=case.work_domain,
        language=case.language,
        tier=subject.tier,
        account_state=subject.account_state,
        enforcement=enforcement.state,
        model=enforcement.model,
        clause=row.clause,
        policy_id=row.policy_id,
        policy_version=row.policy_version,
        score_json=None if score is None else msgspec.json.encode(score).decode(),
        probability=row.probability,
        over=None if row.probability is None or threshold is None else row.probability - threshold,
        turns=len(case.turns),
        chars=len(text),
        flags=len(flags),
        has=_has(case, text),
        snippet=snippet(case),
        labels=msgspec.json.encode(case.retention.labels).decode(),
        retention_class=case.retention.class_,
        expires_ms=ms_of(case.retention.expires_at),
        legal_hold=case.retention.legal_hold,
        default_policy_id=default[0] if default else None,
        default_policy_version=default[1] if default else None,
    )


def _has(case: Case, text: str) -> str:
    there = {
        "appeal": case.appeal is not None,
        "hidden": not text.replace("\n", " ").isprintable() and HIDDEN.search(text) is not None,
        "opinion": bool(case.opinions),
        "report": case.report is not None,
        "spans": any(flag.spans for flag in case.flags),
        "tools": any(isinstance(part, _TOOLS) for turn in case.turns for part in turn.parts),
    }
    return "".join(f" {word}" for word, so in there.items() if so) + " "
