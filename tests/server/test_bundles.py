"""A sealed file is handed out to its reviewer, whole or the part that is missing."""

from __future__ import annotations

import hashlib
from datetime import timedelta
from pathlib import Path

import httpx
import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.server import sealed
from tests.server.serving import Person, Place, kind
from tests.server.store.making import new_queue, raw_case, why
from triage_tui.domain.wire.bundles import SEALED, Bundles
from triage_tui.errors import Refused
from triage_tui.server.ranges import Part, wished
from triage_tui.server.sealed import kept_in, looked_into
from triage_tui.signing.keys import new_key

BODY = bytes(range(256)) * 3000
TAG = f'"{hashlib.sha256(BODY).hexdigest()}"'


class Waiting:
    """A file that waits for somebody."""

    def __init__(self, place: Place, folder: Path, lasts: timedelta = timedelta(days=1)) -> None:
        self.person: Person = place.person()
        path = folder / "sealed"
        path.write_bytes(b"age-encryption.org/v1\n" + BODY)
        now = place.store.now()
        self.kept = kept_in(
            folder / "bundles", path, self.person.name, looked_into(place.store, path, now + lasts), now
        )
        place.store.downloads.add(self.kept, [])
        self.path = f"/v1/bundles/{self.kept.row.id}"
        self.tag = f'"{self.kept.row.sha256}"'
        self.whole = path.read_bytes()

    def get(self, **headers: str) -> httpx.Response:
        """Ask for it."""
        return self.person.http.get(self.path, headers={name.replace("_", "-"): said for name, said in headers.items()})


@pytest.fixture
def waiting(place: Place, tmp_path: Path) -> Waiting:
    return Waiting(place, tmp_path)


def test_what_waits_is_listed_and_is_what_is_sent(place: Place, waiting: Waiting) -> None:
    (row,) = msgspec.json.decode(waiting.person.http.get("/v1/bundles").content, type=Bundles).bundles
    answer = waiting.get(Accept_Encoding="gzip")
    assert (row.bytes, row.sha256) == (len(answer.content), hashlib.sha256(answer.content).hexdigest())
    assert answer.content == waiting.whole
    assert answer.headers["etag"] == waiting.tag
    assert answer.headers["content-type"] == SEALED
    assert place.person().http.get("/v1/bundles").json() == {}


def test_the_part_that_is_asked_for_is_sent(waiting: Waiting) -> None:
    answer = waiting.get(Range="bytes=700-", If_Range=waiting.tag)
    assert (answer.status_code, answer.content) == (206, waiting.whole[700:])
    size = len(waiting.whole)
    assert answer.headers["content-range"] == f"bytes 700-{size - 1}/{size}"
    assert waiting.get(Range="bytes=5-9").content == waiting.whole[5:10]
    assert waiting.get(Range="bytes=-7").content == waiting.whole[-7:]


def test_of_another_file_than_one_has_all_is_sent(waiting: Waiting) -> None:
    answer = waiting.get(Range="bytes=700-", If_Range='"another"')
    assert (answer.status_code, answer.content) == (200, waiting.whole)


def test_what_one_has_is_not_sent(waiting: Waiting) -> None:
    answer = waiting.get(If_None_Match=waiting.tag)
    assert (answer.status_code, answer.content) == (304, b"")


def test_a_part_that_is_not_there_is_told_with_the_length(waiting: Waiting) -> None:
    answer = waiting.get(Range=f"bytes={len(waiting.whole)}-")
    assert kind(answer) == "no_such_range"
    assert answer.headers["content-range"] == f"bytes */{len(waiting.whole)}"


def test_nobody_else_may_have_it(place: Place, waiting: Waiting) -> None:
    assert kind(place.person("lead").http.get(waiting.path)) == "not_found"
    assert kind(place.stranger.get(waiting.path)) == "unauthenticated"


def test_expired_it_is_gone(place: Place, tmp_path: Path) -> None:
    waiting = Waiting(place, tmp_path, timedelta())
    assert kind(waiting.get()) == "bundle_expired"
    assert waiting.person.http.get("/v1/bundles").json() == {}


def test_a_file_that_is_gone_or_another_is_not_sent(waiting: Waiting) -> None:
    waiting.kept.path.write_bytes(b"shorter")
    assert kind(waiting.get()) == "not_found"
    waiting.kept.path.unlink()
    assert kind(waiting.get()) == "not_found"


ENDS = st.integers(0, 30).map(str) | st.just("")


@given(ENDS, ENDS, st.integers(1, 25))
def test_a_part_lies_in_the_file(first: str, last: str, size: int) -> None:
    whole = bytes(range(size))
    part = wished({"range": f"bytes={first}-{last}"}, size, TAG)
    sent = None if part is None else whole[part.start : part.start + part.length]
    if (not first and not last) or (first and last and int(last) < int(first)):
        assert part == Part(0, size), "it says nothing"
    elif first:
        assert sent == (whole[int(first) : int(last) + 1 if last else size] or None)
    else:
        assert sent == (whole[-int(last) :] if int(last) else None)


@pytest.mark.parametrize("said", ["bytes=0-1,3-4", "lines=1-2", "bytes=a-b", "bytes", ""])
def test_a_range_that_is_none_asks_for_all(said: str) -> None:
    assert wished({"range": said}, 9, TAG) == Part(0, 9)


def test_a_bundle_that_is_sealed_for_the_server_too_says_what_is_in_it(place: Place, tmp_path: Path) -> None:
    person, lead, key = place.person(), place.person("lead"), new_key("lead")
    names = [place.case(queue=new_queue()) for _ in range(3)]
    cases = [raw_case(name) for name in names]
    own = place.store.logs.key().public
    said, raw = sealed.bundle(key, cases, own, new_key("reviewer").public)
    path = tmp_path / "sealed.triage"
    path.write_bytes(raw)
    now = place.store.now()
    assert looked_into(place.store, path, now).closed, "nobody knows who sealed it"
    place.store.add_key(lead.name, key.public.line())
    inside = looked_into(place.store, path, now)
    assert (inside.id, inside.expires_at, inside.closed) == (said.id, said.expires_at, "")
    assert inside.cases == tuple((name, 1) for name in names)
    assert place.store.downloads.add(kept_in(tmp_path, path, person.name, inside, now), inside.cases) == 3


def test_what_is_no_bundle_of_cases_is_not_handed_out(place: Place, tmp_path: Path) -> None:
    lead, key = place.person("lead"), new_key("lead")
    place.store.add_key(lead.name, key.public.line())
    path = tmp_path / "sealed.triage"
    no_case = sealed.bundle(key, [b'{"id":7}'], plain=True)[1]
    for raw in (b"hello", no_case, sealed.returned(key, lead.name, [], plain=True)):
        path.write_bytes(raw)
        with pytest.raises(Refused):
            looked_into(place.store, path, place.store.now())
    assert why(place.store.downloads.remove, "no such") == "not_found"
