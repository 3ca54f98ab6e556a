"""What becomes of decisions that were sent: every answer and every silence has one meaning."""

from __future__ import annotations

import ssl
from typing import Any

import httpx
import msgspec
import pytest

from tests.sources.answering import always, answer, asked, receipt, refused, sent
from triage_tui.domain.wire.outcomes import Accepted, Conflict, Later, Refused, SignedOut, TooLarge, Unknown
from triage_tui.domain.wire.problems import problem

HTML = (b"<html>no</html>", "text/html")
ODD = {"type": "https://other.example/teapot", "title": "teapot", "status": 418}


def _certificate() -> httpx.ConnectError:
    error = httpx.ConnectError("tls")
    error.__cause__ = cause = ssl.SSLCertVerificationError(1, "certificate verify failed")
    cause.verify_message = "certificate has expired"
    return error


SILENCE = {
    "no connection": (httpx.ConnectError("refused"), Later),
    "no connection in time": (httpx.ConnectTimeout("slow"), Later),
    "no free connection": (httpx.PoolTimeout("full"), Later),
    "proxy says no": (httpx.ProxyError("407"), Later),
    "bad certificate": (_certificate(), Later),
    "cut while reading": (httpx.ReadError("reset"), Unknown),
    "no answer in time": (httpx.ReadTimeout("slow"), Unknown),
    "cut while writing": (httpx.WriteError("reset"), Unknown),
    "stuck while writing": (httpx.WriteTimeout("slow"), Unknown),
    "broken HTTP": (httpx.RemoteProtocolError("cut"), Unknown),
    "our own fault": (httpx.LocalProtocolError("Illegal header value b'Bearer trt_canary-4711'"), Unknown),
    "bad socket": (OSError(5, "I/O error"), Unknown),
}

ANSWERS = {
    "receipt": (lambda: answer(200, receipt()), Accepted),
    "receipt of a new one": (lambda: answer(201, receipt(), "application/json; charset=utf-8"), Accepted),
    "receipt, not yet durable": (lambda: answer(202, receipt()), Unknown),
    "receipt of another decision": (lambda: answer(200, receipt(2)), Unknown),
    "receipt about another case": (lambda: answer(200, receipt(case_id="c9")), Unknown),
    "receipt as text": (lambda: answer(200, receipt(), "text/plain"), Unknown),
    "half a receipt": (lambda: answer(200, b'{"decision_id":"d1"'), Unknown),
    "something else": (lambda: answer(200, {"ok": True}), Unknown),
    "nothing": (lambda: answer(204), Unknown),
    "a page": (lambda: answer(200, *HTML), Unknown),
    "elsewhere": (lambda: answer(307, headers={"location": "https://other.example/v1/decisions"}), Unknown),
    "nowhere": (lambda: answer(302, headers={"location": "https://[/"}), Unknown),
    "signed out": (lambda: refused("unauthenticated"), SignedOut),
    "signed out, says a page": (lambda: answer(401, *HTML), SignedOut),
    "too large": (lambda: refused("too_large"), TooLarge),
    "too large, says a page": (lambda: answer(413, *HTML), TooLarge),
    "too many": (lambda: refused("rate_limited"), Later),
    "too many, says a page": (lambda: answer(429, *HTML), Later),
    "unavailable": (lambda: refused("unavailable"), Later),
    "unavailable, says a page": (lambda: answer(503, *HTML), Later),
    "version conflict": (lambda: refused("version_conflict", case=msgspec.Raw(b'{"id":"c1"}')), Conflict),
    "already decided": (lambda: refused("already_decided"), Conflict),
    "lease lost": (lambda: refused("lease_lost", holder="ana"), Conflict),
    "precondition": (lambda: answer(412, {**ODD, "status": 412}, "application/problem+json"), Conflict),
    "conflict, says a page": (lambda: answer(409, *HTML), Unknown),
    "conflict as text": (lambda: answer(409, problem("version_conflict"), "text/plain"), Unknown),
    "not independent": (lambda: refused("reviewer_not_independent"), Refused),
    "gone": (lambda: refused("case_gone"), Refused),
    "same id, other words": (lambda: refused("idempotency_mismatch"), Refused),
    "policy unknown": (lambda: refused("policy_unknown", policy_id="p", policy_version="1"), Refused),
    "a problem of its own": (lambda: answer(418, ODD, "application/problem+json"), Refused),
    "forbidden, says a page": (lambda: answer(403, *HTML), Unknown),
    "not here, says a page": (lambda: answer(404, *HTML), Unknown),
    "broken": (lambda: answer(500, *HTML), Unknown),
    "broken, in its own words": (lambda: answer(500, {**ODD, "status": 500}, "application/problem+json"), Unknown),
    "bad gateway": (lambda: answer(502, *HTML), Unknown),
    "gateway timed out": (lambda: answer(504), Unknown),
}


