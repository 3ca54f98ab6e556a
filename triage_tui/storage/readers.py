"""Connections that only read: one per thread, opened when the thread first asks."""

from __future__ import annotations

import sqlite3
from pathlib import Path
from threading import Lock, Thread, current_thread

from triage_tui.storage.connect import reader
from triage_tui.storage.trouble import explained
from triage_tui.storage.writer import Act, T


class Readers:
    """Reads in one snapshot per act, at the same time as the writer writes."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._opening = Lock()
        self._open: dict[Thread, sqlite3.Connection] = {}

    def do(self, act: Act[T]) -> T:
        """Run an act on this thread's connection; it sees one state of the workspace throughout."""
        try:
            db = self._open.get(current_thread()) or self._connect()
            db.execute("BEGIN")
            try:
                return act(db)
            finally:
                db.execute("COMMIT")
        except sqlite3.Error as error:
            raise explained(error, self._path) from error

    def close(self) -> None:
        """Close every connection; no act may be running."""
        with self._opening:
            for db in self._open.values():
                db.close()
            self._open.clear()

    def _connect(self) -> sqlite3.Connection:
        with self._opening:
            for thread in [thread for thread in self._open if not thread.is_alive()]:
                self._open.pop(thread).close()
            self._open[current_thread()] = reader(self._path)
            return self._open[current_thread()]
