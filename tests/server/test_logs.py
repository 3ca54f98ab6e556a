"""Claims: every request leaves one line that helps, and nothing that is nobody else's business."""

from __future__ import annotations

import logging
import sys
from collections.abc import Iterator
from queue import SimpleQueue
from typing import Any

import msgspec
import pytest

from tests.server.serving import Place
from tests.server.store.making import Me, new_queue, raw_decision
from triage_tui.server.logs import REQUESTS, Lines

CANARY = "canary-7f3a"


class Log(logging.Handler):
    """The lines of the log as they are written, a while after the answer has gone out."""

    def __init__(self) -> None:
        super().__init__(logging.INFO)
        self._lines: SimpleQueue[Any] = SimpleQueue()
        self.setFormatter(Lines())

    def emit(self, record: logging.LogRecord) -> None:
        """Keep one."""
        self._lines.put(msgspec.json.decode(self.format(record)))

    def until(self, name: str) -> list[Any]:
        """Everything up to the line of a request of this name."""
        found: list[Any] = []
        while not found or found[-1].get("request") != name:
            found.append(self._lines.get(timeout=10))
        return found


@pytest.fixture
def log() -> Iterator[Log]:
    """What the server writes during a test."""
    log = Log()
    REQUESTS.setLevel(logging.INFO)
    logging.getLogger().addHandler(log)
    yield log
    logging.getLogger().removeHandler(log)


def test_a_request_leaves_one_line(place: Place, log: Log) -> None:
    ana, name = place.person(), place.case(queue=new_queue())
    answer = ana.http.get(f"/v1/cases/{name}", headers={"X-Request-Id": "mine-1"})
    line = log.until("mine-1")[-1]
    assert answer.headers["x-request-id"] == "mine-1"
    assert (line["method"], line["route"], line["status"]) == ("GET", "/v1/cases/{id}", 200)
    assert (line["reviewer"], line["bytes"]) == (ana.name, len(answer.content))
    assert line["ms"] >= 0
    assert line["time"].endswith("Z")


def test_what_is_refused_leaves_a_line_too(place: Place, log: Log) -> None:
    place.stranger.get("/v1/queues", headers={"X-Request-Id": "none-1"})
    refused = log.until("none-1")[-1]
    assert (refused["status"], refused["reviewer"]) == (401, "")
    place.stranger.get("/nowhere", headers={"X-Request-Id": "none-2"})
    lost = log.until("none-2")[-1]
    assert (lost["status"], lost["route"]) == (404, "?")


def test_a_name_that_is_strange_is_not_taken_over(place: Place) -> None:
    for strange in ("a b", "x" * 65, '"}', "\x1b[31m"):
        assert place.stranger.get("/v1/healthz", headers={"X-Request-Id": strange}).headers["x-request-id"] != strange


def test_no_line_holds_a_token_a_body_a_name_or_a_query(place: Place, log: Log) -> None:
    ana = place.person()
    name = place.case(id=CANARY, queue=new_queue(), language=CANARY)
    ana.http.get(f"/v1/cases/{name}")
    ana.http.get(f"/v1/cases?queue={CANARY}&nonsense={CANARY}")
    ana.http.post("/v1/decisions", content=raw_decision(Me(reviewer=ana.name), name, rationale=CANARY))
    ana.http.post("/v1/cases:batchGet", json={"ids": [CANARY]})
    ana.http.post("/v1/device/token", data={"device_code": CANARY})
    ana.http.get(f"/{CANARY}")
    ana.http.request(CANARY.upper(), "/v1/queues", headers={"X-Request-Id": "last"})
    written = msgspec.json.encode(log.until("last")).decode()
    assert CANARY not in written.lower()
    assert ana.token not in written


def test_an_exception_is_told_by_its_type_and_place() -> None:
    try:
        raise ValueError(CANARY)
    except ValueError:
        record = logging.LogRecord("uvicorn.error", logging.ERROR, "", 0, "it broke", (), sys.exc_info())
    line = msgspec.json.decode(Lines().format(record))
    assert (line["exception"], line["message"], line["level"]) == ("ValueError", "it broke", "error")
    assert line["at"]
    assert CANARY not in str(line)


def test_words_of_a_request_stay_on_one_line() -> None:
    said = {"reviewer": "a\nb\u2028", "status": 200}
    record = logging.LogRecord(REQUESTS.name, logging.INFO, "", 0, "%(status)s", (said,), None)
    assert len(Lines().format(record).splitlines()) <= 2
    assert msgspec.json.decode(Lines().format(record))["reviewer"] == "a\nb\u2028"
