"""One reviewer's way to the server under test: plain requests, answers bounded in size and time."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from time import sleep
from typing import Any

import httpx
import msgspec

from triage_tui.conformance.answers import Answer, Broken

TIMES = httpx.Timeout(30, connect=5)
TRIES = 10
"""Of a request, where the server says that there were too many."""
LONGEST_WAIT = 60.0
"""Seconds."""
MOST = 256 * 1024 * 1024
"""Bytes of one answer, unpacked."""


class NoAnswer(Broken):
    """The line was cut, or the server never answered."""


class Caller:
    """Sends requests with one token."""

    def __init__(
        self,
        address: str,
        token: str = "",
        transport: httpx.BaseTransport | None = None,
        verify: Any = True,
        wait: Callable[[float], None] = sleep,
    ) -> None:
        """`address` is normalised; a `transport` of one's own takes the network's place; `verify` as httpx has it."""
        self._wait = wait
        self._client = httpx.Client(
            base_url=address,
            headers={"Authorization": f"Bearer {token}"} if token else {},
            timeout=TIMES,
            trust_env=False,
            verify=verify if address.startswith("https:") else False,
            transport=transport,
        )

    def get(self, path: str, headers: Mapping[str, str] | None = None, **query: Any) -> Answer:
        """Ask for something; parts of the query that are none are left out."""
        asked = {name: value for name, value in query.items() if value is not None}
        return self.call("GET", path, None, headers, params=asked or None)

    def post(self, path: str, document: Any, headers: Mapping[str, str] | None = None, **options: Any) -> Answer:
        """Send a JSON document."""
        return self.call("POST", path, msgspec.json.encode(document), headers, **options)

    def delete(self, path: str) -> Answer:
        """Ask to end something."""
        return self.call("DELETE", path)

    def call(
        self,
        method: str,
        path: str,
        body: bytes | None = None,
        headers: Mapping[str, str] | None = None,
        **options: Any,
    ) -> Answer:
        """One request and its whole answer; raises `NoAnswer`."""
        for _ in range(TRIES):
            answer = self._tried(method, path, body, headers, **options)
            if answer.status != 429:
                break
            said = answer.headers.get("retry-after", "")
            self._wait(min(float(said), LONGEST_WAIT) if said.isdecimal() else 1)
        return answer

    def _tried(self, method: str, *request: Any, **options: Any) -> Answer:
        try:
            return self._called(method, *request, **options)
        except NoAnswer:
            if method != "GET":
                raise
            return self._called(method, *request, **options)  # the server may have closed a kept connection

    def _called(
        self, method: str, path: str, body: bytes | None, headers: Mapping[str, str] | None, **options: Any
    ) -> Answer:
        said = {"Content-Type": "application/json"} if body is not None else {}
        said |= headers or {}
        asked = f"{method} {path}"
        try:
            with self._client.stream(method, path, content=body, headers=said, **options) as found:
                read = bytearray()
                for piece in found.iter_bytes():
                    read += piece
                    if len(read) > MOST:
                        raise Broken(f"{asked} answered more than {MOST} bytes")
                return Answer(asked, found.status_code, found.headers, bytes(read))
        except (httpx.TransportError, httpx.DecodingError) as error:
            raise NoAnswer(f"{asked} was not answered: {error or type(error).__name__}") from error

    def close(self) -> None:
        """Let the connection go."""
        self._client.close()
