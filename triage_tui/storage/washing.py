"""Washing what was deleted out of the file: SQLite keeps it in the index of words, in the log and in copies.

Measured: words stay in the index, even through VACUUM, until its pieces are laid together; pages stay in the
write-ahead log until that is cut off.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from typing import TYPE_CHECKING

from msgspec import Struct

from triage_tui.errors import WorkspaceError
from triage_tui.storage.backup import At, copies
from triage_tui.storage.connections import Connections
from triage_tui.storage.patience import BrokenOff, unless
from triage_tui.storage.words import lay_all_together, lay_together

if TYPE_CHECKING:
    from sqlite_utils import Database

IN_MEMORY = 256 * 1024 * 1024
"""Bytes of a file that is written anew in memory; a longer one goes through a temporary file, which has no name."""


class Washed(Struct, frozen=True):
    """What became of the file."""

    copies: int = 0
    """Backups that were removed, for they held the text."""
    left: str = ""
    """What is still to be done, and why; empty when all is."""


class Washing:
    """Works on the workspace's connections, outside of transactions where it has to."""

    def __init__(self, connections: Connections) -> None:
        self._connections = connections

    def wash(self, at: At, stopped: Callable[[], bool], largest: int | None) -> Washed:
        """Leave nothing of what was deleted in the file, beside it, or in its copies."""
        removed = 0
        for copy in copies(self._connections.path) + copies(self._connections.path, ".part*"):
            copy.unlink(missing_ok=True)
            removed += 1
        try:
            left = self._index(stopped) or self._log() or self._anew(at, stopped, largest) or self._log()
        except WorkspaceError as error:
            left = f"the file was not written anew: {error.title}"
        return Washed(removed, left)

    def _index(self, stopped: Callable[[], bool]) -> str:
        """Lay all pieces of the index of words together: what was forgotten is in none of them then."""
        more = self._connections.write(lay_all_together)
        while more and not stopped():
            more = self._connections.write(lay_together)
        return "words of the text may still be in the index: it was stopped" if more else ""

    def _log(self) -> str:
        """Fold the write-ahead log into the file, and cut it off."""
        busy = self._alone(lambda db: db.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()[0])
        return "another program reads the workspace: pages with the text stay beside it until that ends" if busy else ""

    def _anew(self, at: At, stopped: Callable[[], bool], largest: int | None) -> str:
        """Write the whole file anew, without the room that was freed."""
        path = self._connections.path
        size = path.stat().st_size
        if largest is not None and size > largest:
            return "the file was not written anew yet: `triage-tui purge` does"
        at(0, 0)
        in_file = size > IN_MEMORY and self._connections.key is None

        def act(db: sqlite3.Connection) -> None:
            db.execute(f"PRAGMA temp_store = {'FILE' if in_file else 'MEMORY'}")
            try:
                with unless(db, stopped):
                    db.execute("VACUUM")
            finally:
                db.execute("PRAGMA temp_store = MEMORY")

        try:
            self._alone(act)
        except BrokenOff:
            return "the file was not written anew: it was stopped"
        return ""

    def _alone(self, act: Callable[[sqlite3.Connection], int | None]) -> int | None:
        answer: list[int | None] = []

        def steps(db: Database) -> None:
            answer.append(act(db.conn))

        self._connections.writer.migrate(steps)
        return answer[0]
