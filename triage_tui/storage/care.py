"""Care for the workspace's file: copies of it, and what is wrong with it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from pathlib import Path

from triage_tui.storage.backup import back_up, check
from triage_tui.storage.connections import Connections


class Care:
    """Looks after the file on the workspace's connections. Safe from any thread."""

    def __init__(self, connections: Connections, now: Callable[[], datetime]) -> None:
        self._connections = connections
        self._now = now

    def back_up(self) -> Path:
        """Copy the workspace into ``backups/`` beside it and check the copy."""
        return self._connections.read(
            lambda db: back_up(db, self._connections.path, self._now(), key=self._connections.key)
        )

    def check(self) -> list[str]:
        """What SQLite finds wrong with the file and what does not fit together; empty when it is sound."""
        return self._connections.read(check)

    @property
    def encrypted(self) -> bool:
        """Whether the file can only be read with a key."""
        return self._connections.key is not None

    def journal_mode(self) -> str:
        """How the file keeps its unfinished writes."""
        return self._connections.read(lambda db: str(db.execute("PRAGMA journal_mode").fetchone()[0]))
