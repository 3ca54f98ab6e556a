"""A token that nobody sees by accident."""

from __future__ import annotations

import re
from hmac import compare_digest
from typing import NoReturn

from triage_tui.errors import NotSignedIn

LONGEST = 8192
"""Characters of a token."""
_TOKEN = re.compile(r"[A-Za-z0-9._~+/-]+=*")
"""RFC 6750: what may follow ``Bearer`` in a header."""


class Secret:
    """A bearer token: masked wherever it is printed, and given out by `reveal` only."""

    __slots__ = ("_token",)

    def __init__(self, token: str) -> None:
        """Raise `NotSignedIn` for what cannot be a token, without repeating it."""
        if len(token) > LONGEST or not _TOKEN.fullmatch(token):
            raise NotSignedIn("what was given as a token is none", "a token is one word of letters, digits and -._~+/=")
        self._token = token

    def reveal(self) -> str:
        """The token itself, for the one header and the one store it belongs in."""
        return self._token

    def __repr__(self) -> str:
        return "Secret(***)"

    __str__ = __repr__

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Secret) and compare_digest(self._token, other._token)

    def __hash__(self) -> int:
        return hash(self._token)

    def __reduce__(self) -> NoReturn:
        raise TypeError("a secret is not written anywhere")
