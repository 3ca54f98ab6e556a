"""The file an export goes to: whole, or not there."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Protocol

from triage_tui.errors import Refused
from triage_tui.private import appearing


class Out(Protocol):
    """What can be written to."""

    def write(self, some: bytes, /) -> object:
        """Take all of these bytes."""


@contextmanager
def target(path: str, *, force: bool = False, ordinary: bool = False) -> Iterator[IO[bytes]]:
    """A file to write to: it appears under its name when all of it is on disk, readable by its owner only.

    Pipes and devices are written to as they are, or refused where it has to be an `ordinary` file that is read again.
    """
    place = Path(path).resolve()
    if place.is_dir():
        raise Refused(f"{path}: is a folder", "name a file in it")
    if ordinary and place.exists() and not place.is_file():
        raise Refused(f"{path}: is no ordinary file", "name one; its hash is read back from it")
    if place.is_file() and not force:
        raise Refused(f"{path}: is already there", "--force overwrites it")
    try:
        with place.open("wb") if place.exists() and not place.is_file() else appearing(place) as file:
            yield file
    except OSError as error:
        raise Refused(f"{path}: cannot be written: {error.strerror}") from None
