"""A case made ready for the tables: everything that can be worked out without looking at the workspace."""

from __future__ import annotations

import hashlib
import re
from typing import NamedTuple, TypeAlias

import msgspec

from triage_tui.domain.case import Case, Enforcement, Flag, Subject, decode_case
from triage_tui.domain.conversation import ToolCall, ToolResult
from triage_tui.domain.head import HouseSla, due, leading, probability, snippet
from triage_tui.domain.policy import PackName
from triage_tui.domain.retention import never_kept, without_text
from triage_tui.domain.standing import named_by
from triage_tui.storage.packing import pack
from triage_tui.storage.rows import ms_of
from triage_tui.storage.words import text_of

HIDDEN = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\xad\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff"
    "\U000e0000-\U000e007f]"
)
"""Characters that a screen does not show as themselves."""

NEVER = 0
"""When the text of a case was forgotten that was not kept to begin with."""

_TOOLS = (ToolCall, ToolResult)
_NOBODY, _NOTHING = Subject(), Enforcement()
_Word: TypeAlias = str | None
_Number: TypeAlias = float | None


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
    purged_ms: int | None


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


class Ready(NamedTuple):
    """A case as the tables take it."""

    head: HeadRow
    flags: tuple[FlagRow, ...]
    kept: Kept

    def meant(self, default: PackName) -> Ready:
        """The same where flags that name no pack mean this one."""
        policy_id, version = default
        head = self.head._replace(default_policy_id=policy_id, default_policy_version=version)
        if self.flags and head.policy_id is None:
            head = head._replace(policy_id=policy_id, policy_version=version)
        flags = [
            flag._replace(policy_id=policy_id, policy_version=version) if flag.policy_id is None else flag
            for flag in self.flags
        ]
        return Ready(head, tuple(flags), self.kept)


def prepare(raw: bytes, case: Case, queue: str | None, sla: HouseSla) -> Ready:
    """Work out a case's rows; raises `OverflowError` for a time beyond the year 9999.

    Of a case whose text may not be kept only what stays of it is in them, and the hash of what came.
    """
    digest, kept = hashlib.sha256(raw).hexdigest(), raw
    if never_kept(case.retention) and (kept := without_text(raw)) is not raw:
        case = decode_case(kept)
    text = text_of(case)
    flags = tuple([_flag(f, flag) for f, flag in enumerate(case.flags)])
    head = _head(case, flags, case.queue if queue is None else queue, text, sla)
    if kept is not raw:
        head = head._replace(purged_ms=NEVER)
    return Ready(head, flags, Kept(digest, pack(kept), text))


def _flag(f: int, flag: Flag) -> FlagRow:
    classifier = flag.classifier.name if flag.classifier else ""
    return FlagRow(f, flag.clause, *named_by(flag, None), classifier, probability(flag))


def _head(case: Case, flags: tuple[FlagRow, ...], queue: str, text: str, sla: HouseSla) -> HeadRow:
    # By place: to name thirty columns takes as long as to fill them.
    subject, enforcement, retention = case.subject or _NOBODY, case.enforcement or _NOTHING, case.retention
    return HeadRow(
        case.id,
        case.version,
        queue,
        case.origin,
        ms_of(case.received_at),
        ms_of(due(case, sla)),
        case.priority,
        case.work_domain,
        case.language,
        subject.tier,
        subject.account_state,
        enforcement.state,
        enforcement.model,
        *_leading(case, flags),
        len(case.turns),
        len(text),
        len(flags),
        _has(case, text),
        snippet(case),
        msgspec.json.encode(retention.labels).decode(),
        retention.class_,
        ms_of(retention.expires_at),
        retention.legal_hold,
        None,
        None,
        None,
    )


def _leading(case: Case, flags: tuple[FlagRow, ...]) -> tuple[_Word, _Word, _Word, _Word, _Number, _Number]:
    """The six columns of the leading flag."""
    first = leading(case)
    if first is None:
        return None, None, None, None, None, None
    row = flags[case.flags.index(first)]
    score = None if first.score is None else msgspec.json.encode(first.score).decode()
    over = None if row.probability is None or first.threshold is None else row.probability - first.threshold
    return row.clause, row.policy_id, row.policy_version, score, row.probability, over


def _has(case: Case, text: str) -> str:
    there = " "
    if case.appeal is not None:
        there += "appeal "
    if not text.replace("\n", " ").isprintable() and HIDDEN.search(text) is not None:
        there += "hidden "
    if case.opinions:
        there += "opinion "
    if case.report is not None:
        there += "report "
    if any(flag.spans for flag in case.flags):
        there += "spans "
    if any(isinstance(part, _TOOLS) for turn in case.turns for part in turn.parts):
        there += "tools "
    return there
