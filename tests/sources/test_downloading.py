"""A download ends with the file that was listed or without one, whatever the line and the server do meanwhile."""

from __future__ import annotations

import asyncio
import hashlib
import random
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import httpx
import pytest

from tests.faults import WITHOUT_WAITING, Fault, Proxy
from tests.serving import Served, serving, wait_for
from triage_tui.domain.wire.bundles import SEALED, BundleRow
from triage_tui.domain.wire.problems import SourceRefused
from triage_tui.errors import Refused
from triage_tui.sources.answers import NoAnswer
from triage_tui.sources.calling import Caller
from triage_tui.sources.downloading import MOST, Changed, download
from triage_tui.sources.secret import Secret

BODY = random.Random(1).randbytes(600_000)
NOW = datetime.now(UTC)


def row_of(body: bytes = BODY, name: str = "b1", **other: object) -> BundleRow:
    """A file as a server lists it."""
    digest = hashlib.sha256(body).hexdigest()
    said = {"id": name, "sha256": digest, "bytes": len(body), "added_at": NOW, "expires_at": NOW + timedelta(days=1)}
    return BundleRow(**(said | other))


class Client:
    """Downloads into a folder, and remembers how far it was after every piece."""

    def __init__(self, address: str, place: Path, token: str = "t", transport: httpx.AsyncBaseTransport | None = None):
        self.place, self.at, self.waited = place, list[int](), list[float]()
        self._caller = lambda: Caller(address, Secret(token), None, transport)

    def get(self, row: BundleRow | None = None) -> bytes:
        """What has arrived in the end."""
        asyncio.run(self._get(row or row_of()))
        return self.place.read_bytes()

    async def _get(self, row: BundleRow) -> None:
        caller = self._caller()
        try:
            await download(caller, row, self.place, lambda done, of: self.at.append(done), self._wait)
        finally:
            await caller.close()

    async def _wait(self, seconds: float) -> None:
        self.waited.append(seconds)

    @property
    def parts(self) -> list[Path]:
        """What lies beside the place."""
        return sorted(self.place.parent.glob("*.part"))


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    folder = tmp_path_factory.mktemp("served")
    (folder / "b1").write_bytes(BODY)
    with serving(str(folder / "server.db")) as one:
        wait_for(one.store, "ana", folder / "b1")
        yield one


@pytest.fixture
def line(served: Served) -> Iterator[Proxy]:
    with Proxy(served.upstream) as proxy:
        yield proxy


@pytest.fixture
def client(served: Served, line: Proxy, tmp_path: Path) -> Client:
    return Client(line.url, tmp_path / "b1.triage", served.token("ana"))


def test_a_file_arrives_whole_and_is_its_owners_alone(client: Client) -> None:
    assert client.get() == BODY
    assert client.place.stat().st_mode & 0o777 == 0o600
    assert client.at[-1] == len(BODY)
    assert client.parts == []


def test_what_a_broken_line_has_brought_is_not_asked_for_again(client: Client, line: Proxy) -> None:
    line.then(Fault.CUT, Fault.DROP_REPLY, Fault.RESET, Fault.CUT, Fault.BROKEN, Fault.HTML, Fault.TOO_MANY)
    assert client.get() == BODY
    assert client.at == sorted(client.at), "it began anew"
    assert len(line.seen) == 8


def test_any_line_brings_the_file_in_the_end(served: Served, tmp_path: Path) -> None:
    for seed in range(5):
        with Proxy(served.upstream, seed=seed, share=0.6, faults=WITHOUT_WAITING) as line:
            client = Client(line.url, tmp_path / f"{seed}.triage", served.token("ana"))
            assert client.get() == BODY


def test_a_line_that_brings_nothing_is_given_up_and_what_came_is_kept(client: Client, line: Proxy) -> None:
    line.then(Fault.CUT, *[Fault.DROP_REQUEST] * 6)
    with pytest.raises(NoAnswer):
        client.get()
    assert not client.place.exists()
    (part,) = client.parts
    assert part.stat().st_size == client.at[-1] > 0
    assert part.stat().st_mode & 0o777 == 0o600
    assert client.waited == sorted(client.waited)
    before = client.at[-1]
    client.at.clear()
    assert client.get() == BODY
    assert client.at[0] > before


