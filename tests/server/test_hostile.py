"""Claims: whatever is sent, the answer is a problem that says why, nothing is changed, and the next one is served."""

from __future__ import annotations

import gzip
import socket
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.server.serving import Person, Place, kind, placed
from tests.server.store.making import Me, new_queue, raw_case, raw_decision
from triage_tui.domain.wire.capabilities import Limits
from triage_tui.server.bounds import Bounds

JSON = {"Content-Type": "application/json"}
GZIP = {**JSON, "Content-Encoding": "gzip"}
MOST = 200_000


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Place]:
    """A server that takes little, and does not wait long for it."""
    bounds = Bounds(limits=Limits(body_bytes=MOST, batch=5), body_s=0.2)
    with placed(tmp_path_factory.mktemp("small"), bounds) as found:
        yield found


BODIES = {
    b"": "bad_request",
    b"{": "bad_request",
    b"\xff\xfe{}": "bad_request",
    b'{"ids": ["\xed\xa0\x80"]}': "bad_request",
    b"[]": "invalid_field",
    b"null": "invalid_field",
    b'{"ids": 7}': "invalid_field",
    b'{"ids": ["a b"]}': "invalid_field",
    b'{"ids": ["' + b"a" * 300 + b'"]}': "invalid_field",
    b"{}": "missing_field",
    b'{"ids": ["a"], "ids": ["b"]}': "bad_request",
    b'{"ids": [], "x": {"y": 1, "y": 2}}': "bad_request",
    b'{"ids": [], "x": ' + b"[" * 50_000 + b"]" * 50_000 + b"}": "bad_request",
    b'{"ids": [], "x": ' + b'{"a":' * 20_000 + b"1" + b"}" * 20_000 + b"}": "bad_request",
    b'{"ids": [], "x": ' + b"9" * 5_000 + b"}": "bad_request",
    b'{"ids": [1e999]}': "invalid_field",
}


@pytest.mark.parametrize("body", BODIES, ids=lambda body: body[:30].hex())
def test_a_body_that_cannot_be_read_is_told_why(small: Place, body: bytes) -> None:
    answer = small.person().http.post("/v1/cases:batchGet", content=body, headers=JSON)
    assert kind(answer) == BODIES[body]


@pytest.fixture(scope="module")
def lea(place: Place) -> Person:
    """Somebody who may do everything."""
    return place.person("lead", "intake")


@pytest.mark.parametrize("path", ["/v1/decisions", "/v1/decisions:batch", "/v1/leases", "/v1/cases:batch"])
@given(body=st.binary(max_size=60) | st.sampled_from(list(BODIES)))
def test_no_body_is_an_error_of_the_server(lea: Person, path: str, body: bytes) -> None:
    assert lea.http.post(path, content=body, headers=JSON).status_code in range(200, 500)


def test_strangers_send_little(place: Place) -> None:
    form = {"Content-Type": "application/x-www-form-urlencoded"}
    answer = place.stranger.post("/v1/device/code", content=b"client_id=" + b"a" * 70_000, headers=form)
    assert kind(answer) == "too_large"


def test_large_bodies_take_turns(tmp_path: Path) -> None:
    large = b'{"ids":[]}' + b" " * 2_000_000
    with placed(tmp_path, Bounds(large=1)) as crowded:
        ana = crowded.person()
        with socket.create_connection(("127.0.0.1", crowded.port), timeout=20) as first:
            first.sendall(head(crowded, f"Expect: 100-continue\r\nContent-Length: {len(large)}"))
            assert b"100 Continue" in first.recv(65536)
            assert ana.http.post("/v1/cases:batchGet", json={"ids": []}).status_code == 200
            with pytest.raises(httpx.TimeoutException):
                ana.http.post("/v1/cases:batchGet", content=large, headers=JSON, timeout=0.3)
            first.sendall(large)
            assert b"200" in first.recv(65536).splitlines()[0]
        assert ana.http.post("/v1/cases:batchGet", content=large, headers=JSON).status_code == 200


@pytest.mark.parametrize("media", ["", "text/plain", "application/x-www-form-urlencoded", "application/json-seq"])
def test_a_body_is_what_it_says(small: Place, media: str) -> None:
    answer = small.person().http.post("/v1/cases:batchGet", content=b'{"ids":[]}', headers={"Content-Type": media})
    assert kind(answer) == "unsupported_media"


def test_a_charset_behind_the_type_is_harmless(small: Place) -> None:
    kinds = {"Content-Type": "Application/JSON; charset=utf-8"}
    assert small.person().http.post("/v1/cases:batchGet", content=b'{"ids":[]}', headers=kinds).status_code == 200


def test_a_packed_body_is_unpacked(small: Place) -> None:
    ana, name = small.person(), small.case(queue=new_queue())
    body = gzip.compress(b'{"ids":["%s"]}' % name.encode())
    assert name in ana.http.post("/v1/cases:batchGet", content=body, headers=GZIP).text


def test_a_bomb_is_too_large(small: Place) -> None:
    bomb = gzip.compress(b'{"ids":[' + b" " * 50_000_000 + b"]}")
    assert len(bomb) < MOST
    assert kind(small.person().http.post("/v1/cases:batchGet", content=bomb, headers=GZIP)) == "too_large"


@pytest.mark.parametrize("body", [b"", b"no", gzip.compress(b'{"ids":[]}')[:-3], gzip.compress(b"{}") * 2])
def test_what_is_not_one_gzip_stream_is_refused(small: Place, body: bytes) -> None:
    assert kind(small.person().http.post("/v1/cases:batchGet", content=body, headers=GZIP)) == "bad_request"


