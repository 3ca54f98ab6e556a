"""An answer of the server under test, read strictly: what is not as the contract says breaks the rule in hand."""

from __future__ import annotations

from typing import Any, Self, TypeVar

import msgspec
from httpx import Headers

from triage_tui.domain.wire.problems import KINDS, Problem
from triage_tui.errors import TriageError

Kind = TypeVar("Kind")

JSON = "application/json"
PROBLEM = "application/problem+json"


class Broken(TriageError):
    """The server does not keep a rule; the title says what it did instead, and may hold untrusted text."""


class NotOffered(TriageError):
    """The server does not promise it, or there is nothing here to try it on."""


def ensure(kept: bool, otherwise: str) -> None:
    """Break the rule in hand unless this holds."""
    if not kept:
        raise Broken(otherwise)


class Answer(msgspec.Struct, frozen=True):
    """What came back for one request."""

    asked: str
    """Method and path."""
    status: int
    headers: Headers
    body: bytes

    @property
    def media(self) -> str:
        """The media type, without its parameters."""
        return str(self.headers.get("content-type", "")).partition(";")[0].strip().lower()

    def expect(self, *statuses: int) -> Self:
        """This answer, if it has one of these statuses."""
        wanted = " or ".join(map(str, statuses))
        ensure(self.status in statuses, f"{self.asked} answered {self.status} instead of {wanted}{self._says()}")
        return self

    def read(self, kind: type[Kind], *statuses: int) -> Kind:
        """The record in the body of an answer that went well."""
        self.expect(*(statuses or (200,)))
        ensure(self.media == JSON, f"{self.asked} answered {self.media or 'no media type'} instead of {JSON}")
        return self._decoded(kind)

    def document(self) -> Any:
        """The JSON value in the body, as it is."""
        return self._decoded(object)

    def problem(self, *kinds: str) -> Problem:
        """The problem document in the body, of one of these kinds."""
        wanted = " or ".join(f"{kind} ({KINDS[kind].status})" for kind in kinds)
        instead = f"{self.asked} answered {self.status} instead of {wanted}{self._says()}"
        ensure(self.status in {KINDS[kind].status for kind in kinds}, instead)
        found = self.any_problem()
        ensure(found.kind in kinds, f"{self.asked} called it {found.type} instead of {wanted}")
        return found

    def any_problem(self) -> Problem:
        """The problem document in the body, of whatever kind."""
        ensure(400 <= self.status < 600, f"{self.asked} answered {self.status} instead of refusing")
        ensure(self.media == PROBLEM, f"{self.asked} refused with {self.media or 'no media type'} instead of {PROBLEM}")
        found = self._decoded(Problem)
        ensure(found.status == self.status, f"{self.asked}: status {self.status}, but {found.status} in the problem")
        ensure(bool(found.type and found.title), f"{self.asked}: a problem without a type or a title")
        return found

    def _decoded(self, kind: type[Kind]) -> Kind:
        try:
            return msgspec.json.decode(self.body, type=kind)
        except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
            raise Broken(f"{self.asked} cannot be read: {error}") from None

    def _says(self) -> str:
        if self.media != PROBLEM:
            return ""
        found = self._decoded(Problem)
        return f": {found.detail or found.title}"
