"""Files that only their owner can read, and that are there whole or not at all; what a disk refuses is an `OSError`."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from secrets import token_hex
from typing import IO


@contextmanager
def appearing(place: Path, *, new: bool = False) -> Iterator[IO[bytes]]:
    """A file beside a place that takes it at the end, once all is on disk; an error leaves neither it nor a change.

    A `new` one takes no place that something else has: that is a `FileExistsError`.
    """
    beside = str(place.with_name(f".{place.name}.{token_hex(8)}.part"))
    try:
        with open(beside, "xb", opener=lambda path, flags: os.open(path, flags, 0o600)) as file:
            yield file
            file.flush()
            os.fsync(file.fileno())
        (os.link if new else os.replace)(beside, place)
    finally:
        with suppress(FileNotFoundError):
            os.unlink(beside)
    with suppress(OSError):  # Some network disks cannot.
        flush_folder(place.parent)


def write(place: Path, content: bytes, *, new: bool = False) -> None:
    """Write such a file; folders that are missing are made."""
    make_folder(place.parent)
    with appearing(place, new=new) as file:
        file.write(content)


def read_secret(place: Path, most: int) -> tuple[bytes, bool]:
    """The beginning of a file, and whether others can read it too; of what is no ordinary file nobody can say that."""
    with place.open("rb") as file:
        mode = os.fstat(file.fileno()).st_mode
        return file.read(most), stat.S_ISREG(mode) and mode & 0o077 != 0


def make_folder(path: Path) -> None:
    """Make sure a folder is there, whatever the umask; one that is there already keeps its mode."""
    for folder in reversed([one for one in (path, *path.parents) if not one.exists()]):
        folder.mkdir(exist_ok=True)
        folder.chmod(0o700)


def flush_folder(path: Path) -> None:
    """Make the names in a folder durable."""
    fd = os.open(path, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(fd)
    finally:
        os.close(fd)
