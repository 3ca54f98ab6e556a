"""A file that is being downloaded: what has arrived stays, so that a broken line costs only what was on it."""

from __future__ import annotations

import fcntl
import hashlib
import os
import re
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import BinaryIO

from triage_tui.errors import Refused


class Part:
    """The beginning of a file, hashed as far as it is there."""

    def __init__(self, file: BinaryIO, path: Path) -> None:
        self._file = file
        self.path = path
        self._digest = hashlib.sha256()
        self.size = 0
        """Bytes that are there."""
        while piece := file.read(1 << 20):
            self._digest.update(piece)
            self.size += len(piece)

    @property
    def sha256(self) -> str:
        """Of what is there."""
        return self._digest.hexdigest()

    def add(self, piece: bytes) -> None:
        """Write what comes next."""
        with _said(self.path):
            self._file.write(piece)
        self._digest.update(piece)
        self.size += len(piece)

    def restart(self) -> None:
        """Begin anew."""
        with _said(self.path):
            self._file.seek(0)
            self._file.truncate()
        self._digest, self.size = hashlib.sha256(), 0

    def become(self, place: Path) -> None:
        """Take the file's name, once all of it is on the disk."""
        with _said(place):
            self._file.flush()
            os.fsync(self._file.fileno())
            self.path.replace(place)


@contextmanager
def part_of(place: Path, sha256: str) -> Iterator[Part]:
    """What has arrived before of the file of this hash, that of any other is forgotten; raises `Refused`.

    It lies beside the place as ``NAME.HASH.part``, and only one process at a time goes on with it.
    """
    path = place.with_name(f"{place.name}.{sha256[:16]}.part")
    with _said(path):
        flags = os.O_RDWR | os.O_CREAT | os.O_CLOEXEC | os.O_NOFOLLOW
        file = os.fdopen(os.open(path, flags, 0o600), "r+b")
    with file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            raise Refused(f"{path} is being downloaded", "wait for the other one, or end it") from None
        _forget_others(path, place.name)
        with _said(path):
            part = Part(file, path)
        yield part


def _forget_others(path: Path, name: str) -> None:
    theirs = re.compile(re.escape(name) + r"\.[0-9a-f]{16}\.part")
    for one in path.parent.iterdir():
        if one != path and theirs.fullmatch(one.name):
            with suppress(OSError):
                one.unlink()


@contextmanager
def _said(path: Path) -> Iterator[None]:
    """Say in words what the disk does not do; what is said of the network would not be true."""
    try:
        yield
    except OSError as error:
        raise Refused(f"{path} cannot be written: {error.strerror}", "what has arrived is kept") from None
