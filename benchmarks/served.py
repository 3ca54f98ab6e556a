"""The reference server as an operator starts it, with generated cases in it, on SQLite or on PostgreSQL."""

from __future__ import annotations

import os
import re
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from itertools import islice
from pathlib import Path
from typing import IO

from benchmarks.inputs import ROOT
from triage_tui import samples
from triage_tui.domain.wire.capabilities import Me
from triage_tui.server.store import Store, open_store

OPERATOR = Me(reviewer="operator", roles=("lead", "intake"))
PLACES = sorted(map(str, Path("/usr/lib/postgresql").glob("*/bin")), reverse=True)
ADDRESS = re.compile(rb"http://[0-9.:]+")
BATCH = 500
"""Cases that are handed in at once."""


class Served:
    """A server that runs, and its store behind its back."""

    def __init__(self, store: Store, address: str, pid: int) -> None:
        self.store, self.address, self._pid = store, address, pid

    def token(self, name: str) -> str:
        """Make a reviewer known, and let them in."""
        self.store.add_user(name, ["reviewer"])
        return self.store.new_token(name)

    @property
    def port(self) -> int:
        """Where it listens."""
        return int(self.address.rpartition(":")[2])

    def peak(self) -> float:
        """The most memory that its processes have held so far, added up, in MB."""
        children = Path(f"/proc/{self._pid}/task/{self._pid}/children").read_text(encoding="ascii").split()
        return sum(peak(pid) for pid in (self._pid, *map(int, children)))


def peak(pid: int) -> float:
    """The most memory that a program has held so far, in MB; 0 for one that has ended."""
    with suppress(OSError), open(f"/proc/{pid}/status", encoding="ascii") as status:
        for line in status:
            if line.startswith("VmHWM:"):
                return int(line.split()[1]) / 1024
    return 0.0


@contextmanager
def serving(database: str, cases: int, workers: int = 1) -> Iterator[Served]:
    """So many cases on a server of so many processes, which is started as from the shell."""
    store = open_store(database)
    try:
        _stock(store, cases)
        argv = [sys.executable, "-m", "triage_tui", "serve", "--port", "0", "--workers", str(workers)]
        environment = os.environ | {"TRIAGE_SERVER_DATABASE": database}
        with tempfile.TemporaryFile() as log:
            running = subprocess.Popen(argv, env=environment, cwd=ROOT, stdout=log, stderr=log)
            try:
                yield Served(store, _address(running, log), running.pid)
            finally:
                running.terminate()
                running.wait()
    finally:
        store.close()


def _address(running: subprocess.Popen[bytes], log: IO[bytes]) -> str:
    """Where it listens, once it says so."""
    while running.poll() is None:
        if found := ADDRESS.search(os.pread(log.fileno(), 4096, 0)):
            return found[0].decode()
        time.sleep(0.02)
    raise RuntimeError(os.pread(log.fileno(), 4096, 0).decode())


def _stock(store: Store, count: int) -> None:
    for pack in samples.policies():
        store.publish(OPERATOR, pack)
    coming = iter(samples.generate(count))
    while some := list(islice(coming, BATCH)):
        store.take_in(OPERATOR, some)


@contextmanager
def postgresql(folder: Path) -> Iterator[str | None]:
    """The URL of an empty database on a PostgreSQL of its own, as durable as it comes; none where there is none."""
    found = shutil.which("initdb", path=os.pathsep.join([*PLACES, os.environ.get("PATH", "")]))
    if found is None:
        yield None
        return
    programs, place = Path(found).resolve().parent, folder / "postgresql"
    place.mkdir()
    user = "postgres" if os.geteuid() == 0 else None
    if user is not None:
        folder.chmod(0o755)
        shutil.chown(place, user)
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]

    def run(*argv: str | Path, check: bool = True) -> None:
        subprocess.run(argv, user=user, cwd=place, check=check, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)

    run(programs / "initdb", "-D", place / "db", "-U", "triage", "-A", "trust", "-E", "UTF8", "--locale=C")
    options = f"-c listen_addresses=127.0.0.1 -c port={port} -c unix_socket_directories={place}"
    control: Sequence[str | Path] = (programs / "pg_ctl", "-D", place / "db")
    run(*control, "-w", "-l", place / "log", "-o", options, "start")
    try:
        yield f"postgresql://triage@127.0.0.1:{port}/postgres"
    finally:
        run(*control, "-m", "immediate", "stop", check=False)