def test_what_is_left_of_another_file_is_forgotten(client: Client, line: Proxy) -> None:
    other = client.place.with_name(f"{client.place.name}.{'0' * 16}.part")
    own_name = client.place.with_name(f"{client.place.name}.mine.part")
    other.write_bytes(b"old")
    own_name.write_bytes(b"somebody's")
    assert client.get() == BODY
    assert client.parts == [own_name]


def test_a_part_that_was_damaged_on_the_disk_is_fetched_anew(client: Client, line: Proxy) -> None:
    line.then(Fault.CUT, *[Fault.DROP_REQUEST] * 6)
    with pytest.raises(NoAnswer):
        client.get()
    (part,) = client.parts
    part.write_bytes(b"\0" * part.stat().st_size)
    assert client.get() == BODY
    part.write_bytes(b"\0" * (len(BODY) + 1))
    assert client.get() == BODY


def test_two_at_once_do_not_write_into_one_file(client: Client, line: Proxy) -> None:
    seen: list[str] = []

    def meanwhile(_: object) -> None:
        try:
            Client("http://127.0.0.1:9", client.place).get()
        except Refused as refused:
            seen.append(refused.title)

    line.sent = meanwhile
    assert client.get() == BODY
    assert len(seen) == 1
    assert "is being downloaded" in seen[0]


def test_somebody_elses_is_refused_at_once(served: Served, line: Proxy, tmp_path: Path) -> None:
    client = Client(line.url, tmp_path / "b", served.token("ben"))
    with pytest.raises(SourceRefused):
        client.get()
    assert len(line.seen) == 1


def playing(answers: Callable[[httpx.Request], httpx.Response], tmp_path: Path) -> Client:
    """A client of a server that is made up."""
    return Client("http://here", tmp_path / "b1.triage", transport=httpx.MockTransport(answers))


def said(status: int, body: bytes, *, tag: str = row_of().sha256, **headers: str) -> httpx.Response:
    """A sealed file as an answer."""
    told = {name.replace("_", "-"): value for name, value in headers.items()}
    return answer(status, body, **{"Content-Type": SEALED, "ETag": f'"{tag}"', **told})


def answer(status: int, body: bytes, **headers: str) -> httpx.Response:
    """An answer whose body is still to be read."""
    return httpx.Response(status, headers=headers, stream=httpx.ByteStream(body))


def test_another_file_under_the_name_is_told(tmp_path: Path) -> None:
    with pytest.raises(Changed):
        playing(lambda _: said(200, BODY, tag="0" * 64), tmp_path).get()


@pytest.mark.parametrize(
    ("answers", "why"),
    [
        (lambda: said(200, BODY[:-1] + b"x"), "does not send the file"),
        (lambda: said(200, BODY + b"x"), "sends more"),
        (lambda: said(206, BODY, Content_Range="bytes 7-8/9"), "another part"),
        (lambda: said(206, BODY), "another part"),
        (lambda: answer(200, b"<html>", **{"Content-Type": "text/html"}), "a web page"),
    ],
)
def test_a_server_that_sends_something_else_leaves_no_file(
    answers: Callable[[], httpx.Response], why: str, tmp_path: Path
) -> None:
    client = playing(lambda _: answers(), tmp_path)
    with pytest.raises((Refused, NoAnswer), match=why):
        client.get()
    assert not client.place.exists()


def test_a_server_that_knows_no_parts_sends_all_again(tmp_path: Path) -> None:
    asked: list[str] = []

    def answers(request: httpx.Request) -> httpx.Response:
        asked.append(request.headers.get("range", ""))
        return said(200, BODY)

    client = playing(answers, tmp_path)
    part = client.place.with_name(f"{client.place.name}.{row_of().sha256[:16]}.part")
    part.write_bytes(BODY[:1000])
    assert client.get() == BODY
    assert asked == ["bytes=1000-"]


def test_a_file_that_is_too_large_is_not_begun(tmp_path: Path) -> None:
    with pytest.raises(Refused, match="at most"):
        playing(lambda _: said(200, BODY), tmp_path).get(row_of(bytes=MOST + 1))
    assert list(tmp_path.glob("b1*")) == []


def test_a_disk_that_takes_nothing_is_told_as_such(tmp_path: Path) -> None:
    client = playing(lambda _: said(200, BODY), tmp_path / "missing")
    with pytest.raises(Refused, match="No such file"):
        client.get()
