"""Tokens in files that a passphrase opens, for machines without a keyring.

Fernet and scrypt of `cryptography`: on Linux, where such machines are, the keyring library brings it along anyway.
The address is sealed in with the token, so that a file put in another's place hands no token to the wrong source.
"""

from __future__ import annotations

import os
import re
from base64 import b64decode, b64encode, urlsafe_b64encode
from collections.abc import Callable
from contextlib import suppress
from hashlib import scrypt, sha256
from pathlib import Path
from secrets import token_bytes, token_hex
from typing import Annotated, Literal

import msgspec

from triage_tui.domain.values import Record
from triage_tui.errors import NotSignedIn, Refused
from triage_tui.sources.address import host_of
from triage_tui.sources.secret import Secret

Ask = Callable[[str], str]
"""Asks the person for something without showing what is typed; the argument says for what."""

ROUNDS = 17
"""Of scrypt, as a power of two: 128 MiB and some tenths of a second for every guess."""
TRIES = 3
"""Passphrases that may be wrong."""
_MOST = 64 * 1024


class _Sealed(Record, omit_defaults=False):
    """What is in the file."""

    salt: str
    """16 bytes, base64."""
    token: str
    """Fernet's."""
    rounds: Annotated[int, msgspec.Meta(ge=14, le=18)]
    scheme: Literal["scrypt+fernet"] = "scrypt+fernet"


class _Inside(Record):
    """What is sealed."""

    source: str
    token: str


class SealedFiles:
    """One file for each source, in a folder of its owner's alone."""

    def __init__(self, folder: Path, ask: Ask | None) -> None:
        """Without `ask` nobody can give a passphrase, and nothing is kept."""
        self._folder = folder
        self._ask = ask

    @property
    def usable(self) -> bool:
        """Whether a token can be kept here."""
        return self._ask is not None

    def path(self, source: str) -> Path:
        """The file of a source, whether it is there or not."""
        host = re.sub(r"[^a-z0-9.-]", "_", host_of(source))[:60]
        return self._folder / f"{host}-{sha256(source.encode()).hexdigest()[:12]}.token"

    def find(self, source: str) -> Secret | None:
        """The token of a source; asks for the passphrase when there is a file."""
        path = self.path(source)
        try:
            with path.open("rb") as file:
                sealed = msgspec.json.decode(file.read(_MOST), type=_Sealed)
        except FileNotFoundError:
            return None
        except OSError as error:
            raise NotSignedIn(f"the token file {path} cannot be read: {error.strerror}") from None
        except (msgspec.DecodeError, UnicodeDecodeError):
            raise NotSignedIn(f"the token file {path} is damaged", "sign in again") from None
        if self._ask is None:
            hint = "use --token-file, or a token command in the settings"
            raise NotSignedIn(f"the token for {source} is sealed, and nobody can be asked for the passphrase", hint)
        for _ in range(TRIES):
            if inside := _opened(sealed, self._ask(f"Passphrase of the token for {source}")):
                if inside.source != source:
                    raise NotSignedIn(f"{path} holds the token of another source", "sign in again")
                return Secret(inside.token)
        raise NotSignedIn("the passphrase is wrong", "`triage-tui login URL` signs you in anew")

    def keep(self, source: str, token: Secret) -> Path:
        """Seal a token into its file, which appears whole or not at all."""
        assert self._ask is not None
        phrase = self._ask(f"New passphrase to seal the token for {source}")
        if not phrase or phrase != self._ask("The same passphrase again"):
            raise Refused("the passphrases are not the same, or empty: the token was not kept")
        path = self.path(source)
        try:
            _replace(path, _seal(_Inside(source=source, token=token.reveal()), phrase))
        except OSError as error:
            raise Refused(f"{path} cannot be written: {error.strerror}") from None
        return path

    def forget(self, source: str) -> Path | None:
        """Remove the file of a source; none where there is none."""
        path = self.path(source)
        try:
            path.unlink()
        except FileNotFoundError:
            return None
        except OSError as error:
            raise Refused(f"{path} cannot be removed: {error.strerror}") from None
        return path


def _key(phrase: str, salt: bytes, rounds: int) -> bytes:
    phrase_bytes = phrase.encode("utf-8", "surrogatepass")
    return urlsafe_b64encode(scrypt(phrase_bytes, salt=salt, n=1 << rounds, r=8, p=1, maxmem=2**31 - 1, dklen=32))


def _seal(inside: _Inside, phrase: str) -> bytes:
    from cryptography.fernet import Fernet

    salt = token_bytes(16)
    token = Fernet(_key(phrase, salt, ROUNDS)).encrypt(msgspec.json.encode(inside))
    return msgspec.json.encode(_Sealed(salt=b64encode(salt).decode(), token=token.decode(), rounds=ROUNDS))


def _opened(sealed: _Sealed, phrase: str) -> _Inside | None:
    """What is inside; none where the passphrase is not the right one."""
    from cryptography.fernet import Fernet, InvalidToken

    with suppress(InvalidToken, ValueError, msgspec.DecodeError):
        key = _key(phrase, b64decode(sealed.salt), sealed.rounds)
        return msgspec.json.decode(Fernet(key).decrypt(sealed.token.encode()), type=_Inside)
    return None


def _replace(path: Path, content: bytes) -> None:
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    path.parent.chmod(0o700)
    beside = path.with_name(f".{path.name}.{token_hex(8)}")
    try:
        with os.fdopen(os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o600), "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        beside.replace(path)
    finally:
        beside.unlink(missing_ok=True)
    folder = os.open(path.parent, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)
