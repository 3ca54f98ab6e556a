"""The zip file around a sealed file: the one plain form of it that is written, and the few that are read.

Members lie one behind the other with nothing before, between or behind them, and what is said of each at its start and
in the list at the end is the same. So no two readers see different members, and no byte is there that nobody reads.
"""

from __future__ import annotations

import os
import stat
import struct
import zlib
from collections.abc import Iterator
from typing import NamedTuple

from triage_tui.bundles.limits import EXPANDED, FILE, MEMBER, MEMBERS, RATIO, is_name
from triage_tui.errors import Refused

STORED, DEFLATED = 0, 8
METHODS = {STORED: "stored", DEFLATED: "deflated"}
_LOCAL = struct.Struct("<4s5H3L2H")
_LISTED = struct.Struct("<4s6H3L5H2L")
_END = struct.Struct("<4s4H2LH")
_FLAGS = 0x0806
"""Flags that change nothing: how hard the packer tried, and a name in UTF-8, which ASCII is."""
_NEW_YEAR = 1 << 5 | 1
"""The first day that a zip file knows: when it was made, the manifest says."""
_MODE = (stat.S_IFREG | 0o600) << 16
_UNIX, _FOLDER = 3 << 8, 0x10
_VERSION = 20


class Packed(NamedTuple):
    """A member as it lies in the file."""

    name: str
    method: int
    crc: int
    packed: int
    """Bytes in the file."""
    size: int
    """Bytes once it is unpacked."""
    at: int
    """Where its packed bytes begin."""

    def head(self) -> bytes:
        """What stands before the member."""
        name = self.name.encode()
        described = (self.crc, self.packed, self.size, len(name), 0)
        return _LOCAL.pack(b"PK\x03\x04", _VERSION, 0, self.method, 0, _NEW_YEAR, *described) + name

    def listed(self) -> bytes:
        """Its line in the list at the end."""
        name = self.name.encode()
        described = (self.crc, self.packed, self.size, len(name), 0, 0, 0, 0, _MODE, self.at - _LOCAL.size - len(name))
        made = (_UNIX | _VERSION, _VERSION, 0, self.method, 0, _NEW_YEAR)
        return _LISTED.pack(b"PK\x01\x02", *made, *described) + name


def pack(name: str, content: bytes) -> tuple[Packed, bytes]:
    """A member, and its bytes: deflated where that makes it smaller, and not so much that no reader would have it."""
    deflater = zlib.compressobj(wbits=-zlib.MAX_WBITS)
    deflated = deflater.compress(content) + deflater.flush()
    useful = len(deflated) < len(content) <= RATIO * len(deflated)
    method, packed = (DEFLATED, deflated) if useful else (STORED, content)
    return Packed(name, method, zlib.crc32(content), len(packed), len(content), 0), packed


def placed(members: list[Packed]) -> list[Packed]:
    """The members one behind the other; raises `Refused` where they make too long a file."""
    at, found = 0, list[Packed]()
    for member in members:
        at += len(member.head())
        found.append(member._replace(at=at))
        at += member.packed
    if at + sum(_LISTED.size + len(member.name) for member in members) + _END.size > FILE:
        raise Refused(f"the file would be longer than {FILE:,} bytes", "choose fewer cases")
    return found


def end(members: list[Packed]) -> bytes:
    """The list at the end of the file, and its end."""
    listed = b"".join(member.listed() for member in members)
    at = members[-1].at + members[-1].packed
    return listed + _END.pack(b"PK\x05\x06", 0, 0, len(members), len(members), len(listed), at, 0)


def members(file: int) -> list[Packed]:
    """The members of an open file, by what it says of them at both places; raises `Refused`."""
    size = os.fstat(file).st_size
    if size > FILE:
        raise Refused(f"is longer than {FILE:,} bytes")
    tail = _read(file, _END.size, max(0, size - _END.size))
    if len(tail) < _END.size or tail[:4] != b"PK\x05\x06":
        raise Refused("is cut short, or something follows its end")
    _, disk, first, here, count, length, at, comment = _END.unpack(tail)
    if (disk, first, comment) != (0, 0, 0) or here != count or at + length + _END.size != size:
        raise Refused("is a zip file whose end is not what it should be")
    if count > MEMBERS + 1:
        raise Refused(f"has more than {MEMBERS:,} members")
    if length > count * (_LISTED.size + 120):
        raise Refused("is a zip file whose list of members is too long")
    found = list(_listed(_read(file, length, at), count))
    if len({member.name for member in found}) != len(found):
        raise Refused("has two members of one name")
    if sum(member.size for member in found) > EXPANDED:
        raise Refused(f"unpacks to more than {EXPANDED:,} bytes")
    return _compared(file, found, at)


