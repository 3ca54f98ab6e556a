"""Writing a sealed file: members packed and hashed aside, the signed manifest first, the whole encrypted."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterable, Iterator, Sequence
from hashlib import sha256
from typing import IO, NamedTuple, cast

import msgspec

from triage_tui.bundles.age import encrypt, spool
from triage_tui.bundles.container import Packed, end, pack, placed
from triage_tui.bundles.limits import EXPANDED, MEMBER, MEMBERS, holds_lines, is_name, nobody, records
from triage_tui.bundles.strict import judge
from triage_tui.domain.bundle import ENVELOPE_TYPE, MANIFEST, Manifest, Member, decode_manifest
from triage_tui.errors import Refused, TriageError
from triage_tui.signing.dsse import envelop
from triage_tui.signing.keys import PrivateKey

ENOUGH = 4 * 1024**2
"""Bytes of cases in one member, about."""
LONGEST = 32 * 1024**2
"""Bytes of lines in one member, about; what follows is a member of its own."""
PIECE = 256 * 1024
"""Bytes copied at a time."""


class Piece(NamedTuple):
    """A member to be."""

    path: str
    """``cases/00001.jsonl``, ``policies/0001.json``, ``log.jsonl``, ``checkpoint.note``."""
    lines: Iterable[bytes]
    """Without line ends; each is written with one. What is not ``.jsonl`` is one document, which may hold some."""


def case_pieces(cases: Iterable[bytes]) -> Iterator[Piece]:
    """Cases, so many to a member; one with line ends in it gets a member of its own, byte for byte."""
    number, held, size = 1, list[bytes](), 0
    for raw in cases:
        alone = b"\n" in raw
        if held and (alone or size + len(raw) > ENOUGH):
            yield Piece(f"cases/{number:05}.jsonl", held)
            number, held, size = number + 1, [], 0
        if alone:
            yield Piece(f"cases/{number:05}.json", (raw,))
            number += 1
        else:
            held.append(raw)
            size += len(raw) + 1
    if held:
        yield Piece(f"cases/{number:05}.jsonl", held)


def seal(
    out: IO[bytes],
    manifest: Manifest,
    pieces: Iterable[Piece],
    *,
    key: PrivateKey | None,
    recipients: Sequence[str] = (),
    passphrase: str = "",
    watch: Callable[[int], None] = nobody,
) -> Manifest:
    """Write a sealed file; what is returned has the members. `watch` is told how many documents are packed.

    Recipients are ``ssh-ed25519 ...`` or ``age1...`` lines; with neither these nor a passphrase it is not encrypted.
    Raises `Refused` for anything that no reader would take.
    """
    if key is not None and key.public.id != manifest.issuer.key_id:
        raise Refused("the issuer of a sealed file is who signs it", f"sign it with the key {manifest.issuer.key_id}")
    with spool(secret=bool(recipients or passphrase)) as aside:
        packing = _Packing(aside, watch)
        for piece in pieces:
            packing.add(piece)
        whole = msgspec.structs.replace(manifest, members=tuple(packing.members))
        payload = msgspec.json.encode(whole)
        decode_manifest(payload)
        first, envelope = pack(MANIFEST, envelop(ENVELOPE_TYPE, payload, key))
        chunks = _zipped(placed([first, *packing.packed]), envelope, aside)
        try:
            if recipients or passphrase:
                encrypt(io.BufferedReader(_Joined(chunks), PIECE), out, recipients, passphrase)
            else:
                for chunk in chunks:
                    out.write(chunk)
        except OSError as error:
            raise TriageError(f"the sealed file cannot be written: {error.strerror}") from None
    return whole


class _Packing:
    """Members, packed one behind the other into a file aside."""

    def __init__(self, aside: IO[bytes], watch: Callable[[int], None]) -> None:
        self._aside = aside
        self.members = list[Member]()
        self.packed = list[Packed]()
        self._watch = watch
        self._documents = self._expanded = 0

    def add(self, piece: Piece) -> None:
        """Pack a piece, in more than one member where it is long."""
        if not is_name(piece.path) or piece.path == MANIFEST:
            raise Refused(f"a member cannot be called {piece.path}")
        held, size, part = list[bytes](), 0, 1
        for line in piece.lines:
            self._check(piece.path, line)
            if held and size + len(line) > LONGEST and holds_lines(piece.path):
                self._pack(_name(piece.path, part), held)
                held, size, part = [], 0, part + 1
            held.append(line)
            size += len(line) + 1
        self._pack(_name(piece.path, part), held)

    def _check(self, path: str, line: bytes) -> None:
        self._documents += 1
        if holds_lines(path) and b"\n" in line:
            raise Refused(f"{path}: a line cannot hold the end of one")
        if why := judge(path)(line):
            raise Refused(f"{path}: document {self._documents} {why}")

    def _pack(self, name: str, lines: list[bytes]) -> None:
        content = b"".join(line + b"\n" for line in lines)
        self._expanded += len(content)
        if len(content) > MEMBER or self._expanded > EXPANDED or len(self.members) == MEMBERS:
            raise Refused("this is more than a sealed file holds", "choose fewer cases")
        packed, raw = pack(name, content)
        digest = sha256(content).hexdigest()
        try:
            self._aside.write(raw)
        except OSError as error:
            raise TriageError(f"there is no room to pack what is sealed: {error.strerror}") from None
        self.packed.append(packed)
        self.members.append(Member(path=name, bytes=len(content), sha256=digest, records=records(name, len(lines))))
        self._watch(self._documents)


def _name(path: str, part: int) -> str:
    return path if part == 1 else f"{path}.{part}"


def _zipped(members: list[Packed], envelope: bytes, aside: IO[bytes]) -> Iterator[bytes]:
    """The file, chunk by chunk."""
    first, *others = members
    yield first.head() + envelope
    aside.seek(0)
    for member in others:
        yield member.head()
        left = member.packed
        while left:
            chunk = aside.read(min(left, PIECE))
            left -= len(chunk)
            yield chunk
    yield end(members)


class _Joined(io.RawIOBase):
    """Chunks as a file to read."""

    def __init__(self, chunks: Iterator[bytes]) -> None:
        self._chunks = chunks
        self._left = memoryview(b"")

    def readable(self) -> bool:
        """Always."""
        return True

    def readinto(self, buffer: object) -> int:
        """Fill the buffer with what is left of a chunk, or with the next."""
        view = memoryview(cast(bytearray, buffer)).cast("B")
        while not self._left:
            chunk = next(self._chunks, None)
            if chunk is None:
                return 0
            self._left = memoryview(chunk)
        count = min(len(view), len(self._left))
        view[:count] = self._left[:count]
        self._left = self._left[count:]
        return count
