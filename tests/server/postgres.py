"""A PostgreSQL server of the tests' own, on a free loopback port, gone with the session."""

from __future__ import annotations

import os
import pwd
import shutil
import socket
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import count
from pathlib import Path

import pytest

PLACES = ("/usr/lib/postgresql/15/bin", *sorted(map(str, Path("/usr/lib/postgresql").glob("*/bin")), reverse=True))
_names = count(1)


def binaries() -> Path | None:
    """Where PostgreSQL's programs are; none where it is not installed."""
    found = shutil.which("initdb", path=os.pathsep.join([*PLACES, os.environ.get("PATH", "")]))
    return Path(found).resolve().parent if found else None


def fresh(server: str) -> str:
    """The URL of an empty database on the server."""
    import psycopg

    name = f"triage_{os.getpid()}_{next(_names)}"
    with psycopg.connect(f"{server}/postgres", autocommit=True) as db:
        db.execute(f"CREATE DATABASE {name}")
    return f"{server}/{name}"


@contextmanager
def running(programs: Path) -> Iterator[str]:
    """A server with nothing in it; its URL without a database. PostgreSQL refuses to run as root."""
    folder = Path(tempfile.mkdtemp(prefix="triage-pg-"))
    user = "postgres" if os.geteuid() == 0 else None
    if user is not None:
        shutil.chown(folder, user)
    said = {"user": user, "cwd": folder, "stdin": subprocess.DEVNULL, "stdout": subprocess.DEVNULL}
    try:
        make = [programs / "initdb", "-D", folder / "db", "-U", "triage", "-A", "trust", "-E", "UTF8", "--locale=C"]
        subprocess.run([*make, "--no-sync"], check=True, timeout=60, **said)
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            port = free.getsockname()[1]
        options = f"-c listen_addresses=127.0.0.1 -c port={port} -c unix_socket_directories={folder} -c fsync=off"
        control = [programs / "pg_ctl", "-D", folder / "db"]
        subprocess.run([*control, "-w", "-l", folder / "log", "-o", options, "start"], check=True, timeout=60, **said)
        try:
            yield f"postgresql://triage@127.0.0.1:{port}"
        finally:
            subprocess.run([*control, "-m", "immediate", "stop"], check=False, timeout=60, **said)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[str]:
    """The URL of a PostgreSQL server, without a database."""
    programs = binaries()
    if programs is None:
        pytest.skip("PostgreSQL is not installed")
    if os.geteuid() == 0 and not any(user.pw_name == "postgres" for user in pwd.getpwall()):
        pytest.skip("PostgreSQL does not run as root, and there is no user called postgres")
    with running(programs) as url:
        yield url


@pytest.fixture
def postgres_url(postgres_server: str) -> str:
    """The URL of an empty PostgreSQL database."""
    return fresh(postgres_server)
