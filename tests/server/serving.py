"""The application behind a real server on a loopback port, and people who speak to it."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import count
from pathlib import Path
from threading import Thread
from typing import Any, NamedTuple

import httpx
import msgspec
import uvicorn

from tests.server.store.making import FEED, raw_case
from triage_tui.server.app import make_app
from triage_tui.server.bounds import Bounds
from triage_tui.server.store import Store, open_store

_numbers = count(1)


class Person(NamedTuple):
    """Somebody with a token."""

    name: str
    token: str
    http: httpx.Client
    """Speaks with this token."""


class Place:
    """A server, and its store behind its back."""

    def __init__(self, address: str, store: Store) -> None:
        self.address = address
        self.store = store
        self._clients: list[httpx.Client] = []
        self.stranger = self.client()

    @property
    def port(self) -> int:
        """Where it listens."""
        return int(self.address.rpartition(":")[2])

    def client(self, **headers: str) -> httpx.Client:
        """Somebody who speaks to the server with these headers."""
        made = httpx.Client(base_url=self.address, headers=headers, trust_env=False)
        self._clients.append(made)
        return made

    def leave(self) -> None:
        """Hang up."""
        for client in self._clients:
            client.close()

    def person(self, *roles: str, queues: tuple[str, ...] | None = None) -> Person:
        """Somebody new; a reviewer when nothing is said."""
        name = f"person-{next(_numbers)}"
        self.store.add_user(name, roles or ("reviewer",), queues)
        token = self.store.new_token(name)
        return Person(name, token, self.client(Authorization=f"Bearer {token}"))

    def case(self, **fields: Any) -> str:
        """A new case; its id."""
        name = fields.pop("id", f"case-{next(_numbers)}")
        self.store.take_in(FEED, [raw_case(name, **fields)])
        return str(name)


@contextmanager
def placed(folder: Path, bounds: Bounds | None = None) -> Iterator[Place]:
    """A server on an empty database, stopped in the end like any other."""
    store = open_store(str(folder / "server.db"))
    door = socket.socket(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    door.bind(("127.0.0.1", 0))
    door.listen()
    config = uvicorn.Config(make_app(store, bounds), log_config=None, access_log=False, timeout_graceful_shutdown=5)
    server = uvicorn.Server(config)
    thread = Thread(target=server.run, args=([door],))
    thread.start()
    place = Place(f"http://127.0.0.1:{door.getsockname()[1]}", store)
    try:
        yield place
    finally:
        place.leave()
        server.should_exit = True
        thread.join()


def kind(answer: httpx.Response) -> str:
    """Which problem an answer is."""
    assert answer.headers["content-type"] == "application/problem+json", answer.text
    said = answer.json()
    assert said["status"] == answer.status_code
    return str(said["type"]).removeprefix("urn:triage:problem:")


def json_of(raw: bytes) -> Any:
    """What is written there."""
    return msgspec.json.decode(raw)
