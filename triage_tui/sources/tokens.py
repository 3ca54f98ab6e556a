"""Where tokens come from and are kept, best place first; the person is always told which it is."""

from __future__ import annotations

from collections.abc import MutableMapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import NamedTuple

from triage_tui.sources.given import VARIABLE, from_command, from_environment, from_file
from triage_tui.sources.keyrings import Keyring, NoKeyring
from triage_tui.sources.passphrase import Ask
from triage_tui.sources.secret import Secret
from triage_tui.sources.token_files import SealedFiles

MEMORY = "memory only: it is gone when the program ends"


class Found(NamedTuple):
    """A token."""

    token: Secret
    where: str
    """Where it came from, for a person to read; may name a path."""


class TokenStore:
    """The tokens of all sources.

    Looked for in this order: the token file, the environment, the token command, what was kept in memory, a sealed
    file, the keyring. A token is kept in the keyring, else in a sealed file, else in memory. A sealed file is there
    only where the keyring could not be used, so it is looked at first, and the keyring is not waited for.
    """

    def __init__(
        self,
        folder: Path,
        environ: MutableMapping[str, str],
        *,
        token_file: Path | None = None,
        command: Sequence[str] = (),
        ask: Ask | None = None,
        keyring: Keyring | None = None,
    ) -> None:
        """Takes the token out of `environ` at once. `folder` is for sealed files; `ask` asks for a passphrase."""
        self._token_file = token_file
        self._of_environment = from_environment(environ)
        self._command = tuple(command)
        self._memory: dict[str, Secret] = {}
        self._sealed = SealedFiles(folder, ask)
        self._keyring = keyring or Keyring()

    @property
    def given(self) -> str:
        """What gives tokens from outside, before any that was kept; empty for nothing."""
        if self._token_file:
            return f"the file {self._token_file}"
        if self._of_environment:
            return VARIABLE
        return f"the token command {self._command[0]}" if self._command else ""

    def find(self, source: str) -> Found | None:
        """The token of a source; raises `NotSignedIn` or `WrongUsage` where the place that has it does not give it."""
        if self._token_file:
            return Found(*from_file(self._token_file))
        if self._of_environment:
            return Found(self._of_environment, VARIABLE)
        if self._command:
            return Found(from_command(self._command), f"the token command {self._command[0]}")
        if kept := self._memory.get(source):
            return Found(kept, MEMORY)
        if sealed := self._sealed.find(source):
            self._memory[source] = sealed
            return Found(sealed, f"the sealed file {self._sealed.path(source)}")
        with suppress(NoKeyring):
            token, where = self._keyring.find(source)
            return Found(Secret(token), where) if token else None
        return None

    def keeps(self, source: str) -> bool:
        """Whether a token has a place that is there after the program's end."""
        if self._sealed.usable:
            return True
        with suppress(NoKeyring):
            self._keyring.find(source)
            return True
        return False

    def keep(self, source: str, token: Secret) -> str:
        """Keep a token in the best place there is; returns which, for a person to read."""
        self._memory[source] = token
        with suppress(NoKeyring):
            where = self._keyring.keep(source, token.reveal())
            self._sealed.forget(source)
            del self._memory[source]
            return where
        if self._sealed.usable:
            return f"the sealed file {self._sealed.keep(source, token)}"
        return MEMORY

    def forget(self, source: str) -> list[str]:
        """Remove what was kept of a source; returns from where."""
        places = []
        if self._memory.pop(source, None):
            places.append("memory")
        if path := self._sealed.forget(source):
            places.append(f"the sealed file {path}")
        with suppress(NoKeyring):
            if where := self._keyring.forget(source):
                places.append(where)
        return places
