"""A case at one version: the conversation, why it was flagged, and what surrounds it (``triage.case/1``)."""

from __future__ import annotations

from functools import cached_property
from typing import Annotated, Literal

import msgspec

from triage_tui.domain.conversation import Conversation, Offset, Turn
from triage_tui.domain.values import Id, Invalid, Record, Time, invalid

Positive = Annotated[int, msgspec.Meta(ge=1, le=2**53 - 1)]
"""A count from 1, within what every reader of JSON keeps exact."""
Share = Annotated[float, msgspec.Meta(ge=0, le=1)]


class Prior(Record):
    """How earlier cases of the subject ended, as counts."""

    decided: int = 0
    upheld: int = 0
    overturned: int = 0


class Subject(Record):
    """The person concerned, under a pseudonym."""

    pseudonym: str = ""
    tier: str = ""
    verifications: tuple[str, ...] = ()
    account_state: Literal["active", "limited", "locked"] | None = None
    prior: Prior | None = None


class Enforcement(Record):
    """What was done to the user when the flag fired."""

    state: (
        Literal[
            "blocked_pre",
            "blocked_midstream",
            "fallback_served",
            "warned",
            "logged_only",
            "feature_limited",
            "account_locked",
        ]
        | None
    ) = None
    applied_at: Time | None = None
    model: str = ""
    fallback_model: str = ""
    api_category: str | None = None
    user_message: str = ""
    charged: bool | None = None
    """Whether the user paid for the refused request."""


class Retention(Record):
    """How long the text may be kept."""

    class_: Literal["standard", "short", "zero"] = msgspec.field(default="standard", name="class")
    expires_at: Time | None = None
    legal_hold: bool = False
    labels: tuple[str, ...] = ()


class Classifier(Record):
    """Who raised the flag."""

    name: str = ""
    version: str = ""
    kind: Literal["model", "keyword", "rule", "user"] | None = None


class Span(Record):
    """A stretch of a part's text in Unicode code points, end-exclusive."""

    start: Offset
    end: Offset


class Ordinal(Record, tag="ordinal", tag_field="type"):
    """A scale of whole steps from 0 to ``max``."""

    max: int | None = None


Scale = Literal["probability", "ordinal", "label", "boolean"] | Ordinal


class Flag(Record):
    """Why the case is here: a classifier, its score against a threshold, and the clause it names."""

    id: Id | None = None
    classifier: Classifier | None = None
    policy_id: Id | None = None
    policy_version: str | None = None
    clause: str | None = None
    score: bool | int | float | str | None = None
    """The classifier's own value, never squashed."""
    scale: Scale = "probability"
    threshold: float | None = None
    """In the unit of the score."""
    scope: Literal["conversation", "turn", "span"] | None = None
    turn_id: str | None = None
    part: Offset = 0
    """Index of the part within the turn."""
    spans: tuple[Span, ...] = ()
    terms: tuple[str, ...] = ()
    reason: str = ""


class Opinion(Record):
    """A model's second opinion; never a decision."""

    id: str = ""
    model: str = ""
    prompt_sha256: str = ""
    policy_id: str = ""
    policy_version: str = ""
    clause: str = ""
    verdict: str = ""
    confidence: Share | None = None
    rationale: str = ""
    at: Time | None = None


class Report(Record):
    """What the user wrote when they reported the refusal."""

    text: str = ""
    url: str = ""
    reporter: str = ""
    request_ids: tuple[str, ...] = ()
    submitted_at: Time | None = None
    claims: tuple[str, ...] = ()


class NewInformation(Record):
    """Something the first reviewer could not know."""

    title: str = ""
    text: str = ""


class Appeal(Record):
    """Whose decision is appealed, and why."""

    decision_id: str = ""
    reviewer: str = ""
    """Who took the appealed decision; they never take the appeal."""
    statement: str = ""
    submitted_at: Time | None = None
    new_information: tuple[NewInformation, ...] = ()


class Related(Record):
    """Another case that belongs with this one."""

    case_id: Id
    why: Literal["duplicate", "same_session", "cluster", "will_close"] | None = None


class Selection(Record):
    """How the case came to be served; kept so that later estimates can be weighted."""

    policy: str = ""
    stratum: str = ""
    probability: Annotated[float, msgspec.Meta(gt=0, le=1)] | None = None
    seed: int | None = None


class Case(Record, dict=True):
    """A flagged conversation at one version of its source."""

    id: Id
    schema: Literal["triage.case/1"] = "triage.case/1"
    version: Positive = 1
    queue: str = "default"
    origin: Literal["classifier", "report", "appeal", "audit"] = "classifier"
    received_at: Time | None = None
    due_at: Time | None = None
    priority: float | None = None
    """The source's own; larger is sooner."""
    work_domain: str = ""
    language: str = ""
    subject: Subject | None = None
    enforcement: Enforcement | None = None
    retention: Retention = Retention()
    conversation: Conversation | None = None
    flags: tuple[Flag, ...] = ()
    opinions: tuple[Opinion, ...] = ()
    report: Report | None = None
    appeal: Appeal | None = None
    related: tuple[Related, ...] = ()
    selection: Selection | None = None

    @property
    def turns(self) -> tuple[Turn, ...]:
        """The turns; empty for a metadata-only case."""
        return self.conversation.turns if self.conversation else ()

    @cached_property
    def turn_ids(self) -> tuple[str, ...]:
        """Each turn's id, ``t1``, ``t2`` ... where the source gave none."""
        return tuple([turn.id or f"t{n}" for n, turn in enumerate(self.turns, 1)])

    @cached_property
    def flag_ids(self) -> tuple[str, ...]:
        """Each flag's id, ``f1``, ``f2`` ... where the source gave none."""
        return tuple([flag.id or f"f{n}" for n, flag in enumerate(self.flags, 1)])


def decode_case(raw: bytes | bytearray) -> Case:
    """Read one case from JSON; raises `Invalid` with the path and the reason."""
    try:
        case = msgspec.json.decode(raw, type=Case)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise invalid(error) from None
    _refuse_twins("conversation.turns", case.turn_ids)
    if len(case.flags) > 1:
        _refuse_twins("flags", case.flag_ids)
    return case


def _refuse_twins(name: str, ids: tuple[str, ...]) -> None:
    if len(set(ids)) != len(ids):
        twice = next(n for n, one in enumerate(ids) if one in ids[:n])
        raise Invalid(f"$.{name}[{twice}].id", f"the id {ids[twice]!r} is used twice")
