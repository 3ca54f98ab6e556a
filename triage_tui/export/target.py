"""The file an export goes to: whole, or not there."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO, Protocol

from triage_tui.errors import Refused


class Out(Protocol):
    """What can be written to."""

    def write(self, some: bytes, /) -> object:
        """Take all of these bytes."""


@contextmanager
def target(path: str, *, force: bool = False) -> Iterator[IO[bytes]]:
    """A file to write to: it appears under its name when all of it is on disk, readable by its owner only."""
    place = Path(path).resolve()
    if place.is_dir():
        raise Refused(f"{path}: is a folder", "name a file in it")
    if place.is_file() and not force:
        raise Refused(f"{path}: is already there", "--force overwrites it")
    try:
        with place.open("wb") if place.exists() and not place.is_file() else _appearing(place) as file:
            yield file
    except OSError as error:
        raise Refused(f"{path}: cannot be written: {error.strerror}") from None


@contextmanager
def _appearing(place: Path) -> Iterator[IO[bytes]]:
    """A file beside the target that takes its place at the end; an error leaves neither it nor a change."""
    with tempfile.NamedTemporaryFile(dir=place.parent, prefix=f".{place.name}.", suffix=".part", delete=False) as file:
        try:
            yield file
            file.flush()
            os.fsync(file.fileno())
            os.replace(file.name, place)
        finally:
            with suppress(FileNotFoundError):
                os.unlink(file.name)
