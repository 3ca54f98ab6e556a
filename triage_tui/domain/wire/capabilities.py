"""What a server can do, for whom, and within which limits."""

from __future__ import annotations

from typing import Literal

from triage_tui.domain.values import Id, Record, Time
from triage_tui.domain.words import Mode

API = "1"
"""The version of the Case API that this program speaks."""


class Me(Record):
    """Whose token it is."""

    reviewer: str
    roles: tuple[str, ...] = ()


class Limits(Record, omit_defaults=False):
    """What the server refuses to go beyond."""

    body_bytes: int = 32 * 1024 * 1024
    """Of one request."""
    batch: int = 500
    """Decisions or cases in one request."""
    page: int = 500
    """Rows of one page."""
    lease_s: int = 3600
    """Longest lease."""
    requests_per_minute: int = 1200
    """By one token."""


class Features(Record, omit_defaults=False):
    """What a client may rely on."""

    lease: Literal["none", "advisory", "exclusive"] = "none"
    versioned: bool = False
    """Decisions about an older version of a case are refused."""
    idempotent: bool = False
    """A decision may be posted again."""
    policy_versions: bool = False
    changes: Literal["poll", "sse"] = "poll"
    undo_window_s: float = 0
    checkpoints: bool = False
    """The server is a witness of reviewers' logs."""
    bundles: bool = False
    """Bundles are downloaded here, and files of decisions taken."""


class Capabilities(Record, omit_defaults=False):
    """The first thing a client asks for."""

    server: str
    """Name and version of the program."""
    me: Me
    api: str = API
    limits: Limits = Limits()
    features: Features = Features()


class Queue(Record, omit_defaults=False):
    """A queue as its reviewers see it."""

    id: str
    title: str = ""
    pending: int = 0
    """Cases to be served."""
    oldest_at: Time | None = None
    due_soon: int = 0
    """Cases due within a day, or overdue."""
    mode: Mode = Mode.OPEN
    requires: tuple[str, ...] = ()
    """What a decision has to have besides an outcome: ``rationale``, ``findings``, ``confidence``."""
    skip_reasons: tuple[str, ...] = ()
    sla_hours: float | None = None


class Queues(Record):
    """All queues that a reviewer may see."""

    queues: tuple[Queue, ...] = ()


class PackRow(Record):
    """One published pack version."""

    id: Id
    version: str
    sha256: str
    """Of its bytes; also its ETag."""


class Packs(Record):
    """Every pack version that the server keeps."""

    policies: tuple[PackRow, ...] = ()
