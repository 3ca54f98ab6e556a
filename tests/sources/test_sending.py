"""What goes out: the bytes of a decision as they were given, once, and no more than the source takes."""

from __future__ import annotations

import asyncio

import msgspec

from tests.sources.answering import BODY, Told, always, answer, asked, receipt, sent
from triage_tui.domain.wire.outcomes import Accepted, TooLarge
from triage_tui.domain.wire.receipts import Batch, Skip


def test_a_decision_goes_out_byte_for_byte_under_its_key() -> None:
    told = always(answer(201, receipt()))
    asked(told, lambda api: api.push([sent(fence=7)]))
    (request,) = told.asked
    assert (request.method, request.url.path) == ("POST", "/v1/decisions")
    assert request.content == BODY
    assert request.headers["idempotency-key"] == "d1"
    assert request.headers["lease-fence"] == "7"
    assert request.headers["authorization"] == "Bearer trt_canary-4711"
    assert request.headers["content-type"] == "application/json"


def test_a_decision_without_a_lease_names_no_fence() -> None:
    told = always(answer(201, receipt()))
    asked(told, lambda api: api.push([sent()]))
    assert "lease-fence" not in told.asked[0].headers


def test_a_batch_holds_each_decision_byte_for_byte() -> None:
    told = always(answer(200, {"results": []}))
    asked(told, lambda api: api.push([sent(fence=7), sent(2)]))
    (request,) = told.asked
    assert request.url.path == "/v1/decisions:batch"
    first, second = msgspec.json.decode(request.content)["decisions"]
    assert BODY in request.content
    assert (first["fence"], "fence" in second) == (7, False)


def test_a_batch_is_what_the_wire_says_it_is() -> None:
    whole = msgspec.json.encode(_decision("d1"))
    told = always(answer(200, {"results": []}))
    asked(told, lambda api: api.push([sent(1, whole, 3), sent(2, whole)]))
    batch = msgspec.json.decode(told.asked[0].content, type=Batch)
    assert [one.fence for one in batch.decisions] == [3, None]


def _decision(name: str) -> dict[str, object]:
    known = {"id": name, "case_id": "c1", "case_version": 1, "case_sha256": "0" * 64}
    return {**known, "outcome": "uphold", "reviewer": "ana", "decided_at": "2026-11-22T12:00:00Z"}


def test_nothing_to_send_sends_nothing() -> None:
    told = always(answer(500))
    assert list(asked(told, lambda api: api.push([]))) == []
    assert told.asked == []


def test_what_the_source_would_refuse_as_too_large_is_not_sent() -> None:
    limits = {"server": "s", "me": {"reviewer": "ana"}, "api": "1", "limits": {"body_bytes": 60, "batch": 2}}
    told = Told(lambda request: answer(200, limits if request.method == "GET" else receipt()))

    async def run() -> None:
        await told.api.capabilities()
        (alone,) = await told.api.push([sent(body=b"x" * 61)])
        assert isinstance(alone, TooLarge)
        assert {type(one) for one in await told.api.push([sent(1), sent(2), sent(3)])} == {TooLarge}
        assert {type(one) for one in await told.api.push([sent(1), sent(2)])} == {TooLarge}
        assert [type(one) for one in await told.api.push([sent(1)])] == [Accepted]

    asyncio.run(run())
    assert len(told.asked) == 2


def test_names_stay_one_part_of_the_path() -> None:
    told = always(answer(204))
    for name in ("a/b", "..", ".", "c?d#e", "a@b:c"):
        asked(told, lambda api, name=name: api.skip(name, Skip(id="s1", reason="other")))
    sent_to = [request.url.raw_path for request in told.asked]
    assert sent_to == [
        b"/v1/cases/a%2Fb/skips",
        b"/v1/cases/%2E%2E/skips",
        b"/v1/cases/%2E/skips",
        b"/v1/cases/c%3Fd%23e/skips",
        b"/v1/cases/a%40b%3Ac/skips",
    ]


def test_another_token_is_used_from_the_next_request_on() -> None:
    from triage_tui.sources.secret import Secret

    told = always(answer(204))
    told.api.use(Secret("other"))
    asked(told, lambda api: api.end("l1"))
    assert told.asked[0].headers["authorization"] == "Bearer other"
