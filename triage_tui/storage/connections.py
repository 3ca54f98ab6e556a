"""Every way to the file: many readers beside one writer, or on a network disk one connection for everything."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from triage_tui.errors import ReadOnly
from triage_tui.storage.readers import Readers
from triage_tui.storage.writer import Act, T, Writer

if TYPE_CHECKING:
    from concurrent.futures import Future


class Connections:
    """Runs acts on the connection they belong on."""

    def __init__(self, path: Path, *, read_only: str | None, network: str | None, key: bytes | None) -> None:
        self.path = path
        self.key = key
        """That opens the file; none for one in the open."""
        self.read_only = read_only
        """Why nothing can be written; none when it can."""
        self.network = network
        """The network file system the file lies on; none for a local disk."""
        self.writer = Writer(path, key)
        self._readers = Readers(path, key)

    def read(self, act: Act[T]) -> T:
        """Run an act that only reads, in one snapshot."""
        # The writer keeps a file on a network disk to itself: readers beside it need memory that is not shared there.
        alone = self.network is not None and self.read_only is None
        return self.writer.do(act) if alone else self._readers.do(act)

    def write(self, act: Act[T], reread: Act[T | None] | None = None) -> T:
        """Run an act as one transaction, durable when it returns; see `Writer.do`."""
        return self.begin(act, reread).result()

    def begin(self, act: Act[T], reread: Act[T | None] | None = None) -> Future[T]:
        """The same without waiting; see `Writer.begin`."""
        if self.read_only is not None:
            raise ReadOnly(self.read_only, "open the workspace for writing to change anything")
        return self.writer.begin(act, reread)

    def close(self) -> None:
        """Close everything."""
        # The writer last: whoever closes last folds the write-ahead log into the file.
        self._readers.close()
        self.writer.close()
