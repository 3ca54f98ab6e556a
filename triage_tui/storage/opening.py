"""Opening a workspace: whose it is, who else has it, whether it can be written, and how old it is."""

from __future__ import annotations

import errno
import os
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path

from triage_tui.errors import Locked, WorkspaceError
from triage_tui.storage import outbox
from triage_tui.storage.building import clear_half
from triage_tui.storage.connect import Stamp, read_stamp
from triage_tui.storage.connections import Connections
from triage_tui.storage.engine import Keeper, cipher, errors, is_encrypted
from triage_tui.storage.files import make_private, network_of
from triage_tui.storage.lock import Lock
from triage_tui.storage.schema import APPLICATION_ID, VERSION
from triage_tui.storage.trouble import explained
from triage_tui.storage.workspace import Workspace

CLOSED_TO_US = frozenset({errno.EROFS, errno.EACCES, errno.EPERM})
"""Why a file or its folder cannot be written."""


Watch = Callable[[], AbstractContextManager[Callable[[int, int], None]]]
"""Opens something to be told how far the work is."""


@contextmanager
def unwatched() -> Iterator[Callable[[int, int], None]]:
    """Nobody looks."""
    yield lambda _done, _total: None


def _wall_clock() -> datetime:
    return datetime.now(UTC)


def open_workspace(
    path: Path,
    read_only: bool = False,
    *,
    reviewer: str = "",
    now: Callable[[], datetime] = _wall_clock,
    watch: Watch = unwatched,
    keeper: Callable[[], Keeper] | None = None,
    encrypt: bool = False,
) -> Workspace:
    """Open the workspace file, made if need be; `reviewer` is whom ``is:mine`` means.

    `keeper` is asked for who has the key of an encrypted file; with `encrypt` a file that is made is one.

    A file of an older layout is brought up first; within the context of `watch` it is told how far that is.

    Raises `WorkspaceInUse` where another process has it, `WorkspaceError` where it is no workspace or out of reach.
    A workspace that can only be read is opened for reading, and says why.
    """
    if path.is_dir():
        raise WorkspaceError(
            f"{path} is a folder, not a workspace file", f"--workspace {path / 'default.db'} names one"
        )
    reason, lock = ("the workspace was opened with --read-only", None) if read_only else _locked(path)
    try:
        connections = _connect(path, _key(path, keeper, encrypt), reason, watch)
        if lock is not None:
            clear_half(path)  # which may say in the open what is encrypted, or what was forgotten since
        if connections.read_only is None:
            _doubt(connections)
        return Workspace(connections, lock, reviewer=reviewer, now=now)
    except BaseException:
        if lock is not None:
            lock.release()
        raise


def _locked(path: Path) -> tuple[str | None, Lock | None]:
    """Why the file cannot be written, or the lock that lets us."""
    try:
        make_private(path)
        return None, Lock(path)
    except OSError as error:
        if error.errno not in CLOSED_TO_US or not path.is_file():
            raise WorkspaceError(f"{path}: {error.strerror}", "choose another place with --workspace") from None
        return f"{path} cannot be written: {os.strerror(error.errno)}", None


def _key(path: Path, keeper: Callable[[], Keeper] | None, encrypt: bool) -> bytes | None:
    """What opens the file; none for one in the open."""
    if not path.exists():
        raise WorkspaceError(f"there is no workspace at {path}", "triage-tui import makes one")
    if encrypt and keeper is not None and not path.stat().st_size:
        cipher()
        return keeper().made()
    if not is_encrypted(path):
        return None
    cipher()
    if keeper is None:
        raise Locked(f"{path} is encrypted, and there is nobody to ask for the key")
    return keeper().key()


def _connect(path: Path, key: bytes | None, reason: str | None, watch: Watch) -> Connections:
    stamp = _stamp(path, key)
    if stamp.tables and stamp.application_id != APPLICATION_ID:
        raise WorkspaceError(
            f"{path} is a SQLite file, but not a workspace of this program", "choose another place with --workspace"
        )
    if stamp.version > VERSION:
        reason = reason or (
            f"{path} was written by a newer triage-tui (layout {stamp.version}, this one knows {VERSION})"
        )
    elif stamp.version < VERSION and reason is not None:
        raise WorkspaceError(
            f"{path} has an older layout ({stamp.version}, not {VERSION})", "open it once for writing to bring it up"
        )
    connections = Connections(path, read_only=reason, network=network_of(path), key=key)
    if stamp.version < VERSION:
        _bring_up(connections, watch)
    return connections


def _doubt(connections: Connections) -> None:
    """What was on the wire when the last program ended may have arrived; a damaged file says so when it is read."""
    with suppress(WorkspaceError):
        if connections.read(outbox.in_doubt):
            connections.write(outbox.doubt)


def _bring_up(connections: Connections, watch: Watch) -> None:
    from triage_tui.storage.steps import bring_up

    try:
        with watch() as at:
            connections.writer.migrate(lambda db: bring_up(db, connections.path, at, connections.key))
    except BaseException:
        connections.close()
        raise


def _stamp(path: Path, key: bytes | None) -> Stamp:
    try:
        return read_stamp(path, key)
    except errors() as error:
        raise explained(error, path) from error
