"""Zip files that nobody vouches for: a member at a time, never extracted, never past a limit."""

from __future__ import annotations

import io
import os
import struct
import sys
import zlib
from collections.abc import Iterator
from typing import TYPE_CHECKING, Self
from zipfile import ZIP_DEFLATED, ZIP_STORED, BadZipFile, ZipFile, ZipInfo

from triage_tui.domain.values import Invalid
from triage_tui.errors import Refused

if TYPE_CHECKING:
    from triage_tui.formats.source import Source

MEMBER = 64 * 1024 * 1024
"""Longest member, in bytes, packed or not."""
DIRECTORY = 8 * 1024 * 1024
"""Longest list of members, in bytes: some hundred thousand of them."""
RATIO = 1000
"""How many times its packed size a member may have."""
ZSTD = 93
"""The number of zstd among the methods, which `zipfile` knows by name only since Python 3.14."""
_LOCAL = struct.Struct("<4s22xHH")


class _Bounded(io.FileIO):
    """A file that gives no more at once than a list of members or a packed member may take."""

    most = DIRECTORY

    def read(self, size: int | None = -1, /) -> bytes:
        """Read as any file does."""
        if size is not None and size > self.most:
            raise BadZipFile(f"its list of members is longer than {self.most:,} bytes")
        return super().read(-1 if size is None else size) or b""


class Archive:
    """A zip file opened for reading; use it as a context."""

    def __init__(self, source: Source) -> None:
        if source.path == "-" or not os.path.isfile(source.path):
            raise Refused(f"{source.path}: a zip file cannot be read from a pipe", "name the file itself")
        if source.packed:
            raise Refused(f"{source.path}: is a zip file that is packed once more", "unpack it with gunzip or unzstd")
        self._source = source
        self._file = _Bounded(source.path)
        try:
            with ZipFile(self._file) as listed:
                self._members = sorted(listed.infolist(), key=lambda member: member.header_offset)
        except (BadZipFile, NotImplementedError, OSError, ValueError, struct.error) as error:
            self._file.close()
            raise Refused(f"{source.path}: is a zip file cut short or damaged: {error}") from None
        self._file.most = MEMBER
        if why := self._suspicious():
            self._file.close()
            raise Refused(f"{source.path}: {why}")

    def __iter__(self) -> Iterator[ZipInfo]:
        """The members in the order in which they lie in the file."""
        return iter(self._members)

    def get(self, name: str) -> ZipInfo | None:
        """The member of that name, where there is one."""
        return next((member for member in self._members if member.filename == name), None)

    def read(self, member: ZipInfo) -> bytes:
        """All of a member; raises `Invalid` with the reason where that cannot be had."""
        if member.flag_bits & 1:
            raise Invalid("$", "is encrypted")
        if max(member.file_size, member.compress_size) > MEMBER:
            raise Invalid("$", f"is longer than {MEMBER:,} bytes")
        if member.file_size > RATIO * member.compress_size:
            raise Invalid("$", f"says it unpacks to more than {RATIO} times its size")
        try:
            content = self._unpacked(member)
        except (OSError, EOFError, ValueError, zlib.error, BadZipFile) as error:
            raise Invalid("$", f"cannot be unpacked: {error}") from None
        if len(content) != member.file_size or zlib.crc32(content) != member.CRC:
            raise Invalid("$", "is not what the zip file says it is: size or checksum differ")
        self._source.reached(self._file.tell())
        return content

    def _unpacked(self, member: ZipInfo) -> bytes:
        """A member unpacked as far as its stated size and one byte more, whatever its packed bytes would give."""
        self._file.seek(member.header_offset)
        magic, name, extra = _LOCAL.unpack(self._file.read(_LOCAL.size).ljust(_LOCAL.size))
        if magic != b"PK\x03\x04":
            raise BadZipFile("there is no member where it should start")
        self._file.seek(name + extra, io.SEEK_CUR)
        packed, most = self._file.read(member.compress_size), member.file_size + 1
        if member.compress_type == ZIP_STORED:
            return packed
        if member.compress_type == ZIP_DEFLATED:
            return zlib.decompressobj(-zlib.MAX_WBITS).decompress(packed, most)
        if member.compress_type == ZSTD:
            return _zstd(packed, most)
        raise BadZipFile(f"packed by method {member.compress_type}")

    def _suspicious(self) -> str:
        names, end = set[str](), 0
        for member in self._members:
            if member.filename in names:
                return "is a zip file with two members of one name"
            if member.header_offset < end:
                return "is a zip file whose members overlap"
            names.add(member.filename)
            end = member.header_offset + member.compress_size
        return ""

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._file.close()


def _zstd(packed: bytes, most: int) -> bytes:
    if sys.version_info >= (3, 14):
        from compression import zstd
    else:
        from backports import zstd

    try:
        with zstd.ZstdFile(io.BytesIO(packed)) as stream:
            return stream.read(most)
    except zstd.ZstdError as error:
        raise BadZipFile(str(error)) from None
