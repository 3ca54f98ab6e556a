"""A token is seen by nobody but the source: not printed, not logged, not in an error, not in a file in the clear."""

from __future__ import annotations

import logging
import os
import pickle
import traceback
from pathlib import Path

import httpx
import pytest

from tests.sources.answering import TOKEN, always, answer, asked, sent
from tests.sources.loopback import Loopback, resets
from triage_tui.errors import NotSignedIn, TriageError, Unreachable
from triage_tui.sources.calling import Caller
from triage_tui.sources.case_api import CaseApi
from triage_tui.sources.once import once
from triage_tui.sources.secret import Secret
from triage_tui.sources.tokens import Found, TokenStore

CANARY = "canary-4711"


def test_a_secret_is_masked_wherever_it_is_printed() -> None:
    secret, found = Secret(f"trt_{CANARY}"), Found(TOKEN, "memory")
    shown = f"{secret} {secret!r} {found} {[secret]} {vars(Caller('https://h', secret))}"
    assert CANARY not in shown
    assert CANARY in secret.reveal()


def test_a_secret_is_written_nowhere() -> None:
    with pytest.raises(TypeError):
        pickle.dumps(TOKEN)


def test_secrets_are_equal_by_what_they_hold() -> None:
    assert Secret("a") == Secret("a")
    assert len({Secret("a"), Secret("a"), Secret("b")}) == 2
    assert Secret("a") != "a"


@pytest.mark.parametrize("word", ["", "two words", "line\n", "caf\u00e9", "a\r\nHost: other", "x" * 9000, "=a", '"a"'])
def test_what_cannot_be_a_token_is_refused_and_not_repeated(word: str) -> None:
    with pytest.raises(NotSignedIn) as error:
        Secret(word)
    assert not word or word not in error.value.title + error.value.hint


@pytest.mark.parametrize(
    "play", [httpx.LocalProtocolError(f"Illegal header value b'{CANARY}'"), httpx.ReadError(CANARY), OSError(5, CANARY)]
)
def test_an_error_after_sending_does_not_quote_what_was_sent(play: Exception) -> None:
    told = always(play)
    assert CANARY not in str(asked(told, lambda api: api.push([sent(1)])))
    with pytest.raises(Unreachable) as error:
        asked(told, lambda api: api.capabilities())
    assert CANARY not in _trace(error.value)


def test_neither_logs_nor_traces_of_a_broken_call_hold_the_token(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    with Loopback(resets()) as server:
        with pytest.raises(Unreachable) as error:
            once(CaseApi(server.address, TOKEN), CaseApi.capabilities)
        assert CANARY.encode() in server.requests[0]
    assert "httpcore" in {record.name.split(".")[0] for record in caplog.records}
    assert CANARY not in caplog.text + _trace(error.value)


def test_the_token_goes_to_the_source_only_in_its_header() -> None:
    told = always(answer(200, {"queues": []}))
    asked(told, lambda api: api.queues())
    request = told.asked[0]
    assert request.headers["authorization"].endswith(CANARY)
    assert CANARY not in str(request.url) + request.content.decode() + repr(request) + repr(request.headers)


def test_a_kept_token_is_in_no_file_in_the_clear(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TRIAGE_TOKEN", TOKEN.reveal())
    store = TokenStore(tmp_path / "tokens", os.environ, ask=lambda _: "a phrase of mine")
    found = store.find("https://h")
    assert found is not None
    store.keep("https://h", found.token)
    files = [path for path in tmp_path.rglob("*") if path.is_file()]
    assert files
    assert all(CANARY.encode() not in path.read_bytes() for path in files)
    assert CANARY not in str(os.environ) + repr(store) + str(vars(store))


def _trace(error: TriageError) -> str:
    """All that a report could show of an error, with the values of every frame of ours."""
    frames = [
        frame for frame in traceback.walk_tb(error.__traceback__) if "/triage_tui/" in frame[0].f_code.co_filename
    ]
    assert frames
    shown = traceback.StackSummary.extract(iter(frames), capture_locals=True).format()
    return "".join([*shown, *traceback.format_exception_only(error), error.hint])
