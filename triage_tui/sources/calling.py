"""The one place that sends: every request to a source, with its limits of time and size.

It works on httpx's transport and not on its client: a client would keep cookies, look at redirects and unpack bodies of
any size, and none of that may happen here.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager, suppress
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

import httpx

from triage_tui import __version__
from triage_tui.sources.address import host_of
from triage_tui.sources.answers import Answer
from triage_tui.sources.bodies import MOST, whole
from triage_tui.sources.failures import told
from triage_tui.sources.reach import Reach
from triage_tui.sources.secret import Secret

SAID = {
    "Accept": "application/json, application/problem+json, application/jsonl",
    "Accept-Encoding": "gzip",
    "User-Agent": f"triage-tui/{__version__}",
}
"""With every request."""
WITHOUT_BODY = (204, 304)
"""Statuses that have none."""
FORM = "application/x-www-form-urlencoded"


class Caller:
    """Sends requests to one source."""

    def __init__(
        self,
        address: str,
        token: Secret | None = None,
        reach: Reach | None = None,
        transport: httpx.AsyncBaseTransport | None = None,
    ) -> None:
        """`address` is normalised; a `transport` of one's own takes the place of the network."""
        self.address = address
        self.host = host_of(address)
        self.token = token
        """May be changed while requests are under way; the next one uses it."""
        self.skew: float | None = None
        """Seconds that the source's clock is ahead of ours, by its last answer; to the second."""
        self._reach = reach or Reach()
        self._transport = transport

    async def call(
        self,
        method: str,
        path: str,
        body: bytes | None = None,
        headers: Mapping[str, str] | None = None,
        most: int = MOST,
    ) -> Answer:
        """One request and its whole answer, whatever it says; raises `NoAnswer` where there is none."""
        with told(self.host):
            async with asyncio.timeout(self._reach.whole), self._sent(method, path, body, headers) as response:
                read = b"" if response.status_code in WITHOUT_BODY else await whole(response, most)
                return Answer(response.status_code, response.headers, read)

    @asynccontextmanager
    async def opened(
        self, method: str, path: str, body: bytes | None = None, headers: Mapping[str, str] | None = None
    ) -> AsyncIterator[httpx.Response]:
        """One request and its answer while it arrives; raises `NoAnswer`, also while it is read."""
        with told(self.host):
            async with self._sent(method, path, body, headers) as response:
                yield response

    @asynccontextmanager
    async def _sent(
        self, method: str, path: str, body: bytes | None, headers: Mapping[str, str] | None
    ) -> AsyncIterator[httpx.Response]:
        if self._transport is None:
            self._transport = self._reach.transport(self.address)
        said = httpx.Headers(SAID)
        if body is not None:
            said["Content-Type"] = "application/json"
        if self.token is not None:
            said["Authorization"] = f"Bearer {self.token.reveal()}"
        said.update(headers)
        request = httpx.Request(method, self.address + path, headers=said, content=body, extensions=self._reach.times)
        response = await self._transport.handle_async_request(request)
        try:
            self._look_at_the_clock(response)
            yield response
        finally:
            await response.aclose()

    async def close(self) -> None:
        """Let the connections go."""
        if self._transport is not None:
            with told(self.host):
                await self._transport.aclose()

    def _look_at_the_clock(self, response: httpx.Response) -> None:
        with suppress(ValueError, TypeError, IndexError, OverflowError):
            theirs = parsedate_to_datetime(response.headers.get("date", ""))
            self.skew = (theirs - datetime.now(UTC)).total_seconds()
