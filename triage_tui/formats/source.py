"""One pass over the lines of a file, in bounded memory whatever the file holds."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from typing import Self

from triage_tui.errors import Refused
from triage_tui.formats.found import Bad
from triage_tui.formats.packing import CHUNK, Joint, unpacked

LIMIT = 16 * 1024 * 1024
"""Longest line, in bytes."""
GLIMPSE = 64 * 1024
"""Bytes at the start of a file that its kind is told from."""
BOM = b"\xef\xbb\xbf"
_ENDINGS = re.compile(r"(?<=.)\.(gz|zst|zstd|jsonl|json|csv|tsv|txt)(?=\.|$)")


class Source:
    """An open file of records; use it as a context, and read it once."""

    def __init__(self, path: str) -> None:
        self.path = path
        """As it was named; ``-`` is standard input."""
        self._joint = Joint(path)
        self._stream, self._damage = unpacked(self._joint)
        self.fault = ""
        """Why the file cannot be read any further; empty while it can."""
        self.head = self._first()
        """The first bytes, unpacked; looking at them takes nothing away."""
        if refusal := self._why_not():
            self.close()
            raise refusal

    @property
    def stem(self) -> str:
        """The file's name without folder and endings, in the characters of an id; ids are made from it."""
        name = "stdin" if self.path == "-" else _ENDINGS.sub("", os.path.basename(self.path))
        return re.sub(r"[^A-Za-z0-9._-]+", "-", name)[:100]

    @property
    def packed(self) -> bool:
        """Whether what is read is not what lies on disk."""
        return not self.head.startswith(self._joint.magic)

    @property
    def size(self) -> int:
        """Bytes of the file as it lies on disk; 0 where nobody knows."""
        return self._joint.size

    @property
    def position(self) -> int:
        """How many of those bytes were read."""
        return self._joint.passed

    def reached(self, position: int) -> None:
        """Say how far a reader has come that opens the file by itself."""
        self._joint.passed = position

    def chunks(self) -> Iterator[bytes]:
        """Everything, unpacked, in pieces of any length; ends early where `fault` says why."""
        yield self.head
        while chunk := self._read(CHUNK):
            yield chunk

    def lines(self, longest: int = LIMIT) -> Iterator[tuple[int, bytes] | Bad]:
        """Every line that is not blank with its number, without its end; `Bad` for those nobody can read."""
        for line in self.stretches(longest):
            if isinstance(line, Bad):
                yield line
            elif line[1].strip():
                yield line[0], line[1].removesuffix(b"\r")

    def stretches(self, longest: int = LIMIT) -> Iterator[tuple[int, bytes] | Bad]:
        """Everything between two line feeds, blank or not, carriage returns included."""
        number, pieces, length = 1, list[bytes](), 0
        for chunk in self.chunks():
            *ends, rest = chunk.split(b"\n")
            for end in ends:
                yield _stretch(number, pieces, length + len(end), end, longest)
                number, pieces, length = number + 1, [], 0
            length += len(rest)
            pieces = [*pieces, rest] if length <= longest else []
        yield _stretch(number, pieces, length, b"", longest)
        if self.fault:
            yield Bad(number, "$", f"the file cannot be read from here on: {self.fault}")

    def whole(self) -> bytes:
        """Everything at once, for a document that is not made of lines; refuses one beyond the limit."""
        pieces, length = list[bytes](), 0
        for chunk in self.chunks():
            pieces.append(chunk)
            length += len(chunk)
            if length > LIMIT:
                raise Refused(f"{self.path}: longer than {LIMIT:,} bytes")
        if self.fault:
            raise Refused(f"{self.path}: cannot be read to its end: {self.fault}")
        return b"".join(pieces).removeprefix(BOM)

    def close(self) -> None:
        """Let the file go."""
        self._stream.close()
        self._joint.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _why_not(self) -> Refused | None:
        if not self.head:
            reason = f"cannot be read: {self.fault}" if self.fault else "the file is empty"
            return Refused(f"{self.path}: {reason}")
        if _utf16(self.head):
            return Refused(f"{self.path}: the text is UTF-16", "save it as UTF-8: iconv -f UTF-16 -t UTF-8")
        return None

    def _first(self) -> bytes:
        start = bytearray()
        while len(start) < GLIMPSE and (chunk := self._read(GLIMPSE)):
            start += chunk
        return bytes(start)

    def _read(self, limit: int) -> bytes:
        if self.fault:
            return b""
        try:
            return self._stream.read1(limit)
        except self._damage as error:
            self.fault = str(error)
            return b""


def _stretch(number: int, pieces: list[bytes], length: int, end: bytes, longest: int) -> tuple[int, bytes] | Bad:
    if length > longest:
        return Bad(number, "$", f"the line is longer than {longest:,} bytes")
    line = b"".join([*pieces, end]) if pieces else end
    return number, line.removeprefix(BOM) if number == 1 else line


def _utf16(head: bytes) -> bool:
    if head.startswith(b"PK\x03\x04"):
        return False
    start = head[:64]
    zeros = sorted((start[::2].count(0), start[1::2].count(0)))
    lopsided = zeros[0] * 3 < zeros[1] and zeros[1] * 3 > len(start) > 3
    return start[:2] in (b"\xff\xfe", b"\xfe\xff") or lopsided
