"""Making a workspace aside: it lies in its place once it is whole, and whatever goes wrong leaves nothing."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from triage_tui.errors import WorkspaceError
from triage_tui.private import flush_folder
from triage_tui.storage.files import make_private
from triage_tui.storage.lock import Lock

_BESIDE = ("", "-wal", "-shm", "-journal", ".lock")


@contextmanager
def building(path: Path) -> Iterator[Path]:
    """Where to make the workspace that lies at `path` when the context is left well; it has to be closed by then.

    Raises `WorkspaceInUse` where another process makes it, or works on it.
    """
    part = half_of(path)
    try:
        make_private(part)
        lock = Lock(path)
    except OSError as error:
        raise WorkspaceError(f"{path}: {error.strerror}", "choose another place with --workspace") from None
    try:
        if path.exists():
            raise WorkspaceError(f"{path} is there already", "choose another place with --workspace")
        clear_half(path)
        yield part
        _put(part, path)
    finally:
        clear_half(path)
        lock.release()


def half_of(path: Path) -> Path:
    """Where a workspace is written before it takes its place."""
    return path.with_name(f"{path.name}.part")


def clear_half(path: Path) -> None:
    """Remove what was written of a workspace and never took its place; its lock has to be held."""
    for end in _BESIDE:
        with suppress(FileNotFoundError):
            os.unlink(f"{half_of(path)}{end}")


def _put(part: Path, path: Path) -> None:
    log = Path(f"{part}-wal")
    try:
        # What a full disk kept from being folded into the file when it was closed, would stay behind.
        if log.exists() and log.stat().st_size:
            raise WorkspaceError(f"{path}: not all of it could be written", "free some space, then do it again")
        os.replace(part, path)
        flush_folder(path.parent)
    except OSError as error:
        raise WorkspaceError(f"{path}: {error.strerror}", "choose another place with --workspace") from None
