"""Tokens in files that a passphrase opens, see `triage_tui.sources.passphrase`.

The address is sealed in with the token, so that a file put in another's place hands no token to the wrong source.
"""

from __future__ import annotations

import re
from hashlib import sha256
from pathlib import Path

import msgspec

from triage_tui.domain.values import Record
from triage_tui.errors import NotSignedIn, Refused
from triage_tui.private import make_folder, write
from triage_tui.sources.address import host_of
from triage_tui.sources.passphrase import TRIES, Ask, Sealed, chosen, opened, read, seal
from triage_tui.sources.secret import Secret


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
            sealed = read(path)
        except FileNotFoundError:
            return None
        except OSError as error:
            raise NotSignedIn(f"the token file {path} cannot be read: {error.strerror}") from None
        except ValueError:
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
        phrase = chosen(self._ask, f"the token for {source}")
        if not phrase:
            raise Refused("the passphrases are not the same, or empty: the token was not kept")
        path = self.path(source)
        try:
            make_folder(self._folder)
            self._folder.chmod(0o700)
            write(path, seal(msgspec.json.encode(_Inside(source=source, token=token.reveal())), phrase))
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


def _opened(sealed: Sealed, phrase: str) -> _Inside | None:
    """What is inside; none where the passphrase is not the right one."""
    inside = opened(sealed, phrase)
    try:
        return None if inside is None else msgspec.json.decode(inside, type=_Inside)
    except msgspec.DecodeError:
        return None
