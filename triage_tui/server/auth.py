"""Who asks: a bearer token, looked up anew for every request, so that a revoked one ends at once."""

from __future__ import annotations

from typing import Protocol

from triage_tui.domain.wire.capabilities import Me
from triage_tui.server.rejected import Rejected, rejected

NOBODY = Me(reviewer="")
"""Who asks where no token is needed."""
_LONGEST = 4096


class People(Protocol):
    """What is asked of the store."""

    def who(self, token: str) -> Me | None:
        """Whose token it is."""


def bearer(header: str | None) -> str:
    """The token of an ``Authorization`` header; raises `unauthenticated`."""
    scheme, _, token = (header or "").strip().partition(" ")
    token = token.strip()
    if scheme.lower() != "bearer" or not token or len(token) > _LONGEST:
        raise unauthenticated("send a token: Authorization: Bearer ...")
    return token


def signed_in(people: People, token: str) -> Me:
    """Whose token this is; raises `unauthenticated`."""
    me = people.who(token)
    if me is None:
        raise unauthenticated("the token is unknown, has expired or was revoked")
    return me


def unauthenticated(detail: str) -> Rejected:
    """Who asks is not known."""
    return rejected("unauthenticated", detail)
