"""Opening a file whatever it is packed in: told by its first bytes, never by its name."""

from __future__ import annotations

import io
import os
import sys
import zlib
from collections.abc import Callable
from typing import BinaryIO, cast

from triage_tui.errors import Refused

CHUNK = 256 * 1024
"""Bytes read at a time."""

Errors = tuple[type[Exception], ...]


class Joint(io.RawIOBase):
    """A raw file whose first bytes were looked at and are given again; counts what passes."""

    def __init__(self, path: str) -> None:
        self._file = _open(path)
        # One read of what is there: standard input may be a pipe whose writer takes its time.
        self._some: Callable[[int], bytes] = getattr(self._file, "read1", self._file.read)
        self._own = path != "-"
        self.passed = 0
        """Bytes read so far, of the file as it lies on disk."""
        self.size = os.fstat(self._file.fileno()).st_size if self._own else 0
        """Bytes on disk; 0 where nobody knows."""
        self.magic = b""
        try:
            while len(self.magic) < 4 and (more := self._some(4 - len(self.magic))):
                self.magic += more
        except OSError as error:
            raise Refused(f"{path}: cannot be read: {error.strerror}") from None
        self._again = self.magic

    def readable(self) -> bool:
        """Always."""
        return True

    def readinto(self, buffer: object) -> int:
        """Fill the buffer: first with the bytes looked at, then from the file."""
        view = memoryview(cast(bytearray, buffer)).cast("B")
        piece = self._again[: len(view)] or self._some(len(view))
        self._again = self._again[len(piece) :]
        view[: len(piece)] = piece
        self.passed += len(piece)
        return len(piece)

    def close(self) -> None:
        """Let the file go, unless it is standard input."""
        if self._own:
            self._file.close()
        super().close()


def _open(path: str) -> BinaryIO:
    if path == "-":
        return sys.stdin.buffer
    if os.path.isdir(path):
        raise Refused(f"{path}: is a folder", "name the files in it")
    try:
        return cast(BinaryIO, open(path, "rb", buffering=0))
    except FileNotFoundError:
        raise Refused(f"{path}: there is no such file") from None
    except OSError as error:
        raise Refused(f"{path}: cannot be opened: {error.strerror}") from None


def unpacked(joint: Joint) -> tuple[io.BufferedIOBase, Errors]:
    """The plain bytes of a file, and the errors that mean it is damaged."""
    stream = io.BufferedReader(joint, CHUNK)
    if joint.magic[:2] == b"\x1f\x8b":
        import gzip

        return gzip.GzipFile(fileobj=stream), (OSError, EOFError, zlib.error)
    if joint.magic == b"\x28\xb5\x2f\xfd":
        if sys.version_info >= (3, 14):
            from compression import zstd
        else:
            from backports import zstd

        return cast(io.BufferedIOBase, zstd.ZstdFile(stream)), (OSError, EOFError, zstd.ZstdError)
    return stream, (OSError,)