@pytest.mark.parametrize("name", SILENCE)
@pytest.mark.parametrize("count", [1, 2])
def test_silence_is_unknown_unless_nothing_was_sent(name: str, count: int) -> None:
    error, kind = SILENCE[name]
    found = asked(always(error), lambda api: api.push([sent(n) for n in range(count)]))
    assert [type(one) for one in found] == [kind] * count
    assert "canary" not in str(found)


@pytest.mark.parametrize("name", ANSWERS)
def test_an_answer_about_one_decision_has_one_meaning(name: str) -> None:
    make, kind = ANSWERS[name]
    (found,) = asked(always(make()), lambda api: api.push([sent()]))
    assert type(found) is kind


@pytest.mark.parametrize("name", [name for name in ANSWERS if "receipt" not in name])
def test_a_batch_that_is_refused_as_a_whole_condemns_no_decision(name: str) -> None:
    make, alone = ANSWERS[name]
    kind = {Conflict: TooLarge, Refused: TooLarge}.get(alone, alone)
    found = asked(always(make()), lambda api: api.push([sent(1), sent(2)]))
    assert [type(one) for one in found] == [kind, kind]


def test_a_bad_certificate_is_said_plainly_and_not_asked_about_soon() -> None:
    (found,) = asked(always(_certificate()), lambda api: api.push([sent()]))
    assert isinstance(found, Later)
    assert "certificate of triage.test is not valid" in found.reason
    assert found.retry_after is not None
    assert found.retry_after >= 60


RESULTS: dict[str, tuple[dict[str, Any], type]] = {
    "receipt": ({"receipt": receipt()}, Accepted),
    "receipt of another": ({"receipt": receipt(2)}, Unknown),
    "both": ({"receipt": receipt(), "problem": problem("forbidden")}, Unknown),
    "neither": ({}, Unknown),
    "conflict": ({"problem": problem("version_conflict", case=msgspec.Raw(b"{}"))}, Conflict),
    "refused": ({"problem": problem("missing_field", pointer="/rationale")}, Refused),
    "one too large": ({"problem": problem("too_large")}, Refused),
    "later": ({"problem": problem("rate_limited", retry_after=3.0)}, Later),
    "signed out": ({"problem": problem("unauthenticated")}, SignedOut),
    "broken": ({"problem": {**ODD, "status": 500}}, Unknown),
    "not a result": ({"receipt": 1}, Unknown),
}


@pytest.mark.parametrize("name", RESULTS)
def test_each_result_of_a_batch_stands_alone(name: str) -> None:
    members, kind = RESULTS[name]
    results = [{"decision_id": "d1", **members}, {"decision_id": "d2", "receipt": receipt(2)}]
    found = asked(always(answer(200, {"results": results})), lambda api: api.push([sent(1), sent(2)]))
    assert [type(one) for one in found] == [kind, Accepted]


def test_results_belong_to_decisions_by_id_and_the_missing_are_unknown() -> None:
    strangers = [
        {"decision_id": "d9", "receipt": receipt(9)},
        7,
        {"decision_id": "d4", "problem": problem("forbidden")},
    ]
    results = [*strangers, *({"decision_id": f"d{n}", "receipt": receipt(n)} for n in (4, 3, 1))]
    batch = [sent(n) for n in (1, 2, 3, 4)]
    found = asked(always(answer(200, {"results": results})), lambda api: api.push(batch))
    assert [type(one) for one in found] == [Accepted, Unknown, Accepted, Unknown]


@pytest.mark.parametrize(
    ("headers", "seconds"),
    [
        ({"retry-after": "7"}, 7.0),
        ({"retry-after": " 0 "}, 0.0),
        ({"retry-after": "9999999999"}, 86_400.0),
        ({"retry-after": "9" * 400}, None),
        ({"retry-after": "-5"}, None),
        ({"retry-after": "soon"}, None),
        ({"retry-after": "\u0663"}, None),
        ({"date": "Sun, 22 Nov 2026 12:00:00 GMT", "retry-after": "Sun, 22 Nov 2026 12:01:30 GMT"}, 90.0),
        ({"date": "Sun, 22 Nov 2026 12:00:00 GMT", "retry-after": "Sun, 22 Nov 2026 11:00:00 GMT"}, 0.0),
        ({"date": "Sun, 22 Nov 2026 12:00:00 GMT", "retry-after": "Sun, 22 Nov 2026 12:01:30 -0000"}, 90.0),
        ({"date": "never", "retry-after": "Sun, 22 Nov 1926 11:00:00 GMT"}, None),
    ],
)
def test_how_long_to_wait_is_read_from_the_header(headers: dict[str, str], seconds: float | None) -> None:
    encoded = {name: value.encode() for name, value in headers.items()}
    (found,) = asked(always(answer(503, *HTML, headers=encoded)), lambda api: api.push([sent()]))  # type: ignore[arg-type]
    assert isinstance(found, Later)
    assert found.retry_after == seconds


def test_how_long_to_wait_is_read_from_the_problem_before_the_header() -> None:
    told = refused("rate_limited", headers={"retry-after": "7"}, retry_after=2.5)
    assert asked(always(told), lambda api: api.push([sent()])) == [Later("Too many requests", 2.5)]
