"""A line on which somebody changes what the server says."""

from __future__ import annotations

import re
from collections.abc import Callable
from itertools import count
from typing import Any, NamedTuple

import httpx
import msgspec

from triage_tui.domain.wire.problems import problem


class Told(NamedTuple):
    """What the server said, and what was looked at before."""

    status: int
    headers: httpx.Headers
    body: bytes
    looked: str
    """Id of the case that was asked for last."""

    @property
    def document(self) -> Any:
        """The body; nothing where there is none."""
        return msgspec.json.decode(self.body) if self.body[:1] in (b"{", b"[") else {}

    def says(self, document: Any) -> Told:
        """The same, with another body."""
        return self._replace(body=msgspec.json.encode(document))


Change = Callable[[Told], Told]


class Lie(NamedTuple):
    """Where to lie, and how."""

    asked: str
    """Method and target, as a pattern."""
    change: Change


class Liar(httpx.BaseTransport):
    """Carries requests to the server, and lies about some answers."""

    def __init__(self, lie: Lie) -> None:
        self._lie = lie
        self._looked = ""
        self._line = httpx.HTTPTransport()

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        """Ask the server, then say something else."""
        target = request.url.raw_path.decode()
        if request.method == "GET" and (found := re.fullmatch("/v1/cases/([^/]+)", target)):
            self._looked = found[1]
        answer = self._line.handle_request(request)
        answer.read()
        headers = httpx.Headers([pair for pair in answer.headers.multi_items() if pair[0] not in FRAMING])
        told = Told(answer.status_code, headers, answer.content, self._looked)
        if re.fullmatch(self._lie.asked, f"{request.method} {target}"):
            told = self._lie.change(told)
        return httpx.Response(told.status, headers=told.headers, content=told.body)

    def close(self) -> None:
        """Let the line go."""
        self._line.close()


FRAMING = ("content-length", "content-encoding", "transfer-encoding")


def members(**other: Any) -> Change:
    """Members with other values; none takes one away."""

    def change(told: Told) -> Told:
        document = told.document | other
        return told.says({name: value for name, value in document.items() if value is not None})

    return change


def each(rows: str, **other: Any) -> Change:
    """Rows of a list with other values."""
    return lambda told: told.says(told.document | {rows: [row | other for row in told.document.get(rows, ())]})


def twice(rows: str) -> Change:
    """Rows of a list two times."""
    return lambda told: told.says(told.document | {rows: told.document.get(rows, []) * 2})


def backwards(rows: str) -> Change:
    """Rows of a list from the last to the first."""
    return lambda told: told.says(told.document | {rows: told.document.get(rows, [])[::-1]})


def status(other: int) -> Change:
    """Another status."""
    return lambda told: told._replace(status=other)


def header(name: str, value: str = "") -> Change:
    """Another value of a header; empty takes it away."""

    def change(told: Told) -> Told:
        headers = httpx.Headers([pair for pair in told.headers.multi_items() if pair[0].lower() != name])
        if value:
            headers[name] = value
        return told._replace(headers=headers)

    return change


def raw(change: Callable[[bytes], bytes]) -> Change:
    """Other bytes."""
    return lambda told: told._replace(body=change(told.body))


def answers(code: int, document: Any = None) -> Change:
    """Something else altogether."""
    headers = httpx.Headers({"content-type": "application/json"})
    return lambda told: told._replace(status=code, headers=headers).says(document or {})


def refuses(kind: str) -> Change:
    """A problem."""
    said = problem(kind)
    headers = httpx.Headers({"content-type": "application/problem+json"})
    return lambda told: told._replace(status=said.status, headers=headers).says(said)


def looked(**other: Callable[[str], Any]) -> Change:
    """Members with values made of the id of the case that was looked at last."""
    return lambda told: told.says(told.document | {name: make(told.looked) for name, make in other.items()})


def growing(name: str) -> Change:
    """A time that is another in every answer."""
    seconds = count()
    return lambda told: told.says(told.document | {name: f"2030-01-01T00:{next(seconds):02}:00Z"})
