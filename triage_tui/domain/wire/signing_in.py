"""Sign-in by device authorization grant (RFC 8628): the forms and answers of its two endpoints."""

from __future__ import annotations

from typing import Literal

from triage_tui.domain.values import Record

GRANT = "urn:ietf:params:oauth:grant-type:device_code"


class DeviceCode(Record):
    """What to show the person, and how often to ask meanwhile."""

    device_code: str
    user_code: str
    verification_uri: str
    expires_in: int
    """Seconds."""
    verification_uri_complete: str | None = None
    interval: int = 5
    """Seconds between two questions, at least."""


class Token(Record):
    """What signing in gives."""

    access_token: str
    token_type: Literal["Bearer", "bearer"] = "Bearer"  # noqa: S105 - the name of a scheme
    expires_in: int | None = None
    """Seconds; none for a token that does not end by itself."""
    refresh_token: str | None = None


class Declined(Record):
    """Why there is no token (yet)."""

    error: str
    """``authorization_pending``, ``slow_down``, ``access_denied``, ``expired_token``, ``invalid_grant`` ..."""
    error_description: str = ""
