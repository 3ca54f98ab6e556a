"""Ed25519 keys in OpenSSH's form: one key signs what its owner hands on, and opens what is sealed for them."""

from __future__ import annotations

import base64
import re
from typing import TYPE_CHECKING

from msgspec import Struct

from triage_tui.errors import Refused

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

KIND = "ssh-ed25519"
NAME = re.compile(r"(?!.*\.pub\Z)[A-Za-z0-9][A-Za-z0-9._@-]{0,63}", re.IGNORECASE | re.ASCII)
"""What a key may be called: it stands in file names, in notes and behind the key on its line."""
_WEAK = frozenset(
    bytes.fromhex(point)
    for point in (
        "00" * 32,
        "01" + "00" * 31,
        "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05",
        "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a",
        "ec" + "ff" * 30 + "7f",
        "ed" + "ff" * 30 + "7f",
        "ee" + "ff" * 30 + "7f",
    )
)
"""Points of small order, without their sign: one signature by such a key is right under many texts."""
_HEAD = b"\x00\x00\x00\x0bssh-ed25519\x00\x00\x00\x20"


class PublicKey(Struct, frozen=True):
    """Who somebody is: enough to check what they signed, and to seal something for them."""

    name: str
    """What its owner, or whoever trusts it, calls it; proves nothing."""
    raw: bytes
    """32 bytes."""

    @property
    def id(self) -> str:
        """Sixteen hexadecimal digits of SHA-256 over the key: how it is told from others."""
        from hashlib import sha256

        return sha256(self.raw).hexdigest()[:16]

    def line(self) -> str:
        """The key as one line to hand on: ``ssh-ed25519 AAAA... name``."""
        return f"{self.bare} {self.name}"

    @property
    def bare(self) -> str:
        """The same without the name: equal keys have equal ones."""
        return f"{KIND} {base64.b64encode(_HEAD + self.raw).decode()}"

    def verifies(self, message: bytes, signature: bytes) -> bool:
        """Whether the owner of this key signed this message."""
        from cryptography.exceptions import InvalidSignature
        from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

        try:
            Ed25519PublicKey.from_public_bytes(self.raw).verify(signature, message)
        except InvalidSignature:
            return False
        return True


class PrivateKey:
    """A key of our own."""

    def __init__(self, name: str, key: Ed25519PrivateKey) -> None:
        self._key = key
        self.public = PublicKey(name, key.public_key().public_bytes_raw())
        """What others may have of it."""

    def sign(self, message: bytes) -> bytes:
        """64 bytes that only this key can make of this message."""
        return self._key.sign(message)

    def pem(self) -> bytes:
        """The key as OpenSSH keeps it, not encrypted."""
        from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

        return self._key.private_bytes(Encoding.PEM, PrivateFormat.OpenSSH, NoEncryption())


def new_key(name: str) -> PrivateKey:
    """Make a key; raises `Refused` for a name that cannot be one."""
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

    return PrivateKey(_named(name), Ed25519PrivateKey.generate())


def read_private(pem: bytes, name: str) -> PrivateKey:
    """Read what `PrivateKey.pem` or ``ssh-keygen -t ed25519`` wrote; raises `Refused`."""
    from cryptography.exceptions import UnsupportedAlgorithm
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
    from cryptography.hazmat.primitives.serialization import load_ssh_private_key

    try:
        key = load_ssh_private_key(pem, password=None)
    except (ValueError, TypeError, UnsupportedAlgorithm) as error:
        hint = "it has to be an Ed25519 key in OpenSSH's form, without a passphrase"
        raise Refused(f"the key {name} cannot be read ({type(error).__name__})", hint) from None
    if not isinstance(key, Ed25519PrivateKey):
        raise Refused(f"the key {name} is no Ed25519 key", "`triage-tui key new` makes one")
    return PrivateKey(_named(name), key)


def read_public(line: str, name: str | None = None) -> PublicKey:
    """Read ``ssh-ed25519 AAAA... name``; `name` is used in place of the one on the line. Raises `Refused`.

    The name on the line is somebody else's word: it is made into one that a key may have.
    """
    kind, _, rest = line.strip().partition(" ")
    encoded, _, comment = rest.strip().partition(" ")
    try:
        blob = base64.b64decode(encoded, validate=True)
    except ValueError:
        blob = b""
    raw = blob[len(_HEAD) :]
    if kind != KIND or not blob.startswith(_HEAD) or len(raw) != 32 or len(line.strip().splitlines()) != 1:
        raise Refused("this is no public key", f"it is one line: {KIND} AAAA... name")
    if raw[:31] + bytes([raw[31] & 0x7F]) in _WEAK:
        raise Refused("this public key is worth nothing", "it was made so that anybody could sign with it")
    return PublicKey(cleaned(comment) if name is None else _named(name), raw)


def cleaned(name: str) -> str:
    """A name that a key may have, as near to this one as can be."""
    found = re.sub(r"[^A-Za-z0-9._@-]+", "-", name[:1000]).strip(".@_-")[:64]
    return found if NAME.fullmatch(found) else "unnamed"


def _named(name: str) -> str:
    if NAME.fullmatch(name) is None:
        raise Refused(f"a key cannot be called {name}", "use letters, digits and . _ @ - (64 at most)")
    return name
