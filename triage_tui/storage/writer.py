"""The one connection that writes, on a thread of its own: an act is one transaction, over only when it is on disk."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING, TypeVar

from triage_tui.errors import Refused
from triage_tui.storage.connect import writer
from triage_tui.storage.engine import errors
from triage_tui.storage.trouble import explained, primary_code

if TYPE_CHECKING:
    from concurrent.futures import Future, ThreadPoolExecutor

    from sqlite_utils import Database

T = TypeVar("T")
Act = Callable[[sqlite3.Connection], T]
"""Something done with a connection; it leaves transactions alone."""

TRIES = 3
"""How often an act is begun anew while another program keeps the file busy."""


class Writer:
    """Runs acts one after another; the thread and the connection come into being with the first."""

    def __init__(self, path: Path, key: bytes | None = None) -> None:
        self._path = path
        self._key = key
        self._starting = Lock()
        self._thread: ThreadPoolExecutor | None = None
        self._db: Database | None = None

    def do(self, act: Act[T], reread: Act[T | None] | None = None) -> T:
        """Run an act and return its answer once it is durable; an exception means nothing of it was done.

        After an error of the disk nobody can say what was written: `reread` looks on a fresh connection, and its
        answer counts.
        """
        return self.begin(act, reread).result()

    def begin(self, act: Act[T], reread: Act[T | None] | None = None) -> Future[T]:
        """The same without waiting: the future has the answer, or raises, once `do` would."""
        return self._started().submit(lambda: self._run(act, reread))

    def migrate(self, steps: Callable[[Database], None]) -> None:
        """Run steps that mind their own transactions."""
        self._started().submit(self._guarded, lambda: steps(self._opened())).result()

    def close(self) -> None:
        """Finish what was begun and close the connection."""
        with self._starting:
            if self._thread is not None:
                self._thread.submit(self._closed).result()
                self._thread.shutdown()
                self._thread = None

    def _started(self) -> ThreadPoolExecutor:
        with self._starting:
            if self._thread is None:
                from concurrent.futures import ThreadPoolExecutor

                self._thread = ThreadPoolExecutor(max_workers=1, thread_name_prefix="workspace")
            return self._thread

    def _opened(self) -> Database:
        if self._db is None:
            self._db = writer(self._path, self._key)
        return self._db

    def _closed(self) -> None:
        if self._db is not None:
            self._db.conn.close()
            self._db = None

    def _run(self, act: Act[T], reread: Act[T | None] | None) -> T:
        return self._guarded(lambda: self._settled(act, reread))

    def _guarded(self, work: Callable[[], T]) -> T:
        try:
            return work()
        except errors() as error:
            raise explained(error, self._path) from error
        except (UnicodeEncodeError, OverflowError) as error:
            raise Refused(f"this cannot be stored: {error}", "it is not plain text, or a number too large") from error

    def _settled(self, act: Act[T], reread: Act[T | None] | None) -> T:
        for left in reversed(range(TRIES)):
            try:
                return self._transaction(act)
            except errors() as error:
                code = primary_code(error)
                if code == sqlite3.SQLITE_IOERR:
                    self._closed()
                    if reread is not None and (answer := reread(self._opened().conn)) is not None:
                        return answer
                if code != sqlite3.SQLITE_BUSY or not left:
                    raise
        raise AssertionError("the last try returns or raises")

    def _transaction(self, act: Act[T]) -> T:
        db = self._opened().conn
        # Immediate: a transaction that begins by reading cannot become a writer later without failing.
        db.execute("BEGIN IMMEDIATE")
        try:
            answer = act(db)
            db.execute("COMMIT")
        except BaseException:
            if db.in_transaction:
                db.execute("ROLLBACK")
            raise
        return answer
