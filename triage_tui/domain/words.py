"""The fixed words of triage: outcomes, verdicts, loci, causes, remedies, kinds and roles."""

from __future__ import annotations

from enum import StrEnum

TEXT_RULES = "1"
"""Version of the rules by which untrusted text is made visible: a decision keeps under which of them it was read."""


class Outcome(StrEnum):
    """The answer to "was the flag right?"."""

    UPHOLD = "uphold"
    OVERTURN = "overturn"
    MODIFY = "modify"
    INSUFFICIENT_CONTEXT = "insufficient_context"
    POLICY_GAP = "policy_gap"
    ESCALATE = "escalate"


class Verdict(StrEnum):
    """What a reviewer finds about one clause at one locus."""

    VIOLATES = "violates"
    ALLOWED_IN_CONTEXT = "allowed_in_context"
    BORDERLINE = "borderline"
    DOES_NOT_VIOLATE = "does_not_violate"
    CANNOT_TELL = "cannot_tell"


class Locus(StrEnum):
    """Where in the conversation a finding applies."""

    USER_REQUEST = "user_request"
    ASSISTANT_OUTPUT = "assistant_output"
    TOOL_CALL = "tool_call"
    TOOL_RESULT = "tool_result"
    AGGREGATE_PATTERN = "aggregate_pattern"


class RootCause(StrEnum):
    """Why a flag was wrong; asked for on an overturn and on a modify."""

    KEYWORD_WITHOUT_CONTEXT = "keyword_without_context"
    BENIGN_DUAL_USE = "benign_dual_use"
    QUOTED_OR_THIRD_PARTY_TEXT = "quoted_or_third_party_text"
    TOOL_OUTPUT_NOT_USER_INTENT = "tool_output_not_user_intent"
    WRONG_CLAUSE = "wrong_clause"
    POLICY_TOO_BROAD = "policy_too_broad"
    POLICY_AMBIGUOUS = "policy_ambiguous"
    STALE_POLICY = "stale_policy"
    MISSING_AUTHORISATION_CONTEXT = "missing_authorisation_context"
    CLASSIFIER_TRUNCATED_CONTEXT = "classifier_truncated_context"
    LANGUAGE_ERROR = "language_error"
    OTHER = "other"


class RemedyType(StrEnum):
    """What should happen to the user because of the decision."""

    RESTORE_ACCESS = "restore_access"
    LIFT_BLOCK = "lift_block"
    CREDIT = "credit"
    REFER_TO_VERIFIED_ACCESS = "refer_to_verified_access"
    WARN = "warn"
    LIMIT = "limit"
    LOCK = "lock"
    REQUEST_CONTEXT = "request_context"
    NONE = "none"


class DecisionKind(StrEnum):
    """In which round of review a decision was taken."""

    REVIEW = "review"
    SECOND = "second"
    ADJUDICATION = "adjudication"
    APPEAL = "appeal"
    AUDIT = "audit"
    SENTINEL = "sentinel"


class Mode(StrEnum):
    """How much of the classifier's view is shown before a provisional outcome."""

    OPEN = "open"
    BLIND = "blind"
    DELAYED = "delayed"


class Role(StrEnum):
    """As what somebody reviews; kept with every decision."""

    REVIEWER = "reviewer"
    SENIOR = "senior"
    ADJUDICATOR = "adjudicator"
    LEAD = "lead"


class OutboxState(StrEnum):
    """How far a decision has come on its way to the source."""

    HELD = "held"
    QUEUED = "queued"
    SENDING = "sending"
    SENT = "sent"
    ACCEPTED = "accepted"
    REFUSED = "refused"
    CONFLICT = "conflict"
    UNKNOWN = "unknown"
    WITHDRAWN = "withdrawn"


class CaseState(StrEnum):
    """Where a case stands on this desk."""

    OPEN = "open"
    DRAFT = "draft"
    SKIPPED = "skipped"
    DECIDED = "decided"
    CLOSED = "closed"


CAUSE_REQUIRED = frozenset({Outcome.OVERTURN, Outcome.MODIFY})
"""The outcomes that say the flag was wrong, and so must say why."""

SKIP_REASONS = (
    "not_my_language",
    "not_my_expertise",
    "conflict_of_interest",
    "too_distressing",
    "needs_longer_look",
    "technical_problem",
    "other",
)
"""Why a reviewer passes a case on undecided, in the order of their keys."""
