"""Sources that answer what a test lays down, without a network."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from typing import Any, TypeVar

import httpx
import msgspec

from triage_tui.domain.outbox import Outgoing
from triage_tui.domain.wire.problems import problem
from triage_tui.sources.case_api import CaseApi
from triage_tui.sources.secret import Secret

TOKEN = Secret("trt_canary-4711")
AT = "2026-11-22T12:00:00Z"

Found = TypeVar("Found")


BODY = b'{"id": "d1",  "case_id":"c1"}'


def sent(number: int = 1, body: bytes = BODY, fence: int | None = None) -> Outgoing:
    """One of several decisions on their way out."""
    return Outgoing(f"d{number}", f"c{number}", body, fence=fence)


def answer(
    status: int = 200, body: Any = b"", kind: str = "application/json", headers: Mapping[str, str] | None = None
) -> httpx.Response:
    """An answer as it comes from the network: bytes that nobody has read yet."""
    raw = body if isinstance(body, bytes) else msgspec.json.encode(body)
    return httpx.Response(status, headers={"content-type": kind, **(headers or {})}, stream=httpx.ByteStream(raw))


def refused(kind: str, detail: str = "", headers: Mapping[str, str] | None = None, **members: Any) -> httpx.Response:
    """A problem as the API states it."""
    said = problem(kind, detail, **members)
    return answer(said.status, said, "application/problem+json", headers)


def receipt(number: int = 1, **members: Any) -> dict[str, Any]:
    """The receipt of one of several decisions."""
    return {"decision_id": f"d{number}", "case_id": f"c{number}", "case_version": 1, "received_at": AT, **members}


class Told:
    """A source that answers with what `answers` says, and remembers what it was asked."""

    def __init__(self, answers: Callable[[httpx.Request], httpx.Response]) -> None:
        self._answers = answers
        self.asked: list[httpx.Request] = []
        self.transport = httpx.MockTransport(self._answer)
        self.api = CaseApi("https://triage.test", TOKEN, transport=self.transport)

    async def _answer(self, request: httpx.Request) -> httpx.Response:
        self.asked.append(request)
        return self._answers(request)


def always(response: httpx.Response | Exception) -> Told:
    """A source that has one answer."""

    def answers(request: httpx.Request) -> httpx.Response:
        if isinstance(response, Exception):
            raise response
        return response

    return Told(answers)


def asked(told: Told, question: Callable[[CaseApi], Awaitable[Found]]) -> Found:
    """What the client makes of the answer."""

    async def run() -> Found:
        return await question(told.api)

    return asyncio.run(run())


async def listed(api: CaseApi, *ids: str) -> list[bytes]:
    """The cases as they arrive."""
    return [case async for case in api.cases(ids)]
