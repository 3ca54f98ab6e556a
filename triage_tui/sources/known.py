"""Whose a token is, as its source told when it was asked last: so that a desk opens without asking first."""

from __future__ import annotations

import os
from contextlib import suppress
from hashlib import sha256
from pathlib import Path

import msgspec

from triage_tui.domain.wire.capabilities import Me
from triage_tui.sources.secret import Secret


class Known:
    """One small file for each source and token, named by a hash of both: a random token cannot be told from that."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def whose(self, source: str, token: Secret) -> Me | None:
        """Whose it is; none where nobody has asked yet, or the file cannot be read."""
        with suppress(OSError, msgspec.DecodeError, UnicodeDecodeError):
            return msgspec.json.decode(self._path(source, token).read_bytes(), type=Me)
        return None

    def learn(self, source: str, token: Secret, me: Me) -> None:
        """Remember what the source said; a folder that cannot be written costs only that."""
        path = self._path(source, token)
        with suppress(OSError):
            path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_CLOEXEC, 0o600), "wb") as file:
                file.write(msgspec.json.encode(me))

    def forget(self, source: str, token: Secret) -> None:
        """Remember nothing of a token any more."""
        with suppress(OSError):
            self._path(source, token).unlink(missing_ok=True)

    def _path(self, source: str, token: Secret) -> Path:
        return self._folder / f"{sha256(f'{source} {token.reveal()}'.encode()).hexdigest()[:32]}.json"
