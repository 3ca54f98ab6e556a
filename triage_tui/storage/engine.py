"""Which SQLite opens a file: the standard library's, or for an encrypted file SQLCipher's, an extra to install.

The two are alike but for what they raise. A program has one of them; only encrypting and decrypting see both.
"""

from __future__ import annotations

import sqlite3
import sys
from importlib import import_module
from pathlib import Path
from typing import Any, Protocol

from triage_tui.errors import WorkspaceError

VERSION = sqlite3.sqlite_version_info

FIXED = ((3, 51, 3), (3, 50, 7), (3, 44, 6))
"""The releases, each the first of its branch, in which a reset of the write-ahead log can no longer lose a commit."""

PAGE = 16384
"""Bytes; a case and its index entries fill these far better than SQLite's 4096."""

WAIT = 5.0
"""Seconds to wait for another connection to finish."""

KEY = 32
"""Bytes of a key."""

PLAIN = b"SQLite format 3\0"
"""How every file begins that is not encrypted."""

CIPHER = "sqlcipher3.dbapi2"


class Keeper(Protocol):
    """Who has the key of encrypted workspaces."""

    def key(self) -> bytes:
        """The key; raises `Locked` where there is none or nobody to ask for it."""
        ...

    def made(self) -> bytes:
        """The same, made and kept where there is none yet."""
        ...


def log_reset_is_safe(version: tuple[int, ...] = VERSION) -> bool:
    """Whether two connections that reset the write-ahead log at once leave it whole."""
    return version >= FIXED[0] or any(fixed <= version < (*fixed[:2], 1000) for fixed in FIXED)


def is_encrypted(path: Path) -> bool:
    """Whether a file begins as only an encrypted one does, or one that is no SQLite file at all."""
    try:
        with path.open("rb") as file:
            start = file.read(len(PLAIN))
    except OSError:
        return False  # SQLite will say it
    damaged = start.count(0) > len(PLAIN) // 2  # no salt has so many, a lost block is full of them
    return start not in (b"", PLAIN) and not damaged and path.stat().st_size % PAGE == 0


def connect(address: Path | str, key: bytes | None, *, any_thread: bool = False) -> sqlite3.Connection:
    """A connection in which nothing commits by itself; with a key, to an encrypted file."""
    options = {"timeout": WAIT, "isolation_level": None, "check_same_thread": not any_thread}
    known: Any = sqlite3 if key is None else cipher()
    db: sqlite3.Connection = known.connect(str(address), uri=isinstance(address, str), **options)
    if key is not None:
        unlock(db, key)
    return db


def unlock(db: sqlite3.Connection, key: bytes) -> None:
    """Give a connection the key, before anything else; whether it is the right one shows with the first reading."""
    db.execute("PRAGMA cipher_log_level = NONE")  # it would write into the screen
    db.execute(f"PRAGMA key = {spelt(key)}")
    db.execute(f"PRAGMA cipher_page_size = {PAGE}")


def spelt(key: bytes | None) -> str:
    """A key as SQL has it, taken as it is and not as a passphrase; without one, what leaves a file in the open."""
    return "''" if key is None else f"\"x'{key.hex()}'\""


def cipher() -> Any:
    """SQLCipher; raises `Locked` where it is not installed."""
    try:
        found = import_module(CIPHER)
    except ImportError:
        raise WorkspaceError(
            "encrypted workspaces need a part that is not installed", "pip install 'triage-tui[encrypted]'"
        ) from None
    if "sqlite_utils" not in sys.modules:  # which looks for this name first, and catches what it raises
        sys.modules.update({"pysqlite3": sys.modules["sqlcipher3"], "pysqlite3.dbapi2": found})
    return found


def errors() -> tuple[type[sqlite3.Error], ...]:
    """What a connection may raise, for ``except``."""
    loaded: Any = sys.modules.get(CIPHER)
    return (sqlite3.Error,) if loaded is None else (sqlite3.Error, loaded.Error)
