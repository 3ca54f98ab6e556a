"""What SQLite says went wrong, as errors a person can act on."""

from __future__ import annotations

import sqlite3
from pathlib import Path

from triage_tui.errors import Locked, ReadOnly, TriageError, WorkspaceError, WorkspaceInUse

_RESTORE = "nothing was changed; triage-tui doctor checks the file, copies, if there are any, are in backups beside it"

_KNOWN: dict[int, tuple[type[TriageError], str, str]] = {
    sqlite3.SQLITE_FULL: (
        WorkspaceError,
        "the disk is full: nothing was saved",
        "free some space and do it again; everything saved before is safe",
    ),
    sqlite3.SQLITE_READONLY: (
        ReadOnly,
        "the workspace cannot be written: nothing was saved",
        "its disk is mounted read-only, or the file belongs to somebody else",
    ),
    sqlite3.SQLITE_BUSY: (
        WorkspaceInUse,
        "another program keeps the workspace busy: nothing was saved",
        "close what else has the file open and do it again",
    ),
    sqlite3.SQLITE_IOERR: (
        WorkspaceError,
        "the disk reported an error",
        "what was being done was not saved; check the disk before going on",
    ),
    sqlite3.SQLITE_CANTOPEN: (
        WorkspaceError,
        "the workspace cannot be opened",
        "it needs its folder to be there and writable; copy it to a writable folder to read it",
    ),
    sqlite3.SQLITE_CORRUPT: (WorkspaceError, "the workspace file is damaged", _RESTORE),
    sqlite3.SQLITE_NOTADB: (WorkspaceError, "this is no workspace, nor any other SQLite file", _RESTORE),
}

_LOCKED: dict[int, tuple[type[TriageError], str, str]] = {
    sqlite3.SQLITE_NOTADB: (
        Locked,
        "the key does not open the workspace: it was encrypted with another one, is damaged, or is no workspace",
        "nothing was changed; `triage-tui doctor` says where the key is looked for",
    ),
}
"""What is different in an encrypted file."""


def primary_code(error: Exception) -> int:
    """SQLite's primary result code, without the extended part; 0 where the error is Python's own."""
    return getattr(error, "sqlite_errorcode", 0) & 0xFF


def explained(error: Exception, path: Path) -> TriageError:
    """The error as one of ours: what before where, as screens are narrow; what is unknown keeps SQLite's words."""
    known = _KNOWN if isinstance(error, sqlite3.Error) else _KNOWN | _LOCKED
    kind, title, hint = known.get(primary_code(error), (WorkspaceError, str(error), _RESTORE))
    return kind(f"{title} ({path})", hint)