@pytest.mark.parametrize("encoding", ["br", "gzip, gzip", "zstd", "x"])
def test_other_encodings_are_not_guessed_at(small: Place, encoding: str) -> None:
    headers = {**JSON, "Content-Encoding": encoding}
    answer = small.person().http.post("/v1/cases:batchGet", content=b"{}", headers=headers)
    assert kind(answer) == "unsupported_media"


@pytest.mark.parametrize("length", ["Content-Length: 999999999999", "Transfer-Encoding: chunked"])
def test_a_large_body_is_refused_before_it_is_whole(small: Place, length: str) -> None:
    piece = b"%x\r\n%s\r\n" % (MOST + 1, b" " * (MOST + 1))
    assert b"413" in said(small, head(small, length) + (piece if "chunked" in length else b"")).splitlines()[0]


def test_a_body_that_does_not_come_is_not_waited_for(small: Place) -> None:
    answer = said(small, head(small, "Content-Length: 10") + b"{")
    assert b"400" in answer.splitlines()[0]
    assert b"did not arrive" in answer


def test_large_headers_are_refused(small: Place) -> None:
    answer = said(small, b"GET /v1/queues HTTP/1.1\r\nHost: x\r\nX: " + b"a" * 300_000 + b"\r\n\r\n")
    assert b"200" not in answer[:20]
    assert small.stranger.get("/v1/healthz").status_code == 200


def head(place: Place, length: str) -> bytes:
    """A request up to its body."""
    lines = ["POST /v1/cases:batchGet HTTP/1.1", "Host: x", "Content-Type: application/json", "Connection: close"]
    return "\r\n".join([*lines, f"Authorization: Bearer {place.person().token}", length, "", ""]).encode()


def said(place: Place, request: bytes) -> bytes:
    """What the server answers to these bytes until it hangs up; nothing where it hangs up at once."""
    answer = b""
    with socket.create_connection(("127.0.0.1", place.port), timeout=10) as line, suppress(ConnectionError):
        line.sendall(request)
        while piece := line.recv(65536):
            answer += piece
    return answer


def test_ten_thousand_ids_are_too_many(small: Place) -> None:
    answer = small.person().http.post("/v1/cases:batchGet", json={"ids": [f"c{n}" for n in range(10_000)]})
    assert kind(answer) == "too_large"
    queue = new_queue()
    lea = small.person("lead")
    cases = b",".join(raw_case(f"{queue}{n}", queue=queue) for n in range(6))
    assert kind(lea.http.post("/v1/cases:batch", content=b'{"cases":[' + cases + b"]}", headers=JSON)) == "too_large"
    bodies = b",".join(b'{"decision":%s}' % raw_decision(Me(reviewer=lea.name)) for _ in range(6))
    answer = lea.http.post("/v1/decisions:batch", content=b'{"decisions":[' + bodies + b"]}", headers=JSON)
    assert kind(answer) == "too_large"


PATHS = [
    *("/", "/v1", "/v1/", "/v1/cases/", "/v1/cases/a/b", "/v1/cases/..%2f..%2fetc%2fpasswd"),
    *("/v1/cases/%00", "/v1/cases/%ff", "/v1/cases/%0d%0aX-Injected:%20y", "/v1/cases/%252e%252e", "//v1/queues"),
    *("/v1/policies/a%2Fb/versions/%2e%2e", "/v1/decisions/%F0%9F%98%80", "/v1/leases/x"),
]


@pytest.mark.parametrize("path", PATHS)
def test_no_path_leads_anywhere_else(place: Place, path: str) -> None:
    ana = place.person()
    answer = ana.http.get(path)
    assert kind(answer) in {"not_found", "method_not_allowed"}
    assert "x-injected" not in answer.headers
    assert "passwd" not in "".join(answer.headers.values())


@pytest.mark.parametrize("query", ["limit=0", "limit=x", "limit=501", "order=up", "state=x", "x=1", "limit=1&limit=2"])
def test_parameters_that_make_no_sense_are_told(place: Place, query: str) -> None:
    answer = place.person().http.get(f"/v1/cases?{query}")
    assert kind(answer) in {"invalid_field", "bad_request"}


def test_a_name_from_outside_injects_no_header(place: Place) -> None:
    answer = said(place, b"GET /v1/healthz HTTP/1.1\r\nHost: x\r\nX-Request-Id: a b\tc\r\nConnection: close\r\n\r\n")
    assert b"200" in answer.splitlines()[0]
    assert b"a b" not in answer


def test_a_method_that_is_not_there_is_told(place: Place) -> None:
    answer = place.person().http.put("/v1/queues", json={})
    assert kind(answer) == "method_not_allowed"
    assert "GET" in answer.headers["allow"]


def test_a_client_that_goes_away_does_not_stop_what_was_begun(place: Place) -> None:
    queue, ana = new_queue(), place.person()
    name = place.case(queue=queue)
    body = raw_decision(Me(reviewer=ana.name), name)
    head = f"POST /v1/decisions HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {ana.token}\r\n"
    head += f"Content-Type: application/json\r\nContent-Length: {len(body)}\r\n\r\n"
    with socket.create_connection(("127.0.0.1", place.port)) as line:
        line.sendall(head.encode() + body)
    answer = ana.http.post("/v1/decisions", content=body, headers=JSON)
    assert answer.status_code == 200
    journal = ana.http.get("/v1/decisions").json()["decisions"]
    assert len(journal) == 1
