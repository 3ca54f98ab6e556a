"""A decision: immutable, about one version of one case, undone only by one that supersedes it."""

from __future__ import annotations

from typing import Annotated, Any, Literal

import msgspec

from triage_tui.domain.case import Classifier, Positive, Selection
from triage_tui.domain.conversation import Offset
from triage_tui.domain.policy import Severity
from triage_tui.domain.values import Id, Record, Sha256, Time, invalid
from triage_tui.domain.words import DecisionKind, Locus, Mode, Outcome, RemedyType, Role, RootCause, Verdict

Confidence = Annotated[int, msgspec.Meta(ge=1, le=5)]


class Evidence(Record):
    """A stretch of the conversation that a finding rests on."""

    turn_id: str
    start: Offset
    """Code points into the part's text."""
    end: Offset
    part: Offset = 0
    sha256: Sha256 | None = None
    """Of the UTF-8 text of the stretch."""


class Finding(Record):
    """The verdict on one clause at one locus."""

    policy_id: Id
    policy_version: str
    clause: Id
    locus: Locus
    verdict: Verdict
    flag_id: str | None = None
    severity: Severity | None = None
    factors: dict[str, Any] = {}
    evidence: tuple[Evidence, ...] = ()


class Remedy(Record):
    """What should happen to the user."""

    type: RemedyType
    until: Time | None = None
    note: str = ""


class Provisional(Record):
    """The outcome given before the classifier's view was shown."""

    outcome: Outcome
    at: Time


class Reveal(Record):
    """Something withheld that was then shown."""

    what: str
    at: Time


class Basis(Record):
    """A decision for a whole cluster after sampling it."""

    cluster_id: str
    sampled: int = 0
    agreed: int = 0


class Client(Record):
    """The program the decision was taken with."""

    name: str = ""
    version: str = ""
    offline: bool = False
    bundle_id: str | None = None


class ShownPolicy(Record):
    """A policy pack whose clauses were in front of the reviewer."""

    policy_id: Id
    policy_version: str
    sha256: Sha256


class ShownScore(Record):
    """A classifier's view that was in front of the reviewer."""

    flag_id: str
    clause: str | None = None
    score: bool | int | float | str | None = None
    """The classifier's own value."""
    threshold: float | None = None


class Shown(Record):
    """What the reviewer had in front of them besides the case, which `case_sha256` names."""

    policies: tuple[ShownPolicy, ...] = ()
    scores: tuple[ShownScore, ...] = ()
    text_rules: str = ""
    """Version of the rules by which text is made visible; empty where nothing was shown, as in a script."""


class Log(Record):
    """The place in the chained log; see `triage_tui.domain.journal`."""

    log_id: str
    seq: Positive
    prev_sha256: str
    """Hash of the entry before; empty for the first."""
    sha256: Sha256 | None = None
    signature: str | None = None


class Decision(Record, omit_defaults=False):
    """What a reviewer decided, on what, when and why."""

    id: Id
    """UUIDv7; also the idempotency key."""
    case_id: Id
    case_version: Positive
    case_sha256: Sha256
    outcome: Outcome
    reviewer: str
    decided_at: Time
    schema: Literal["triage.decision/1"] = "triage.decision/1"
    kind: DecisionKind = DecisionKind.REVIEW
    findings: tuple[Finding, ...] = ()
    root_causes: tuple[RootCause, ...] = ()
    confidence: Confidence | None = None
    rationale: str = ""
    template: str | None = None
    remedies: tuple[Remedy, ...] = ()
    mode: Mode = Mode.OPEN
    provisional: Provisional | None = None
    reveals: tuple[Reveal, ...] = ()
    role: Role = Role.REVIEWER
    started_at: Time | None = None
    active_seconds: float | None = None
    """Seconds with the case in front; idle stretches over 60 s are not counted."""
    classifiers: tuple[Classifier, ...] = ()
    supersedes: str | None = None
    supersedes_reason: str = ""
    appeal_of: str | None = None
    basis: Literal["individual"] | Basis = "individual"
    selection: Selection | None = None
    shown: Shown | None = None
    client: Client | None = None
    log: Log | None = None


def decode_decision(raw: bytes) -> Decision:
    """Read one decision from JSON; raises `Invalid` with the path and the reason."""
    try:
        return msgspec.json.decode(raw, type=Decision)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise invalid(error) from None
