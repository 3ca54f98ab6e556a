"""Claims: what a client has is not sent again, what is long is packed where it may be, and nothing private is kept."""

from __future__ import annotations

import gzip

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.server.serving import Place, json_of
from tests.server.store.making import new_queue
from triage_tui.server import answers

LONG = {"conversation": {"turns": [{"role": "user", "text": "the same words again and again. " * 500}]}}


def test_a_case_that_is_known_is_not_sent_again(place: Place) -> None:
    ana, name = place.person(), place.case(queue=new_queue(), version=7)
    first = ana.http.get(f"/v1/cases/{name}")
    assert first.headers["etag"] == '"7"'
    for known in ('"7"', 'W/"7"', '"6", "7"', "*"):
        again = ana.http.get(f"/v1/cases/{name}", headers={"If-None-Match": known})
        assert (again.status_code, again.content, again.headers["etag"]) == (304, b"", '"7"')
    for other in ('"6"', "7", ""):
        assert ana.http.get(f"/v1/cases/{name}", headers={"If-None-Match": other}).content == first.content


@pytest.mark.parametrize(
    ("accepted", "packed"),
    [("gzip", True), ("br, gzip;q=0.5", True), ("*", True), ("gzip;q=0", False), ("identity", False), ("", False)],
)
def test_what_is_long_is_packed_where_the_client_takes_it(place: Place, accepted: str, packed: bool) -> None:
    ana, name = place.person(), place.case(queue=new_queue(), **LONG)
    said = {"Accept-Encoding": accepted}
    one = ana.http.get(f"/v1/cases/{name}", headers=said)
    lines = ana.http.post("/v1/cases:batchGet", json={"ids": [name]}, headers=said)
    for answer in (one, lines):
        assert ("content-encoding" in answer.headers) is packed
        assert json_of(answer.content)["id"] == name
        assert answer.headers["vary"] == "Accept-Encoding"
    assert (int(one.headers["content-length"]) < 1000) is packed


def test_what_is_short_is_sent_as_it_is(place: Place) -> None:
    assert "content-encoding" not in place.person().http.get("/v1/capabilities").headers


def test_nothing_private_is_kept_on_the_way(place: Place) -> None:
    ana, name = place.person(), place.case(queue=new_queue())
    for path in ("/v1/queues", "/v1/cases", "/v1/capabilities", "/v1/nowhere"):
        assert ana.http.get(path).headers["cache-control"] == "no-store"
    assert ana.http.get(f"/v1/cases/{name}").headers["cache-control"] == "private, no-cache"


@given(st.lists(st.binary(max_size=100_000), max_size=8))
def test_lines_stay_lines(lines: list[bytes]) -> None:
    sent = b"".join(answers._pieces(iter(lines)))
    assert sent == b"".join(line + b"\n" for line in lines)
    assert gzip.decompress(b"".join(answers._packed(answers._pieces(iter(lines))))) == sent


@given(st.text(max_size=40))
def test_no_header_is_too_strange(header: str) -> None:
    assert answers.takes_gzip(header) in {True, False}
