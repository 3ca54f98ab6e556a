"""The key that our encrypted workspaces open with: in the keyring, else in a file that a passphrase opens.

There is one for all of them, so that a passphrase is asked for once. Scripts name a file with the key itself.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from secrets import token_bytes

from triage_tui.errors import Locked
from triage_tui.private import read_secret, write
from triage_tui.sources.keyrings import Keyring, NoKeyring
from triage_tui.sources.passphrase import TRIES, Ask, chosen, opened, read, seal

VARIABLE = "TRIAGE_KEY_FILE"
"""Names a file that only its owner may read, with the key as 64 hexadecimal digits."""
NAME = "key of the encrypted workspaces"
"""What the keyring calls it."""
LENGTH = 32
"""Bytes."""

_ELSEWHERE = f"{VARIABLE} can name a file with it"

_remembered: dict[Path, bytes] = {}
"""What a passphrase or the keyring gave, until the program ends: nobody is asked twice."""


class StorageKey:
    """Looks for the key in the file that the environment names, the sealed file, and the keyring, in this order."""

    def __init__(
        self, sealed: Path, environ: Mapping[str, str], ask: Ask | None, keyring: Keyring | None = None
    ) -> None:
        """`sealed` is the file for machines without a keyring; `ask` asks a person for its passphrase."""
        self._sealed = sealed
        self._named = environ.get(VARIABLE)
        self._ask = ask
        self._keyring = keyring or Keyring()

    def key(self) -> bytes:
        """The key; raises `Locked` where it is not to be had."""
        if self._named:
            return _from_file(Path(self._named))
        if (known := _remembered.get(self._sealed)) is not None:
            return known
        if self._sealed.exists():
            return self._unsealed()
        try:
            kept, where = self._keyring.find(NAME)
        except NoKeyring as error:
            raise Locked(f"the workspace is encrypted, and its key is not here: {error.title}", _ELSEWHERE) from None
        if kept is None:
            raise Locked(f"the workspace is encrypted, and {where} has no key for it", _ELSEWHERE)
        key = _remembered[self._sealed] = _read(kept, where)
        return key

    def made(self) -> bytes:
        """The key, made and kept where there is none; raises `Locked` where no place would keep it."""
        if self._named and not Path(self._named).exists():
            key = token_bytes(LENGTH)
            _write(Path(self._named), f"{key.hex()}\n".encode())
            return key
        if self._named or self._sealed.exists():
            return self.key()
        with suppress(NoKeyring):
            kept, where = self._keyring.find(NAME)
            key = token_bytes(LENGTH) if kept is None else _read(kept, where)
            self._keyring.keep(NAME, key.hex())
            return key
        if self._ask is None:
            raise Locked("there is no keyring to keep a key in, and nobody to choose a passphrase", _ELSEWHERE)
        if not (phrase := chosen(self._ask, "the key of encrypted workspaces")):
            raise Locked("the passphrases are not the same, or empty: nothing was encrypted")
        key = token_bytes(LENGTH)
        _write(self._sealed, seal(key, phrase))
        _remembered[self._sealed] = key
        return key

    def where(self) -> str:
        """Where the key is, for a person to read, without asking for it; empty where there is none."""
        if self._named:
            return f"the file {self._named} ({VARIABLE})"
        if self._sealed.exists():
            return f"{self._sealed}, sealed with a passphrase"
        with suppress(NoKeyring):
            kept, where = self._keyring.find(NAME)
            return where if kept is not None else ""
        return ""

    def _unsealed(self) -> bytes:
        try:
            sealed = read(self._sealed)
        except (OSError, ValueError) as error:
            raise Locked(f"the key file {self._sealed} cannot be read ({type(error).__name__})", _ELSEWHERE) from None
        if self._ask is None:
            raise Locked(f"the key is sealed in {self._sealed}, and nobody can be asked for the passphrase", _ELSEWHERE)
        for _ in range(TRIES):
            if (inside := opened(sealed, self._ask("Passphrase of the encrypted workspaces"))) is not None:
                key = _remembered[self._sealed] = _of_length(inside, str(self._sealed))
                return key
        raise Locked("the passphrase is wrong")


def _write(path: Path, content: bytes) -> None:
    """Never over a key that another program made meanwhile: what was encrypted with that one would be lost."""
    try:
        write(path, content, new=True)
    except FileExistsError:
        raise Locked(f"another program has just made the key {path}", "do it again: that one will be used") from None
    except OSError as error:
        raise Locked(f"{path} cannot be written: {error.strerror}", "nothing was encrypted") from None


def _from_file(path: Path) -> bytes:
    try:
        raw, seen = read_secret(path, 1000)
    except OSError as error:
        raise Locked(f"the key file {path} cannot be read: {error.strerror}", f"{VARIABLE} names it") from None
    if seen:
        raise Locked(f"others can read the key file {path}", f"chmod 600 {path}")
    return _read(raw.decode("ascii", "replace").strip(), f"the key file {path}")


def _read(words: str, where: str) -> bytes:
    return _of_length(bytes.fromhex(words) if re.fullmatch(r"([0-9a-fA-F]{2})*", words) else b"", where)


def _of_length(key: bytes, where: str) -> bytes:
    if len(key) != LENGTH:
        raise Locked(f"what {where} holds is no key", f"a key is {LENGTH} bytes, written as {2 * LENGTH} digits")
    return key
