"""Decisions on their way in, and what is said of each."""

from __future__ import annotations

from typing import Literal

from triage_tui.domain.case import Positive
from triage_tui.domain.decision import Decision
from triage_tui.domain.values import Id, Record, Time
from triage_tui.domain.wire.problems import Problem


class Posted(Record):
    """One decision of a batch."""

    decision: Decision
    fence: Positive | None = None
    """Of the lease it was taken under."""


class Batch(Record):
    """Up to 500 decisions, answered one by one in order."""

    decisions: tuple[Posted, ...]


class Receipt(Record, omit_defaults=False):
    """The server has the decision, durably; the same words however often it is asked."""

    decision_id: Id
    case_id: Id
    case_version: Positive
    received_at: Time
    """By the server's clock."""
    standing: Literal["only", "double"] = "only"
    """``double``: another decision stands beside it, and the case goes to adjudication."""


class Answer(Record):
    """What became of one decision of a batch: a receipt, or a problem."""

    decision_id: str
    receipt: Receipt | None = None
    problem: Problem | None = None


class Answers(Record):
    """In the order of the batch."""

    results: tuple[Answer, ...] = ()


class Journalled(Record):
    """A decision as the server's journal has it."""

    decision: Decision
    receipt: Receipt


class Journal(Record, omit_defaults=False):
    """The decisions since a cursor, in the order they were received."""

    next: str
    decisions: tuple[Journalled, ...] = ()
    more: bool = False


class Skip(Record):
    """A reviewer passes a case on; said again under the same id it is the same skip."""

    id: Id
    reason: str
    note: str = ""
    not_before: Time | None = None
    """The reviewer does not want to see the case again before."""


class Note(Record):
    """Words about a case for other reviewers."""

    id: Id
    text: str


class Escalation(Record):
    """A case that somebody else should look at."""

    id: Id
    to: str
    """A reviewer or a role."""
    note: str = ""
