"""A store for each test, once in SQLite and once in PostgreSQL."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from tests.server.postgres import fresh, postgres_server, postgres_url
from tests.server.store.making import LEA, Clock
from triage_tui.server.store import Store, open_store
from triage_tui.server.store.tables import METADATA

__all__ = ["postgres_server", "postgres_url"]

LASTING = {"schema_version", "feed"}


@pytest.fixture
def clock() -> Clock:
    """The server's clock."""
    return Clock()


@pytest.fixture(scope="session")
def postgres_kept(postgres_server: str) -> str:
    """A database with tables, which tests empty before they use it."""
    url = fresh(postgres_server)
    open_store(url).close()
    return url


def emptied(url: str) -> str:
    """The database as it was when it was made."""
    tables = ", ".join(table.name for table in METADATA.sorted_tables if table.name not in LASTING)
    with psycopg.connect(url) as db:
        db.execute(f"TRUNCATE {tables} RESTART IDENTITY")
        db.execute("UPDATE feed SET head = 0, horizon = 0")
    return url


@pytest.fixture(params=["sqlite", "postgres"])
def url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """Where the database is."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'server.db'}"
    return emptied(request.getfixturevalue("postgres_kept"))


@pytest.fixture(scope="session")
def lasting(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    """A store for tests with many examples, each in a queue of its own."""
    store = open_store(str(tmp_path_factory.mktemp("server") / "server.db"), now=Clock())
    yield store
    store.close()


@pytest.fixture
def store(url: str, clock: Clock) -> Iterator[Store]:
    """An empty store."""
    store = open_store(url, now=clock)
    store.add_user(LEA.reviewer, LEA.roles)
    yield store
    store.close()
