"""The domain's words as people read them, and the glyphs that stand for them."""

from __future__ import annotations

from datetime import datetime, timedelta

from triage_tui.domain.words import CaseState, Locus, OutboxState, Outcome, RemedyType, RootCause, Verdict
from triage_tui.ui.present.line import Run
from triage_tui.ui.present.text import Safe, inline, ours

OUTCOME = {
    Outcome.UPHOLD: ours("uphold"),
    Outcome.OVERTURN: ours("overturn"),
    Outcome.MODIFY: ours("modify"),
    Outcome.INSUFFICIENT_CONTEXT: ours("insufficient context"),
    Outcome.POLICY_GAP: ours("policy gap"),
    Outcome.ESCALATE: ours("escalate"),
}
OUTCOME_ROLE = {
    Outcome.UPHOLD: "violates",
    Outcome.OVERTURN: "not-violates",
    Outcome.MODIFY: "borderline",
    Outcome.INSUFFICIENT_CONTEXT: "cannot-tell",
    Outcome.POLICY_GAP: "cannot-tell",
    Outcome.ESCALATE: "warning",
}
VERDICT = {
    Verdict.VIOLATES: Run(ours("violates"), "violates"),
    Verdict.ALLOWED_IN_CONTEXT: Run(ours("allowed in context"), "allowed"),
    Verdict.BORDERLINE: Run(ours("borderline"), "borderline"),
    Verdict.DOES_NOT_VIOLATE: Run(ours("does not violate"), "not-violates"),
    Verdict.CANNOT_TELL: Run(ours("cannot tell"), "cannot-tell"),
}
VERDICT_MARK = {
    None: Run(ours("[ ]"), "muted"),
    Verdict.VIOLATES: Run(ours("[x]"), "violates"),
    Verdict.ALLOWED_IN_CONTEXT: Run(ours("[a]"), "allowed"),
    Verdict.BORDERLINE: Run(ours("[b]"), "borderline"),
    Verdict.DOES_NOT_VIOLATE: Run(ours("[o]"), "not-violates"),
    Verdict.CANNOT_TELL: Run(ours("[-]"), "cannot-tell"),
}
VERDICT_KEYS = {
    "x": Verdict.VIOLATES,
    "a": Verdict.ALLOWED_IN_CONTEXT,
    "b": Verdict.BORDERLINE,
    "o": Verdict.DOES_NOT_VIOLATE,
    "-": Verdict.CANNOT_TELL,
}
"""What is typed for a verdict in the form and in the line dialogue, as on the marks."""
CAUSE = {
    RootCause.KEYWORD_WITHOUT_CONTEXT: ours("keyword without context"),
    RootCause.BENIGN_DUAL_USE: ours("benign dual use"),
    RootCause.QUOTED_OR_THIRD_PARTY_TEXT: ours("quoted or third-party text"),
    RootCause.TOOL_OUTPUT_NOT_USER_INTENT: ours("tool output, not the user's intent"),
    RootCause.WRONG_CLAUSE: ours("wrong clause"),
    RootCause.POLICY_TOO_BROAD: ours("policy too broad"),
    RootCause.POLICY_AMBIGUOUS: ours("policy ambiguous"),
    RootCause.STALE_POLICY: ours("stale policy"),
    RootCause.MISSING_AUTHORISATION_CONTEXT: ours("missing authorisation context"),
    RootCause.CLASSIFIER_TRUNCATED_CONTEXT: ours("classifier saw too little"),
    RootCause.LANGUAGE_ERROR: ours("language error"),
    RootCause.OTHER: ours("other"),
}
LOCUS = {
    Locus.USER_REQUEST: ours("user request"),
    Locus.ASSISTANT_OUTPUT: ours("assistant output"),
    Locus.TOOL_CALL: ours("tool call"),
    Locus.TOOL_RESULT: ours("tool result"),
    Locus.AGGREGATE_PATTERN: ours("pattern as a whole"),
}
REMEDY = {
    RemedyType.RESTORE_ACCESS: ours("restore access"),
    RemedyType.LIFT_BLOCK: ours("lift the block"),
    RemedyType.CREDIT: ours("credit"),
    RemedyType.REFER_TO_VERIFIED_ACCESS: ours("refer to verified access"),
    RemedyType.WARN: ours("warn"),
    RemedyType.LIMIT: ours("limit"),
    RemedyType.LOCK: ours("lock"),
    RemedyType.REQUEST_CONTEXT: ours("request context"),
    RemedyType.NONE: ours("none"),
}
OUTBOX = {
    OutboxState.HELD: ours("held"),
    OutboxState.QUEUED: ours("queued"),
    OutboxState.SENDING: ours("sending"),
    OutboxState.SENT: ours("sent"),
    OutboxState.ACCEPTED: ours("accepted"),
    OutboxState.REFUSED: ours("refused"),
    OutboxState.CONFLICT: ours("conflict!"),
    OutboxState.UNKNOWN: ours("unknown"),
    OutboxState.WITHDRAWN: ours("withdrawn"),
}
STATE = {
    CaseState.OPEN: Run(ours("open"), "text"),
    CaseState.DRAFT: Run(ours("draft"), "evidence"),
    CaseState.SKIPPED: Run(ours("skipped"), "muted"),
    CaseState.DECIDED: Run(ours("decided"), "muted"),
    CaseState.CLOSED: Run(ours("closed"), "muted"),
}
SKIP = {
    "not_my_language": ours("not my language"),
    "not_my_expertise": ours("not my expertise"),
    "conflict_of_interest": ours("conflict of interest"),
    "too_distressing": ours("too distressing"),
    "needs_longer_look": ours("needs a longer look"),
    "technical_problem": ours("technical problem"),
    "other": ours("other"),
}


def span(length: timedelta) -> Safe:
    """A duration in its largest unit: 12m, 22h, 3d."""
    minutes = int(length.total_seconds() // 60)
    if minutes < 60:
        return ours("{}m", max(minutes, 0))
    return ours("{}h", minutes // 60) if minutes < 72 * 60 else ours("{}d", minutes // 1440)


def day(moment: datetime) -> Safe:
    """A day as `6 Dec`, in UTC."""
    return inline(f"{moment.day} {moment:%b}")


def age(since: datetime | None, now: datetime) -> Safe:
    """How long ago; a dash where it is unknown."""
    return span(now - since) if since is not None else ours("-")


def due(at: datetime | None, now: datetime) -> Run:
    """How long there is left, or that it is overdue and by how much."""
    if at is None:
        return Run(ours("-"), "muted")
    if at < now:
        return Run(ours("over {}", span(now - at)), "error")
    return Run(ours("{}", span(at - now)), "warning" if at - now < timedelta(hours=4) else "text")


def score(value: bool | int | float | str | None) -> Safe:
    """A classifier's own value, as it gave it; fractions to two places."""
    if isinstance(value, bool):
        return ours("yes") if value else ours("no")
    if isinstance(value, float):
        return ours("{:.2f}", value)
    if isinstance(value, int):
        return ours("{}", value)
    return inline(value, 8) if value else ours("-")


def severity(value: int | None) -> Run:
    """S0 to S4; a dash where no stored pack knows the clause."""
    if value is None:
        return Run(ours("-"), "muted")
    return Run(ours("S{}", value), ("muted", "text", "text", "warning", "error")[min(value, 4)])
