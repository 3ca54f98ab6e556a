"""A decision in the making: what the reviewer has said so far about one version of one case."""

from __future__ import annotations

from typing import Any

import msgspec

from triage_tui.domain.case import Case, Flag
from triage_tui.domain.conversation import ToolCall, ToolResult
from triage_tui.domain.decision import Confidence, Evidence, Provisional, Remedy
from triage_tui.domain.policy import Severity
from triage_tui.domain.values import Id, Record, Time
from triage_tui.domain.words import Locus, Outcome, RootCause, Verdict


class Opined(Record):
    """What the reviewer has found so far about one clause in front of them."""

    clause: Id
    policy_id: Id
    policy_version: str
    locus: Locus
    flag_id: str | None = None
    """The flag that names the clause; none for a clause the reviewer brought in."""
    verdict: Verdict | None = None
    severity: Severity | None = None
    evidence: tuple[Evidence, ...] = ()
    factors: dict[str, Any] = {}


class Draft(Record):
    """Everything a decision needs, complete or not; kept after every keystroke."""

    case_id: Id
    case_version: int
    opined: tuple[Opined, ...] = ()
    outcome: Outcome | None = None
    """The outcome chosen while something required was still missing."""
    root_causes: tuple[RootCause, ...] = ()
    confidence: Confidence | None = None
    rationale: str = ""
    template: str | None = None
    remedies: tuple[Remedy, ...] = ()
    started_at: Time | None = None
    active_seconds: float = 0.0
    """Seconds with the case in front; idle stretches over 60 s are not counted."""
    provisional: Provisional | None = None
    """What was said before the classifier's view was shown."""
    supersedes: str | None = None
    """The sent decision that this one will replace."""
    supersedes_reason: str = ""

    def touched(self, fresh: Draft) -> bool:
        """Whether the reviewer has put anything into what was `fresh`; time alone is nothing."""
        return msgspec.structs.replace(self, started_at=None, active_seconds=0.0) != fresh


def locus_of(case: Case, flag: Flag) -> Locus:
    """The locus a flag points at: its part's kind, else its turn's role; a whole conversation is a pattern."""
    if flag.turn_id is None or flag.turn_id not in case.turn_ids:
        return Locus.AGGREGATE_PATTERN if len(case.turns) > 1 else Locus.USER_REQUEST
    turn = case.turns[case.turn_ids.index(flag.turn_id)]
    part = turn.content[flag.part] if flag.part < len(turn.content) else None
    if isinstance(part, ToolCall):
        return Locus.TOOL_CALL
    if isinstance(part, ToolResult) or turn.role == "tool":
        return Locus.TOOL_RESULT
    return Locus.ASSISTANT_OUTPUT if turn.role == "assistant" else Locus.USER_REQUEST


FILL = {
    Outcome.UPHOLD: Verdict.VIOLATES,
    Outcome.OVERTURN: Verdict.DOES_NOT_VIOLATE,
    Outcome.INSUFFICIENT_CONTEXT: Verdict.CANNOT_TELL,
}
"""What an outcome says about the clauses that were left without a verdict."""


def filled(draft: Draft, outcome: Outcome) -> Draft:
    """The draft with the outcome set and every clause without a verdict given the one the outcome implies.

    Root causes say why a flag was wrong: an upheld one has none, even where another outcome was thought of before.
    """
    verdict = FILL.get(outcome)
    opined = tuple(
        msgspec.structs.replace(one, verdict=verdict) if one.verdict is None and one.flag_id and verdict else one
        for one in draft.opined
    )
    causes = () if outcome is Outcome.UPHOLD else draft.root_causes
    return msgspec.structs.replace(draft, outcome=outcome, opined=opined, root_causes=causes)
