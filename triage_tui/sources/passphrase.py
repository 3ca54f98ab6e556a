"""Secrets in files that a passphrase opens, for machines without a keyring.

Fernet and scrypt of `cryptography`: on Linux, where such machines are, the keyring library brings it along anyway.
"""

from __future__ import annotations

from base64 import b64decode, b64encode, urlsafe_b64encode
from collections.abc import Callable
from contextlib import suppress
from hashlib import scrypt
from pathlib import Path
from secrets import token_bytes
from typing import Annotated, Literal

import msgspec

from triage_tui.domain.values import Record

Ask = Callable[[str], str]
"""Asks the person for something without showing what is typed; the argument says for what."""

ROUNDS = 17
"""Of scrypt, as a power of two: 128 MiB and some tenths of a second for every guess."""
TRIES = 3
"""Passphrases that may be wrong."""
MOST = 64 * 1024
"""Bytes of a file."""


class Sealed(Record, omit_defaults=False):
    """What is in the file."""

    salt: str
    """16 bytes, base64."""
    token: str
    """Fernet's."""
    rounds: Annotated[int, msgspec.Meta(ge=14, le=18)]
    scheme: Literal["scrypt+fernet"] = "scrypt+fernet"


def read(path: Path) -> Sealed:
    """What is in a file; raises `OSError`, or `ValueError` where it is damaged."""
    with path.open("rb") as file:
        return msgspec.json.decode(file.read(MOST), type=Sealed)


def seal(inside: bytes, phrase: str) -> bytes:
    """What goes into a file."""
    from cryptography.fernet import Fernet

    salt = token_bytes(16)
    token = Fernet(_key(phrase, salt, ROUNDS)).encrypt(inside)
    return msgspec.json.encode(Sealed(salt=b64encode(salt).decode(), token=token.decode(), rounds=ROUNDS))


def opened(sealed: Sealed, phrase: str) -> bytes | None:
    """What is inside; none where the passphrase is not the right one."""
    from cryptography.fernet import Fernet, InvalidToken

    with suppress(InvalidToken, ValueError):
        return Fernet(_key(phrase, b64decode(sealed.salt), sealed.rounds)).decrypt(sealed.token.encode())
    return None


def chosen(ask: Ask, what: str) -> str:
    """A new passphrase, typed twice; empty where it was not, or not twice the same."""
    phrase = ask(f"New passphrase to seal {what}")
    return phrase if phrase and phrase == ask("The same passphrase again") else ""


def _key(phrase: str, salt: bytes, rounds: int) -> bytes:
    phrase_bytes = phrase.encode("utf-8", "surrogatepass")
    return urlsafe_b64encode(scrypt(phrase_bytes, salt=salt, n=1 << rounds, r=8, p=1, maxmem=2**31 - 1, dklen=32))
