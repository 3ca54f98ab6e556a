"""So many requests at once, and no longer than a client keeps up: whoever does not take its answer loses its place."""

from __future__ import annotations

import asyncio

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from triage_tui.domain.wire.problems import problem
from triage_tui.server.answers import refused
from triage_tui.server.bounds import Bounds

_ALWAYS = ("/v1/healthz", "/v1/readyz")
"""Answered however crowded it is: a busy server is not a dead one."""


class Stalled(OSError):
    """The client does not take in what it asked for."""


class Crowd:
    """Counts the requests that are being answered."""

    def __init__(self, app: ASGIApp, bounds: Bounds) -> None:
        self._app = app
        self._bounds = bounds
        self._here = 0

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request, or ask to come back."""
        if scope["type"] != "http" or scope["path"] in _ALWAYS:
            await self._app(scope, receive, send)
        elif self._here >= self._bounds.requests:
            busy = problem("unavailable", "too many requests at once", retry_after=1.0)
            await refused(busy)(scope, receive, send)
        else:
            await self._serve(scope, receive, send)

    async def _serve(self, scope: Scope, receive: Receive, send: Send) -> None:
        async def patient(message: Message) -> None:
            try:
                async with asyncio.timeout(self._bounds.answer_s):
                    await send(message)
            except TimeoutError:
                raise Stalled from None

        self._here += 1
        try:
            await self._app(scope, receive, patient)
        finally:
            self._here -= 1
