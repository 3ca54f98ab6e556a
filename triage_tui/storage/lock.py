"""One writer at a time: a lock that the kernel drops with the process that held it."""

from __future__ import annotations

import fcntl
import os
from datetime import UTC, datetime
from pathlib import Path

import msgspec

from triage_tui.domain.values import Record, rfc3339
from triage_tui.errors import WorkspaceInUse


class Holder(Record):
    """Who holds a workspace, as written into the lock file for people to read; the lock itself is the kernel's."""

    pid: int
    host: str
    boot_id: str
    """Changes with every start of the machine."""
    started: datetime
    """When the workspace was opened, UTC."""


class Lock:
    """Holds ``<workspace>.lock`` until it is released or the process ends."""

    def __init__(self, workspace: Path) -> None:
        self._path = workspace.with_name(workspace.name + ".lock")
        self._fd = os.open(self._path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        os.fchmod(self._fd, 0o600)
        try:
            fcntl.flock(self._fd, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            held = _holder(os.pread(self._fd, 4096, 0))
            os.close(self._fd)
            raise WorkspaceInUse(
                f"{workspace} is in use by {held}", "open it with --read-only, or close the other program first"
            ) from None
        me = Holder(pid=os.getpid(), host=os.uname().nodename, boot_id=_boot_id(), started=datetime.now(UTC))
        os.ftruncate(self._fd, 0)
        os.pwrite(self._fd, msgspec.json.encode(me), 0)

    def release(self) -> None:
        """Let the next process in."""
        os.ftruncate(self._fd, 0)
        os.close(self._fd)


def _holder(raw: bytes) -> str:
    try:
        held = msgspec.json.decode(raw, type=Holder)
    except msgspec.DecodeError:
        return "another process"
    return f"pid {held.pid} on {held.host} since {rfc3339(held.started.replace(microsecond=0))}"


def _boot_id() -> str:
    try:
        return Path("/proc/sys/kernel/random/boot_id").read_text("ascii").strip()
    except OSError:
        return ""
