"""Connections that only read: one per thread, opened when the thread first asks."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Condition, Thread, current_thread

from triage_tui.errors import WorkspaceError
from triage_tui.storage.connect import reader
from triage_tui.storage.engine import errors
from triage_tui.storage.trouble import explained
from triage_tui.storage.writer import Act, T


class Readers:
    """Reads in one snapshot per act, at the same time as the writer writes."""

    def __init__(self, path: Path, key: bytes | None = None) -> None:
        self._path = path
        self._key = key
        self._open: dict[Thread, sqlite3.Connection] = {}
        self._change = Condition()
        self._running = 0
        self._closed = False

    def do(self, act: Act[T]) -> T:
        """Run an act on this thread's connection; it sees one state of the workspace throughout."""
        try:
            with self._running_one() as db:
                db.execute("BEGIN")
                try:
                    return act(db)
                finally:
                    db.execute("COMMIT")
        except errors() as error:
            raise explained(error, self._path) from error

    def close(self) -> None:
        """Break off what is still running, which would crash on a connection that is gone, and close every one."""
        with self._change:
            self._closed = True
            for db in self._open.values():
                db.interrupt()
            self._change.wait_for(lambda: not self._running)
            for db in self._open.values():
                db.close()
            self._open.clear()

    @contextmanager
    def _running_one(self) -> Iterator[sqlite3.Connection]:
        with self._change:
            if self._closed:
                raise WorkspaceError(f"{self._path} is closed")
            db = self._open.get(current_thread()) or self._connect()
            self._running += 1
        try:
            yield db
        finally:
            with self._change:
                self._running -= 1
                self._change.notify_all()

    def _connect(self) -> sqlite3.Connection:
        for thread in [thread for thread in self._open if not thread.is_alive()]:
            self._open.pop(thread).close()
        self._open[current_thread()] = reader(self._path, self._key)
        return self._open[current_thread()]