def content(file: int, member: Packed) -> bytes:
    """All of a member, unpacked as far as its size and no further; raises `Refused`."""
    packed = _read(file, member.packed, member.at)
    if member.method == DEFLATED:
        inflater = zlib.decompressobj(-zlib.MAX_WBITS)
        try:
            unpacked = inflater.decompress(packed, member.size + 1)
        except zlib.error as error:
            raise Refused(f"{member.name}: cannot be unpacked: {error}") from None
        if not inflater.eof or inflater.unused_data:
            raise Refused(f"{member.name}: does not unpack to what the zip file says")
    else:
        unpacked = packed
    if len(unpacked) != member.size or zlib.crc32(unpacked) != member.crc:
        raise Refused(f"{member.name}: is not what the zip file says: size or checksum differ")
    return unpacked


def _read(file: int, length: int, at: int) -> bytes:
    try:
        return os.pread(file, length, at)
    except OSError as error:
        raise Refused(f"cannot be read: {error.strerror}") from None


def _listed(listed: bytes, count: int) -> Iterator[Packed]:
    """The members of the list; each `at` is where its head begins."""
    at = 0
    for _ in range(count):
        line = listed[at : at + _LISTED.size]
        if len(line) < _LISTED.size or line[:4] != b"PK\x01\x02":
            raise Refused("is a zip file whose list of members is damaged")
        (_, _, _, flags, method, _, _, crc, packed, size, named, extra, comment, disk, _, attributes, start) = (
            _LISTED.unpack(line)
        )
        raw = listed[at + _LISTED.size : at + _LISTED.size + named]
        name = raw.decode("ascii", "backslashreplace")
        at += _LISTED.size + named
        if not is_name(name) or len(raw) != named:
            raise Refused(f"has a member that cannot be called so: {name[:120]}")
        if why := _odd(flags, method, extra or comment or disk, attributes) or _large(packed, size, method):
            raise Refused(f"{name}: {why}")
        yield Packed(name, method, crc, packed, size, start)
    if at != len(listed):
        raise Refused("is a zip file with something behind its list of members")


def _odd(flags: int, method: int, more: int, attributes: int) -> str:
    if flags & 1:
        return "is encrypted by the zip file itself"
    if flags & ~_FLAGS:
        return "is a member of a kind that is not read: its size stands behind it, or it is a patch"
    if method not in METHODS:
        return f"is packed by method {method}; only stored and deflated members are read"
    if more:
        return "has an extra field, a comment or a place on another disk"
    if stat.S_IFMT(attributes >> 16) not in (0, stat.S_IFREG) or attributes & _FOLDER:
        return "is no file but a folder, a link or a device"
    return ""


def _large(packed: int, size: int, method: int) -> str:
    if max(packed, size) > MEMBER:
        return f"is longer than {MEMBER:,} bytes"
    if method == STORED and packed != size:
        return "is stored, and has two sizes"
    if size > RATIO * packed:
        return f"says it unpacks to more than {RATIO} times its size"
    return ""


def _compared(file: int, found: list[Packed], stop: int) -> list[Packed]:
    """The same with `at` where their bytes begin, each compared with what stands at its start."""
    at, exact = 0, list[Packed]()
    for member in found:
        name = member.name.encode()
        head = _read(file, _LOCAL.size + len(name), at)
        if member.at != at or len(head) != _LOCAL.size + len(name):
            raise Refused(f"{member.name}: does not begin where the member before it ends")
        magic, _, flags, method, _, _, crc, packed, size, named, extra = _LOCAL.unpack(head[: _LOCAL.size])
        same = (method, crc, packed, size, named) == (*member[1:5], len(name)) and head[_LOCAL.size :] == name
        if magic != b"PK\x03\x04" or not same or flags & ~_FLAGS or extra:
            raise Refused(f"{member.name}: is described in two ways")
        exact.append(member._replace(at=at + len(head)))
        at += len(head) + member.packed
    if at != stop:
        raise Refused("is a zip file with something between its members")
    return exact
