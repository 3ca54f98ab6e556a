"""What can go wrong, in types that stay the same (RFC 9457), with the current truth inside."""

from __future__ import annotations

from typing import Any, NamedTuple

import msgspec

from triage_tui.domain.decision import Decision
from triage_tui.domain.values import Record, Time
from triage_tui.errors import TriageError

PREFIX = "urn:triage:problem:"


class Kind(NamedTuple):
    """One kind of problem."""

    status: int
    """HTTP status."""
    title: str
    """What it means, the same for every occurrence."""


KINDS = {
    "already_decided": Kind(409, "Another decision about this version stands"),
    "version_conflict": Kind(409, "The case has changed"),
    "lease_lost": Kind(409, "The lease has ended"),
    "lease_held": Kind(409, "Somebody else holds the case"),
    "checkpoint_conflict": Kind(409, "The log does not go on from what was seen of it"),
    "case_gone": Kind(410, "The case was closed or purged"),
    "bundle_expired": Kind(410, "The bundle has expired"),
    "cursor_gone": Kind(410, "The cursor is too old: read everything anew"),
    "policy_unknown": Kind(422, "The server does not keep this policy version"),
    "invalid_field": Kind(422, "A field has a value that it may not have"),
    "missing_field": Kind(422, "A field is required"),
    "idempotency_mismatch": Kind(422, "The same id was used for something else"),
    "reviewer_not_independent": Kind(403, "The reviewer is concerned in this case"),
    "forbidden": Kind(403, "The role does not allow this"),
    "unauthenticated": Kind(401, "Sign in"),
    "rate_limited": Kind(429, "Too many requests"),
    "too_large": Kind(413, "The request is larger than the server takes"),
    "not_found": Kind(404, "There is no such thing here"),
    "method_not_allowed": Kind(405, "The address does not take this method"),
    "no_such_range": Kind(416, "The file has no such part"),
    "unsupported_media": Kind(415, "The body is of a kind that is not taken here"),
    "bad_request": Kind(400, "The request cannot be read"),
    "unavailable": Kind(503, "The server cannot answer now"),
}
"""By the last word of ``type``."""


class Problem(Record):
    """An ``application/problem+json`` document; only the members that belong to its type are there."""

    type: str
    title: str
    status: int
    detail: str = ""
    decision: Decision | None = None
    """Of `already_decided`."""
    case: msgspec.Raw | msgspec.UnsetType = msgspec.UNSET
    """The current case, of `version_conflict`; unset elsewhere (the record library reads no ``Raw | None``)."""
    note: str | None = None
    """The newest checkpoint of the log that the server has, of `checkpoint_conflict`."""
    holder: str | None = None
    until: Time | None = None
    policy_id: str | None = None
    policy_version: str | None = None
    pointer: str | None = None
    """JSON pointer (RFC 6901) into the request's body."""
    reason: str | None = None
    retry_after: float | None = None
    """Seconds."""

    @property
    def kind(self) -> str:
        """The last word of ``type``; empty for a type that is not of this API."""
        word = self.type.removeprefix(PREFIX)
        return word if word in KINDS else ""


def problem(kind: str, detail: str = "", **members: Any) -> Problem:
    """A problem of a known kind."""
    known = KINDS[kind]
    return Problem(type=PREFIX + kind, title=known.title, status=known.status, detail=detail, **members)


class SourceRefused(TriageError):
    """The source understood, and said no; `problem` says why, with the current truth inside."""

    def __init__(self, problem: Problem, hint: str = "") -> None:
        super().__init__(problem.detail or problem.title, hint)
        self.problem = problem


class CursorGone(SourceRefused):
    """The cursor is too old: everything has to be read anew."""
