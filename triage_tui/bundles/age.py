"""Encryption by age (age-encryption.org), so that any of its tools opens what is sealed here. An extra to install."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Callable, Sequence
from importlib.util import find_spec
from typing import IO, Any

from triage_tui.bundles.limits import FILE, HEADER, READERS, SECRET
from triage_tui.errors import Refused, TriageError, WrongUsage

MAGIC = b"age-encryption.org/v1\n"
_BY_PASSPHRASE = MAGIC + b"-> scrypt "


class _Remembering:
    """A file that remembers why it could not be written: age's library says nothing where that is at its very end."""

    def __init__(self, file: IO[bytes]) -> None:
        self._file = file
        self.error: OSError | None = None

    def write(self, piece: bytes) -> int:
        """Write as any file does."""
        try:
            return self._file.write(piece)
        except OSError as error:
            self.error = error
            raise

    def flush(self) -> None:
        """Flush as any file does."""
        self._file.flush()


class _Counted:
    """A file that takes no more than a limit."""

    def __init__(self, file: IO[bytes]) -> None:
        self._file = file
        self._left = FILE

    def write(self, piece: bytes) -> int:
        """Write as any file does."""
        self._left -= len(piece)
        if self._left < 0:
            raise Refused(f"holds more than {FILE:,} bytes")
        return self._file.write(piece)

    def flush(self) -> None:
        """Flush as any file does."""
        self._file.flush()


def spool(*, secret: bool) -> IO[bytes]:
    """A file without a name. One for secrets lies in memory where the system has such files (Linux)."""
    if secret and hasattr(os, "memfd_create"):
        return open(os.memfd_create("sealed", os.MFD_CLOEXEC), "w+b")
    return tempfile.TemporaryFile(prefix="triage-")


def installed() -> None:
    """Raise `WrongUsage` where the library is missing."""
    if find_spec("pyrage") is None:
        raise WrongUsage("encrypted files need pyrage", "pip install 'triage-tui[bundle]'")


def encrypt(plain: IO[bytes], out: IO[bytes], recipients: Sequence[str], passphrase: str) -> None:
    """Seal for `recipients`, or with a passphrase: age does not do both in one file. Raises `OSError` for `out`."""
    installed()
    import pyrage

    if passphrase and recipients:
        raise WrongUsage("a file is sealed for keys or with a passphrase, not both")
    if passphrase:
        whole = plain.read(SECRET + 1)
        if len(whole) > SECRET:
            raise Refused(f"a file of more than {SECRET:,} bytes cannot be sealed with a passphrase", "seal for a key")
        out.write(pyrage.passphrase.encrypt(whole, passphrase))
        return
    if len(recipients) > READERS:
        raise Refused(f"a file is sealed for {READERS} keys at most", "make more than one")
    keys, remembering = [_recipient(line) for line in recipients], _Remembering(out)
    try:
        pyrage.encrypt_io(plain, remembering, keys)
    except pyrage.EncryptError as error:
        raise remembering.error or TriageError(f"it cannot be encrypted: {error}") from None
    if remembering.error is not None:
        raise remembering.error


def decrypt(file: IO[bytes], out: IO[bytes], identities: Sequence[bytes], ask: Callable[[], str] | None) -> None:
    """Open what was sealed; raises `Refused`."""
    installed()
    import pyrage

    header = file.read(HEADER)
    if b"\n--- " not in header:
        raise Refused("is damaged, or sealed for more keys than a sealed file is: its header has no end")
    sealed_by_passphrase = header.startswith(_BY_PASSPHRASE)
    file.seek(0)
    try:
        if sealed_by_passphrase:
            out.write(_by_passphrase(file, ask))
        else:
            pyrage.decrypt_io(file, _Counted(out), [one for raw in identities for one in _identities(raw)])
        out.flush()
    except pyrage.DecryptError as error:
        if sealed_by_passphrase:
            raise Refused("is not opened by this passphrase, or is damaged") from None
        hint = "it is opened where the key is that it was sealed for; `triage-tui key list` shows ours"
        why = str(error).partition("\n")[0]
        raise Refused(f"is sealed for other keys than ours, or is damaged ({why})", hint) from None
    except OSError as error:
        raise Refused(f"is damaged, or cut short: it cannot be decrypted to its end ({error})") from None


def _by_passphrase(file: IO[bytes], ask: Callable[[], str] | None) -> bytes:
    import pyrage

    whole = file.read(SECRET + 1)
    if len(whole) > SECRET:
        raise Refused(f"is sealed with a passphrase and longer than {SECRET:,} bytes")
    if ask is None:
        raise Refused("is sealed with a passphrase, and there is nobody to ask for it")
    plain: bytes = pyrage.passphrase.decrypt(whole, ask())
    return plain


def _recipient(line: str) -> Any:
    import pyrage

    kind = pyrage.x25519 if line.startswith("age1") else pyrage.ssh
    try:
        return kind.Recipient.from_str(line.strip())
    except pyrage.RecipientError as error:
        raise Refused(f"nothing can be sealed for {line[:80]}: {error}") from None


def _identities(raw: bytes) -> list[Any]:
    import pyrage

    try:
        if raw.lstrip().startswith(b"-----BEGIN"):
            return [pyrage.ssh.Identity.from_buffer(raw)]
        lines = [line.strip() for line in raw.decode().splitlines()]
        return [pyrage.x25519.Identity.from_str(line) for line in lines if line and not line.startswith("#")]
    except (pyrage.IdentityError, UnicodeDecodeError) as error:
        raise Refused(f"one of our keys cannot be used to open it: {error}") from None
