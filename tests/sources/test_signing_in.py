"""Signing in by a code: shown once, waited for as the server asks, and only on the server's own host."""

from __future__ import annotations

import asyncio
from typing import Any
from urllib.parse import parse_qs

import httpx
import pytest

from tests.sources.answering import answer
from triage_tui.errors import NotSignedIn, Unreachable
from triage_tui.sources.calling import Caller
from triage_tui.sources.secret import Secret
from triage_tui.sources.signing_in import Prompt, sign_in

CODE = {
    "device_code": "dc",
    "user_code": "BCDF-GHJK",
    "verification_uri": "https://triage.test/device",
    "expires_in": 60,
    "interval": 5,
}
TOKEN = {"access_token": "trt_new", "token_type": "Bearer"}
HTML = answer(502, b"<html>", "text/html")


def declined(error: str) -> httpx.Response:
    return answer(400, {"error": error})


class Signing:
    """A sign-in on a clock of the test's own."""

    def __init__(self, *polls: httpx.Response | Exception, **code: Any) -> None:
        self.polls = list(polls)
        self.code = {**CODE, **code}
        self.shown: list[Prompt] = []
        self.waited: list[float] = []
        self.forms: list[dict[str, list[str]]] = []

    def run(self) -> Secret:
        caller = Caller("https://triage.test", transport=httpx.MockTransport(self._answer))
        return asyncio.run(sign_in(caller, self.shown.append, sleep=self._sleep, clock=lambda: sum(self.waited)))

    async def _sleep(self, seconds: float) -> None:
        self.waited.append(seconds)

    def _answer(self, request: httpx.Request) -> httpx.Response:
        self.forms.append(parse_qs(request.content.decode()))
        assert request.headers["content-type"] == "application/x-www-form-urlencoded"
        if request.url.path == "/v1/device/code":
            return answer(200, self.code)
        assert request.url.path == "/v1/device/token"
        said = self.polls.pop(0) if self.polls else declined("authorization_pending")
        if isinstance(said, Exception):
            raise said
        return said


def test_a_code_is_shown_and_a_token_is_given_once_it_was_entered() -> None:
    signing = Signing(declined("authorization_pending"), answer(200, TOKEN))
    assert signing.run() == Secret("trt_new")
    assert signing.shown == [Prompt("https://triage.test/device", "BCDF-GHJK", None, 60.0)]
    assert signing.waited == [5, 5]
    assert signing.forms == [
        {"client_id": ["triage-tui"]},
        *[
            {
                "grant_type": ["urn:ietf:params:oauth:grant-type:device_code"],
                "device_code": ["dc"],
                "client_id": ["triage-tui"],
            }
        ]
        * 2,
    ]


@pytest.mark.parametrize("slow", [declined("slow_down"), answer(429), httpx.ReadTimeout("slow"), HTML])
def test_a_server_that_has_enough_is_asked_five_seconds_later_from_then_on(slow: httpx.Response | Exception) -> None:
    signing = Signing(slow, declined("authorization_pending"), answer(200, TOKEN))
    signing.run()
    assert signing.waited == [5, 10, 10]


def test_a_code_that_nobody_enters_runs_out() -> None:
    signing = Signing()
    with pytest.raises(NotSignedIn, match="in time"):
        signing.run()
    assert sum(signing.waited) < 60


@pytest.mark.parametrize(
    ("error", "words"),
    [("access_denied", "denied"), ("expired_token", "in time"), ("invalid_grant", "invalid_grant"), ("", "failed")],
)
def test_a_refusal_ends_the_sign_in(error: str, words: str) -> None:
    signing = Signing(declined(error))
    with pytest.raises(NotSignedIn, match=words):
        signing.run()
    assert len(signing.waited) == 1


@pytest.mark.parametrize(
    "place",
    [
        "https://triage.test.evil.example/device",
        "https://evil.example/device",
        "http://triage.test/device",
        "https://triage.test@evil.example/",
        "javascript:alert(1)",
        "",
    ],
)
@pytest.mark.parametrize("field", ["verification_uri", "verification_uri_complete"])
def test_a_code_is_entered_on_the_server_s_own_host_only(field: str, place: str) -> None:
    signing = Signing(**{field: place})
    with pytest.raises(NotSignedIn, match="another host"):
        signing.run()
    assert signing.shown == []


def test_the_place_may_hold_the_code() -> None:
    place = "https://triage.test:8443/device?user_code=BCDF-GHJK"
    signing = Signing(answer(200, TOKEN), verification_uri_complete=place)
    signing.run()
    assert signing.shown[0].uri_with_code == place


@pytest.mark.parametrize("interval", [0, -5])
def test_the_server_cannot_make_us_ask_without_a_pause(interval: int) -> None:
    signing = Signing(answer(200, TOKEN), interval=interval)
    signing.run()
    assert signing.waited == [1]


def test_the_server_cannot_make_us_wait_for_ever() -> None:
    with pytest.raises(NotSignedIn):
        (signing := Signing(expires_in=10**9, interval=600)).run()
    assert sum(signing.waited) <= 3600


@pytest.mark.parametrize("token", [{**TOKEN, "token_type": "mac"}, {**TOKEN, "access_token": "a b"}, {}, []])
def test_what_is_no_bearer_token_is_refused(token: Any) -> None:
    signing = Signing(answer(200, token))
    with pytest.raises(NotSignedIn):
        signing.run()


def test_a_server_without_sign_in_is_said_to_be_none() -> None:
    caller = Caller("https://triage.test", transport=httpx.MockTransport(lambda _: answer(404, b"<html>", "text/html")))
    with pytest.raises(Unreachable, match="web page"):
        asyncio.run(sign_in(caller, lambda _: None))
