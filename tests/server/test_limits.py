"""Claims: nobody asks faster than told, strangers least of all, and a crowd is asked to come back."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from starlette.types import Message, Receive, Scope, Send

from tests.server.serving import kind, placed
from triage_tui.domain.wire.capabilities import Limits
from triage_tui.server.bounds import Bounds
from triage_tui.server.crowd import Crowd, Stalled
from triage_tui.server.limits import Buckets
from triage_tui.server.rejected import Rejected

HTTP: Scope = {"type": "http", "path": "/v1/queues", "method": "GET", "headers": []}


@given(st.integers(1, 100), st.lists(st.floats(0, 30), min_size=1, max_size=150))
def test_no_minute_has_more_than_twice_the_requests(per_minute: int, waits: list[float]) -> None:
    now, taken = 0.0, []
    buckets = Buckets(per_minute, lambda: now)
    for wait in waits:
        now += wait
        try:
            buckets.take("ana")
            taken.append(now)
        except Rejected as refused:
            now += refused.problem.retry_after or 0
            buckets.take("ana")  # whoever waits as long as told is let in
            taken.append(now)
    for begin in taken:
        assert sum(begin <= at < begin + 60 for at in taken) <= 2 * per_minute + 1


def test_one_token_does_not_use_up_anothers() -> None:
    buckets = Buckets(1, lambda: 0.0)
    buckets.take("ana")
    buckets.take("ben")
    with pytest.raises(Rejected):
        buckets.take("ana")


def test_full_buckets_are_let_go() -> None:
    now = 0.0
    buckets = Buckets(60, lambda: now)
    for number in range(10_000):
        buckets.take(str(number))
    now = 2.0
    buckets.take("one more")
    assert len(buckets._left) == 1


def test_whoever_asks_too_often_is_told_when_to_come_back(tmp_path: Path) -> None:
    bounds = Bounds(limits=Limits(requests_per_minute=3), strangers_per_minute=2)
    with placed(tmp_path, bounds) as place:
        ana, ben = place.person(), place.person()
        answers = [ana.http.get("/v1/queues") for _ in range(4)]
        assert [answer.status_code for answer in answers] == [200, 200, 200, 429]
        assert kind(answers[-1]) == "rate_limited"
        assert int(answers[-1].headers["retry-after"]) in range(1, 22)
        assert ben.http.get("/v1/queues").status_code == 200
        begun = [place.stranger.post("/v1/device/code", data={"client_id": "x"}).status_code for _ in range(3)]
        assert begun == [200, 200, 429]
        assert place.stranger.get("/v1/healthz").status_code == 200


async def quiet() -> Message:
    return {"type": "http.request", "body": b"", "more_body": False}


async def test_a_crowd_is_asked_to_come_back_and_health_is_not() -> None:
    inside, leave = asyncio.Event(), asyncio.Event()

    async def slow(scope: Scope, receive: Receive, send: Send) -> None:
        if scope["path"] != "/v1/healthz":
            inside.set()
            await leave.wait()
        await send({"type": "http.response.start", "status": 204, "headers": []})

    async def asked(path: str) -> Message:
        told: list[Message] = []

        async def keep(message: Message) -> None:
            told.append(message)

        await crowd({**HTTP, "path": path}, quiet, keep)
        return told[0]

    crowd = Crowd(slow, Bounds(requests=1))
    first = asyncio.create_task(asked("/v1/queues"))
    await inside.wait()
    second = await asked("/v1/queues")
    assert second["status"] == 503
    assert (b"retry-after", b"1") in second["headers"]
    assert (await asked("/v1/healthz"))["status"] == 204
    leave.set()
    assert (await first)["status"] == 204
    assert (await asked("/v1/queues"))["status"] == 204


async def test_whoever_does_not_take_its_answer_loses_its_place() -> None:
    async def answering(scope: Scope, receive: Receive, send: Send) -> None:
        await send({"type": "http.response.start", "status": 200, "headers": []})

    async def never(message: Message) -> None:
        await asyncio.Event().wait()

    crowd = Crowd(answering, Bounds(requests=1, answer_s=0))
    for _ in range(2):
        with pytest.raises(Stalled):
            await crowd(HTTP, quiet, never)
