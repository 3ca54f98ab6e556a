"""Files that only their owner can read, and what kind of disk they lie on."""

from __future__ import annotations

import os
import re
from pathlib import Path

from triage_tui.private import make_folder

MOUNTS = Path("/proc/self/mountinfo")
"""Linux's list of mounted file systems; elsewhere there is none and every disk counts as local."""

NETWORKS = ("nfs", "cifs", "smb", "9p", "afs", "ceph", "gluster", "lustre", "fuse.sshfs", "fuse.rclone", "ncpfs")
"""How the names of file systems begin that SQLite's shared memory does not work on."""


def make_private(path: Path) -> None:
    """Make sure the file and its folder exist and that only their owner may read the file, whatever the umask."""
    make_folder(path.parent)
    fd = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        if os.fstat(fd).st_mode & 0o077:
            os.fchmod(fd, 0o600)
    finally:
        os.close(fd)


def cannot_change(path: Path) -> bool:
    """Whether the file lies on a disk that nobody writes to."""
    return path.exists() and bool(os.statvfs(path).f_flag & os.ST_RDONLY)


def network_of(path: Path) -> str | None:
    """The name of the network file system the path lies on; none for a local disk."""
    try:
        mounts = MOUNTS.read_text("utf-8", "surrogateescape")
    except OSError:
        return None
    place, best = path.resolve(), (-1, "")
    for line in mounts.splitlines():
        before, _, after = line.partition(" - ")
        point = Path(re.sub(r"\\(\d{3})", lambda octal: chr(int(octal[1], 8)), before.split(" ")[4]))
        if place.is_relative_to(point) and len(point.parts) >= best[0]:
            best = (len(point.parts), after.split(" ")[0])
    return best[1] if best[1].startswith(NETWORKS) else None
