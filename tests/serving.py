"""The reference server as tests need it: in a thread of the test, or as a program that can be killed."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from pathlib import Path
from typing import IO, NamedTuple

import uvicorn

from triage_tui.domain.wire.bundles import BundleRow
from triage_tui.domain.wire.capabilities import Limits, Me, Queue
from triage_tui.domain.words import Mode
from triage_tui.server.app import make_app
from triage_tui.server.bounds import Bounds
from triage_tui.server.store import Store, open_store
from triage_tui.server.store.downloads import Kept

OPERATOR = Me(reviewer="operator", roles=("lead", "intake"))
PACK = Path(__file__).parents[1] / "sample_cases" / "policies" / "sample-aup-1.json"
WITHOUT_HASTE = Bounds(limits=Limits(requests_per_minute=10_000_000))
"""Tests ask more often than people do."""


class Served(NamedTuple):
    """A server that runs."""

    store: Store
    address: str

    @property
    def upstream(self) -> tuple[str, int]:
        """Host and port."""
        host, port = self.address.removeprefix("http://").split(":")
        return host, int(port)

    def token(self, name: str, *roles: str, queues: list[str] | None = None) -> str:
        """Make somebody known, and let them in."""
        self.store.add_user(name, roles or ("reviewer",), queues)
        return self.store.new_token(name)


@contextmanager
def serving(database: str, bounds: Bounds = WITHOUT_HASTE, ahead: timedelta = timedelta()) -> Iterator[Served]:
    """The server in a thread, its clock `ahead` of ours; every request goes over TCP."""
    store = open_store(database, now=lambda: datetime.now(UTC) + ahead)
    door = socket.socket(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    door.bind(("127.0.0.1", 0))
    door.listen(128)
    server = uvicorn.Server(uvicorn.Config(make_app(store, bounds), log_config=None, access_log=False, ws="none"))
    thread = threading.Thread(target=server.run, args=([door],))
    thread.start()
    try:
        yield Served(store, f"http://127.0.0.1:{door.getsockname()[1]}")
    finally:
        server.should_exit = True
        thread.join()


def furnish(store: Store) -> None:
    """A policy pack, an open queue that requires everything, and a blind one."""
    store.publish(OPERATOR, PACK.read_bytes())
    store.set_queue(Queue(id="strict", requires=("rationale", "findings", "confidence")))
    store.set_queue(Queue(id="blind", mode=Mode.BLIND))


def wait_for(store: Store, reviewer: str, path: Path) -> None:
    """Let a file wait for a reviewer to download it."""
    raw, now = path.read_bytes(), datetime.now(UTC)
    row = BundleRow(
        id=path.name, sha256=sha256(raw).hexdigest(), bytes=len(raw), added_at=now, expires_at=now + timedelta(days=1)
    )
    store.add_user(reviewer, ["reviewer"])
    store.downloads.add(Kept(row, reviewer, path), ())


class Program:
    """The server as a program of its own, on one port for all of its lives."""

    def __init__(self, database: str, *options: str) -> None:
        self._database, self._options = database, options
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = free.getsockname()[1]
        self._running: subprocess.Popen[bytes] | None = None
        self.start()

    @property
    def address(self) -> str:
        """Where it is found."""
        return f"http://127.0.0.1:{self.port}"

    def start(self) -> None:
        """Run it, and wait until it takes requests in."""
        command = [sys.executable, "-m", "triage_tui", "serve", "--port", str(self.port), *self._options]
        environment = os.environ | {"TRIAGE_SERVER_DATABASE": self._database}
        self._running = subprocess.Popen(
            command, env=environment, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE
        )
        said = self._running.stderr
        assert said is not None
        assert b"serving at" in said.readline()
        self._listening = threading.Thread(target=_hear_out, args=(said,))
        self._listening.start()

    def end(self, how: signal.Signals = signal.SIGKILL) -> int:
        """End it, by default without a warning; its status."""
        assert self._running is not None
        self._running.send_signal(how)
        status = self._running.wait(timeout=30)
        self._listening.join()
        return status


def _hear_out(said: IO[bytes]) -> None:
    """Read the log to its end, so that nobody waits to write it."""
    with said:
        said.read()


@contextmanager
def program(database: str, *options: str) -> Iterator[Program]:
    """The server as a program, for the length of a test."""
    running = Program(database, *options)
    try:
        yield running
    finally:
        running.end(signal.SIGTERM)
