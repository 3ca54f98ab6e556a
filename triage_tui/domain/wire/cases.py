"""Cases in lists, and what changed."""

from __future__ import annotations

from typing import Literal

import msgspec

from triage_tui.domain.case import Positive
from triage_tui.domain.values import Id, Record, Time

ServerState = Literal["open", "leased", "decided", "adjudication", "closed"]
"""Where a case stands on the server: served to nobody, to somebody, decided, decided twice and differently, gone."""

ChangeKind = Literal["case_new", "case_changed", "case_closed", "lease_taken", "lease_ended", "policy_published"]


class Row(Record):
    """A case in a list: no conversation."""

    id: Id
    version: Positive
    queue: str
    state: ServerState
    origin: str = "classifier"
    received_at: Time | None = None
    due_at: Time | None = None
    priority: float | None = None
    work_domain: str = ""
    language: str = ""
    flags: int = 0


class Rows(Record):
    """A page of cases."""

    cases: tuple[Row, ...] = ()
    next: str | None = None
    """Cursor of the page behind; none for the last page."""


class Wanted(Record):
    """Cases asked for by id; answered as JSON lines, one whole case each, in this order, unknown ones left out."""

    ids: tuple[Id, ...]


class Change(Record):
    """Something that happened on the server."""

    kind: ChangeKind
    at: Time
    """By the server's clock."""
    case_id: Id | None = None
    case_version: Positive | None = None
    queue: str | None = None
    holder: str | None = None
    """Of a lease that was taken; only for those who may know."""
    until: Time | None = None
    policy_id: Id | None = None
    policy_version: str | None = None


class Changes(Record, omit_defaults=False):
    """What happened since a cursor, oldest first."""

    next: str
    """Where to go on; also when nothing has happened."""
    changes: tuple[Change, ...] = ()
    more: bool = False
    """Whether there is more to read now."""


class Intake(Record):
    """Cases handed in by a classifier or a report form: whole cases, each at its version."""

    cases: tuple[msgspec.Raw, ...]


class Taken(Record):
    """What became of one case that was handed in."""

    id: str
    version: int
    status: Literal["new", "changed", "known", "older"]


class TakenIn(Record):
    """The answer to an intake, in the order of the cases."""

    results: tuple[Taken, ...] = ()
