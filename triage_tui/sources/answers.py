"""What came back from a source, and what it looks like where it is no answer of a Case API."""

from __future__ import annotations

from collections.abc import Mapping

from msgspec import Struct

from triage_tui.errors import Unreachable

JSON = frozenset({"application/json", "application/problem+json"})
LINES = frozenset({"application/jsonl", "application/x-ndjson", "application/ndjson", "application/x-jsonlines"})
"""What JSON lines are called."""


class Answer(Struct, frozen=True):
    """One answer, whole."""

    status: int
    headers: Mapping[str, str]
    """Names are found in any case."""
    body: bytes = b""
    """As it was meant, not as it was packed."""

    @property
    def media(self) -> str:
        """The media type without its parameters."""
        return media(self.headers)

    @property
    def looks(self) -> str:
        """What a person would call it."""
        return looks(self.media, self.body)


class NoAnswer(Unreachable):
    """No answer came that can be read."""

    def __init__(self, title: str, hint: str = "", *, arrived: bool = True, patience: float | None = None) -> None:
        """`arrived`: whether the request may have reached the source; `patience`: seconds to wait, where that helps."""
        super().__init__(title, hint)
        self.arrived = arrived
        """False only where it certainly was not sent."""
        self.patience = patience
        """Seconds before it makes sense to try again; none where nothing is known."""


class BadCertificate(NoAnswer):
    """Whoever answered could not prove to be the source; nothing was sent."""


def media(headers: Mapping[str, str]) -> str:
    """The media type of an answer without its parameters."""
    return headers.get("content-type", "").partition(";")[0].strip().lower()


def looks(media_type: str, body: bytes) -> str:
    """What a person would call a body."""
    if not body:
        return "nothing"
    start = body[:200].lstrip().lower()
    if "html" in media_type or start.startswith((b"<!doctype", b"<html")):
        return "a web page"
    return "JSON of another kind" if media_type.endswith("json") else "something else"
