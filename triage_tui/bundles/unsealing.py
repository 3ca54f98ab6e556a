"""Reading a sealed file: decrypted into memory, looked at by another process, then given member by checked member."""

from __future__ import annotations

import hashlib
import os
import stat
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from io import BufferedReader
from pathlib import Path
from typing import IO

from msgspec import Struct

from triage_tui.bundles.age import MAGIC, decrypt, spool
from triage_tui.bundles.apart import checked
from triage_tui.bundles.checking import Listed, held, listed
from triage_tui.bundles.limits import FILE, nobody
from triage_tui.errors import Refused
from triage_tui.signing.keys import PublicKey


class Keys(Struct, frozen=True):
    """What is needed to open what is sealed, and to tell who sealed it."""

    find: Callable[[str], PublicKey | None]
    """A known key by its id: `KeyRing.find`."""
    identities: tuple[bytes, ...] = ()
    """Private keys: OpenSSH PEM, or the text of an age identity file."""
    passphrase: Callable[[], str] | None = None
    """Asks a person; none where nobody is there."""


class Sealed:
    """An open sealed file; every byte that it gives was checked against the manifest first."""

    def __init__(self, file: IO[bytes], found: Listed, *, encrypted: bool, sha256: str) -> None:
        self._file = file
        self._members = found.members
        self.manifest = found.manifest
        self.by = found.signed.by
        """The known key that signed it; none for one that was allowed to be unsigned."""
        self.claimed = found.signed.claimed
        """Ids of the keys that are said to have signed it."""
        self.encrypted = encrypted
        self.sha256 = sha256
        """Of the file as it lies on disk."""

    def lines(self, prefix: str) -> Iterator[bytes]:
        """The documents of all members whose path begins so, in their order: lines, or whole members."""
        for path, (packed, member) in self._members.items():
            if path.startswith(prefix):
                yield from held(self._file.fileno(), packed, member)

    def member(self, path: str) -> bytes | None:
        """A member as it was sealed, its last line end included; none where there is none of that name."""
        found = self._members.get(path)
        if found is None:
            return None
        lines = held(self._file.fileno(), *found)
        return b"\n".join(lines) + b"\n" if found[1].bytes else b""


@contextmanager
def unsealed(
    path: Path, keys: Keys, *, allow_unsigned: bool = False, watch: Callable[[int], None] = nobody
) -> Iterator[Sealed]:
    """Open a sealed file. All of it is checked before this is entered; raises `Refused`, and leaves nothing behind.

    `watch` is told how many bytes are looked at. What no known key vouches for is refused unless `allow_unsigned`.
    """
    with _open(path) as file:
        try:
            plain, encrypted, digest = _plain(file, keys)
        except Refused as error:
            raise _of(path, error) from None
        except OSError as error:
            raise Refused(f"{path}: cannot be read: {error.strerror}") from None
        with plain:
            try:
                found = _looked_at(plain, keys, allow_unsigned, watch)
            except Refused as error:
                raise _of(path, error) from None
            yield Sealed(plain, found, encrypted=encrypted, sha256=digest)


def _open(path: Path) -> BufferedReader:
    try:
        # Not to wait for a writer, where it is a pipe.
        file = os.open(path, os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC)
    except OSError as error:
        raise Refused(f"{path}: cannot be opened: {error.strerror}") from None
    if not stat.S_ISREG(os.fstat(file).st_mode):
        os.close(file)
        raise Refused(f"{path}: is no file")
    return open(file, "rb")


def _plain(file: BufferedReader, keys: Keys) -> tuple[IO[bytes], bool, str]:
    """The zip file, whether it was encrypted, and the hash of the file."""
    found = os.fstat(file.fileno())
    if found.st_size > FILE:
        raise Refused(f"is longer than {FILE:,} bytes")
    digest = hashlib.file_digest(file, "sha256").hexdigest()
    file.seek(0)
    magic = file.read(len(MAGIC))
    file.seek(0)
    if magic == MAGIC:
        plain = spool(secret=True)
        try:
            decrypt(file, plain, keys.identities, keys.passphrase)
        except BaseException:
            plain.close()
            raise
        return plain, True, digest
    if magic[:4] != b"PK\x03\x04":
        raise Refused("is no sealed file", "it is named .triage or .triage-decisions, and made by `triage-tui bundle`")
    return file, False, digest


def _looked_at(plain: IO[bytes], keys: Keys, allow_unsigned: bool, watch: Callable[[int], None]) -> Listed:
    digest = checked(plain.fileno(), watch)
    found = listed(plain.fileno(), keys.find)
    if found.sha256 != digest:
        raise Refused("was changed while it was read")
    by, issuer = found.signed.by, found.manifest.issuer
    if by is not None and by.id != issuer.key_id:
        raise Refused(f"says it was sealed by the key {issuer.key_id}, and is signed by {by.name} ({by.id})")
    if by is None and not allow_unsigned:
        if not found.signed.claimed:
            raise Refused("is not signed: nobody vouches for it", "--allow-unsigned opens it nevertheless")
        names = ", ".join(found.signed.claimed[:3])
        hint = "ask its issuer to read the id out; then `triage-tui key trust` takes the line of the key"
        raise Refused(f"is signed by a key that is not known here: {names}", hint)
    return found


def _of(path: Path, error: Refused) -> Refused:
    return Refused(f"{path}: {error.title}", error.hint)
