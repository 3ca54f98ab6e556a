"""The application: a request is let in, signed in, counted and read here; then an endpoint answers it in a thread."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager, nullcontext
from functools import partial
from hashlib import sha256
from typing import Any

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import Response

from triage_tui.domain.wire.capabilities import Me
from triage_tui.domain.wire.problems import problem
from triage_tui.server.answers import refused
from triage_tui.server.ask import Ask
from triage_tui.server.auth import NOBODY, bearer, signed_in
from triage_tui.server.bounds import Bounds
from triage_tui.server.crowd import Crowd
from triage_tui.server.limits import Buckets
from triage_tui.server.logs import Logged
from triage_tui.server.places import Place
from triage_tui.server.reading import received
from triage_tui.server.rejected import Rejected
from triage_tui.server.routes import ACTS, Act
from triage_tui.server.store import Store

_LARGE = 1024 * 1024
"""Bytes of a body from which it waits for a place."""
_FORM = 64 * 1024
"""Bytes of a body from somebody who has not signed in."""


def make_app(store: Store, bounds: Bounds | None = None) -> Starlette:
    """The application on an open store, which it closes when it ends."""
    service = Service(store, bounds or Bounds())
    app = Starlette(
        routes=[
            Place(path, partial(service.serve, acts), sorted(acts))
            for path in dict.fromkeys(act.path for act in ACTS)
            if (acts := {act.method: act for act in ACTS if act.path == path})
        ],
        middleware=[Middleware(Logged), Middleware(Crowd, service.bounds)],
        exception_handlers={Rejected: _rejected, HTTPException: _elsewhere},
        lifespan=service.open,
    )
    app.router.redirect_slashes = False
    return app


class Service:
    """Where requests are served, one endpoint each, in a bounded number of threads.

    An act that has begun is finished even if the client goes away meanwhile.
    """

    def __init__(self, store: Store, bounds: Bounds) -> None:
        self.bounds = bounds
        self._store = store
        self._pool = ThreadPoolExecutor(bounds.threads, "store")
        self._large = asyncio.Semaphore(bounds.large)
        self._files = asyncio.Semaphore(bounds.files)
        self._tokens = Buckets(bounds.limits.requests_per_minute)
        self._strangers = Buckets(bounds.strangers_per_minute)

    @asynccontextmanager
    async def open(self, app: Starlette) -> AsyncIterator[None]:
        """From the first request to the end of the last act."""
        yield
        self._pool.shutdown()
        self._store.close()

    async def serve(self, acts: dict[str, Act], request: Request) -> Response:
        """Answer one request at an address that has these methods."""
        act = acts[request.method if request.method in acts else "GET"]
        me = await self._who(act, request)
        request.scope["reviewer"] = me.reviewer
        if act.takes is None:
            return await self._answer(act, request, me, b"")
        most = self.bounds.limits.body_bytes if act.known else _FORM
        turns = self._large if act.known and _may_be_large(request) else nullcontext()
        if act.takes is bytes:
            most, turns = self.bounds.file_bytes, self._files
        async with turns:
            body = await received(request, most, self.bounds.body_s)
            return await self._answer(act, request, me, body)

    async def _answer(self, act: Act, request: Request, me: Me, body: bytes) -> Response:
        ask = Ask(
            store=self._store,
            bounds=self.bounds,
            me=me,
            names=request.path_params,
            query=request.url.query,
            headers=request.headers,
            body=body,
            threads=self._beside,
            base=_base(request, self.bounds),
        )
        answer: Response = await self._beside(partial(act.run, ask))
        return answer

    async def _who(self, act: Act, request: Request) -> Me:
        if not act.known:
            if act.writes:
                self._strangers.take(request.client.host if request.client else "")
            return NOBODY
        token = bearer(request.headers.get("authorization"))
        me: Me = await self._beside(partial(signed_in, self._store, token))
        self._tokens.take(sha256(token.encode(errors="replace")).hexdigest())
        return me

    async def _beside(self, work: Callable[[], Any]) -> Any:
        return await asyncio.get_running_loop().run_in_executor(self._pool, work)


def _may_be_large(request: Request) -> bool:
    said = request.headers.get("content-length", "")
    return not said.isdecimal() or len(said) > len(str(_LARGE)) or int(said) > _LARGE


def _base(request: Request, bounds: Bounds) -> str:
    """Scheme and host as people reach us; the client checks that it is the host it speaks to."""
    scheme = "https" if bounds.behind_proxy else request.url.scheme
    return f"{scheme}://{request.url.netloc}"


async def _rejected(request: Request, error: Exception) -> Response:
    assert isinstance(error, Rejected)
    return refused(error.problem)


async def _elsewhere(request: Request, error: Exception) -> Response:
    """What the router says: no such address, or not with this method."""
    assert isinstance(error, HTTPException)
    kind = {404: "not_found", 405: "method_not_allowed"}.get(error.status_code, "bad_request")
    answer = refused(problem(kind, "there is no such address" if kind == "not_found" else ""))
    answer.headers.update(error.headers or {})
    return answer
