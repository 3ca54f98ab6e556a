"""The database: how it is connected to, and the two kinds of transaction."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from threading import Lock
from time import monotonic, sleep
from typing import Any

from sqlalchemy import URL, Connection, Engine, QueuePool, create_engine, event, exc, make_url

from triage_tui.errors import WrongUsage
from triage_tui.server.rejected import rejected

_PATIENCE_S = 30
"""How long a transaction waits for its turn."""
_RETRY_AFTER_S = 2.0
_TROUBLE = logging.getLogger("triage_tui.server.database")


class Base:
    """A database, whichever of the two it is."""

    def __init__(self, url: str) -> None:
        address = _address(url)
        self.postgres = address.get_backend_name() == "postgresql"
        self.engine = _postgres(address) if self.postgres else _sqlite(address)
        self._writing = self.engine.execution_options(writes=True)
        self._turn = nullcontext() if self.postgres else Lock()

    @contextmanager
    def read(self) -> Iterator[Connection]:
        """A transaction that changes nothing."""
        with _answered(), self.engine.begin() as db:
            yield db

    @contextmanager
    def write(self) -> Iterator[Connection]:
        """A transaction that is durable when the block has ended."""
        with self._turn, _answered(), self._writing.begin() as db:
            yield db


@contextmanager
def _answered() -> Iterator[None]:
    """A database that is gone, full, locked or in a deadlock is a server that cannot answer now."""
    try:
        yield
    except (exc.OperationalError, exc.InterfaceError, exc.TimeoutError) as error:
        _TROUBLE.warning("the database cannot answer now: %s", _named(error))
        raise rejected("unavailable", "the database cannot answer now", retry_after=_RETRY_AFTER_S) from error


def _named(error: exc.SQLAlchemyError) -> str:
    """What went wrong by its name, without words: they may repeat what was asked, and for whom."""
    cause = getattr(error, "orig", None) or error
    return getattr(cause, "sqlite_errorname", type(cause).__qualname__)


def _address(url: str) -> URL:
    if "://" not in url:
        return URL.create("sqlite", database=url)
    try:
        address = make_url(url)
    except exc.ArgumentError:
        raise WrongUsage("the database is not named by a path or a URL", "sqlite:///PATH or postgresql://...") from None
    if address.drivername in {"postgresql", "postgres"}:
        return address.set(drivername="postgresql+psycopg")
    if address.drivername not in {"sqlite", "postgresql+psycopg"}:
        raise WrongUsage(f"{address.drivername} databases are not supported", "sqlite:///PATH or postgresql://...")
    return address


def _postgres(address: URL) -> Engine:
    return create_engine(
        address,
        pool_size=10,
        max_overflow=10,
        pool_timeout=_PATIENCE_S,
        pool_pre_ping=True,
        connect_args={"application_name": "triage-tui", "connect_timeout": 10},
    )


def _log_ahead(raw: Any, locked: type[Exception]) -> None:
    """Let readers read beside the writer. Many may come to a new file at once, and SQLite does not wait here itself."""
    last = monotonic() + _PATIENCE_S
    while True:
        try:
            raw.execute("PRAGMA journal_mode = WAL")
        except locked:
            if monotonic() > last:
                raise
            sleep(0.01)
        else:
            return


def _sqlite(address: URL) -> Engine:
    if address.database in {None, "", ":memory:"}:
        raise WrongUsage("the server's database is a file", "name one: sqlite:///PATH")
    engine = create_engine(
        address, poolclass=QueuePool, connect_args={"timeout": _PATIENCE_S, "check_same_thread": False}
    )

    @event.listens_for(engine, "connect")
    def prepare(raw: Any, _record: object) -> None:
        raw.isolation_level = None  # Python's driver would begin transactions of its own
        raw.execute("PRAGMA synchronous = FULL")
        raw.execute("PRAGMA foreign_keys = ON")
        _log_ahead(raw, engine.dialect.loaded_dbapi.OperationalError)

    @event.listens_for(engine, "begin")
    def begin(db: Connection) -> None:
        db.exec_driver_sql("BEGIN IMMEDIATE" if db.get_execution_options().get("writes") else "BEGIN")

    return engine
