"""One request as an endpoint sees it: who asks, about what, with which body."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TypeVar

import msgspec
from starlette.datastructures import Headers
from starlette.responses import Response

from triage_tui.domain.wire.capabilities import Me
from triage_tui.server import answers, reading
from triage_tui.server.bounds import Bounds
from triage_tui.server.rejected import rejected
from triage_tui.server.store import Store

Kind = TypeVar("Kind")
FORM = "application/x-www-form-urlencoded"


class Ask(msgspec.Struct, frozen=True):
    """Endpoints are plain functions from this to an answer; each runs in a thread of its own."""

    store: Store
    bounds: Bounds
    me: Me
    names: Mapping[str, str]
    """The parts of the path that stand for something."""
    query: str
    headers: Headers
    body: bytes
    """As it was sent."""
    threads: answers.Threads
    """For what is read while it is sent."""
    base: str
    """Scheme and host, as the client reached us."""

    def document(self, kind: type[Kind]) -> Kind:
        """The body as a record."""
        return reading.document(self.raw(answers.JSON), kind)

    def raw(self, media: str, most: int = 0) -> bytes:
        """The bytes of a body of this media type, unpacked: so many at most, else as many as the capabilities say."""
        said = self.headers.get("content-type", "").partition(";")[0].strip().lower()
        if said != media:
            raise rejected("unsupported_media", f"send {media}")
        encoding = self.headers.get("content-encoding", "").strip().lower()
        return reading.unpacked(self.body, encoding, most or self.bounds.limits.body_bytes)

    def asked(self, kind: type[Kind]) -> Kind:
        """The parameters of the address as a record."""
        return reading.asked(self.query, kind)

    @property
    def packed(self) -> bool:
        """Whether the client takes gzip."""
        return answers.takes_gzip(self.headers.get("accept-encoding", ""))

    def answer(self, record: object, status: int = 200, **headers: str) -> Response:
        """A record as the answer."""
        return answers.whole(answers.encoded(record), self.packed, status, **headers)

    def unchanged(self, tag: str) -> bool:
        """Whether the client has what this ETag stands for."""
        known = [one.strip().removeprefix("W/") for one in self.headers.get("if-none-match", "").split(",")]
        return tag in known or "*" in known

    def tagged(self, body: bytes, tag: str, cache: str) -> Response:
        """A body that the client may keep, or word that it has it already."""
        if self.unchanged(tag):
            return answers.nothing(304, ETag=tag, Cache_Control=cache)
        return answers.whole(body, self.packed, ETag=tag, Cache_Control=cache)
