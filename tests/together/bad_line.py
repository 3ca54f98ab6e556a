"""The server's application without a network: every request takes the next fault, in whatever loop it comes."""

from __future__ import annotations

from collections import deque

import httpx
from starlette.applications import Starlette

from tests.faults import Fault


class Died(BaseException):
    """The desk was killed while its request was under way."""


SILENT = {Fault.DROP_REPLY, Fault.RESET, Fault.CUT}


class BadLine(httpx.AsyncBaseTransport):
    """Hands requests to the application, or does not."""

    def __init__(self, app: Starlette) -> None:
        self._app = httpx.ASGITransport(app)
        self.faults = deque[Fault]()
        self.deadly = ""
        """What the path of a request begins with that the desk does not live through."""

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        """One request with its fault."""
        fault = self.faults.popleft() if self.faults else Fault.NONE
        if fault is Fault.DROP_REQUEST:
            raise httpx.ConnectError("nobody there")
        if fault is Fault.TOO_MANY:
            return httpx.Response(429, headers={"retry-after": "1"})
        if fault is Fault.BROKEN:
            return httpx.Response(500, text="oops")
        if fault is Fault.HTML:
            return httpx.Response(200, html="<title>Welcome</title>")
        for _ in range(1 + (fault is Fault.TWICE)):
            answer = await self._app.handle_async_request(request)
        if self.deadly and request.url.path.startswith(self.deadly):
            raise Died
        if fault in SILENT:
            raise httpx.ReadError("the line was cut")
        return httpx.Response(500, text="oops") if fault is Fault.BROKEN_AFTER else answer
