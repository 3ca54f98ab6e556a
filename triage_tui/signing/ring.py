"""The keys on this machine: our own, and those of others that we trust. One folder, its owner's alone.

``own/NAME`` and ``own/NAME.pub`` are a key of ours as OpenSSH keeps it; ``trusted/NAME.pub`` is somebody else's.
``seen.json`` remembers the last number that each of them gave to what they sealed, so that nothing old comes again.
"""

from __future__ import annotations

import os
from contextlib import suppress
from pathlib import Path
from secrets import token_hex

import msgspec

from triage_tui.errors import Refused
from triage_tui.signing.keys import PrivateKey, PublicKey, new_key, read_private, read_public


class KeyRing:
    """Reads and writes the folder; nothing is made before there is something to keep."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._own, self._trusted = folder / "own", folder / "trusted"

    def own(self) -> list[PublicKey]:
        """Our keys, the oldest first: that one is used where none is named."""
        paths = sorted(self._own.glob("*.pub"), key=lambda path: (path.stat().st_mtime_ns, path.name))
        return [_read(path) for path in paths]

    def trusted(self) -> list[PublicKey]:
        """The keys of others that we trust, by name."""
        return [_read(path) for path in sorted(self._trusted.glob("*.pub"))]

    def known(self) -> list[PublicKey]:
        """All of them, our own first."""
        return [*self.own(), *self.trusted()]

    def find(self, key_id: str) -> PublicKey | None:
        """A known key by its id."""
        return next((key for key in self.known() if key.id == key_id), None)

    def named(self, name: str) -> PublicKey | None:
        """A known key by the name it has here, or by its id; our own first."""
        return next((key for key in self.known() if name in (key.name, key.id)), None)

    def private(self, name: str | None = None) -> PrivateKey | None:
        """Our key of a name, or the oldest; none where there is none."""
        ours = self.own()
        chosen = next((key for key in ours if name in (None, key.name, key.id)), None)
        if chosen is None:
            return None
        path = self._own / chosen.name
        try:
            return read_private(path.read_bytes(), chosen.name)
        except OSError as error:
            raise Refused(f"the key {path} cannot be read: {error.strerror}") from None

    def new(self, name: str) -> PrivateKey:
        """Make a key of our own; raises `Refused` where the name is taken."""
        key = new_key(name)
        if self.named(name) is not None:
            raise Refused(f"there is a key called {name} already", "`triage-tui key list` shows them")
        _write(self._own / name, key.pem())
        _write(self._own / f"{name}.pub", f"{key.public.line()}\n".encode())
        return key

    def device(self, name: str) -> PrivateKey:
        """Our oldest key; made, under this name, where there is none."""
        return self.private() or self.new(name)

    def trust(self, line: str, name: str | None = None) -> PublicKey:
        """Trust somebody's key; raises `Refused` where another is known under the name, or the key under another."""
        key = read_public(line, name)
        same, called = self.find(key.id), self.named(key.name)
        if same is not None and same.name != key.name:
            raise Refused(f"this key is known already, as {same.name}", f"`triage-tui key forget {same.name}` first")
        if called is not None and called.raw != key.raw:
            raise Refused(f"another key is called {key.name} here", "give this one another name with --name")
        if same is None:
            _write(self._trusted / f"{key.name}.pub", f"{key.line()}\n".encode())
        return key

    def forget(self, name: str) -> None:
        """Do not trust a key any more; raises `Refused` where none is trusted under the name."""
        key = next((one for one in self.trusted() if name in (one.name, one.id)), None)
        if key is None:
            raise Refused(f"no key is trusted under the name {name}", "`triage-tui key list` shows them")
        (self._trusted / f"{key.name}.pub").unlink()

    def last_seen(self, key_id: str) -> int:
        """The highest number that was seen on what a key sealed for us; 0 for nothing yet."""
        return self._seen().get(key_id, 0)

    def saw(self, key_id: str, number: int) -> None:
        """Remember a number, where it is higher than the last."""
        seen = self._seen()
        if number > seen.get(key_id, 0):
            _write(self.folder / "seen.json", msgspec.json.encode(seen | {key_id: number}))

    def _seen(self) -> dict[str, int]:
        path = self.folder / "seen.json"
        try:
            return msgspec.json.decode(path.read_bytes(), type=dict[str, int])
        except FileNotFoundError:
            return {}
        except (OSError, ValueError) as error:
            raise Refused(f"{path} cannot be read ({type(error).__name__})", "it tells new bundles from old") from None


def _read(path: Path) -> PublicKey:
    try:
        return read_public(path.read_text(encoding="utf-8")[:1000], path.stem)
    except (OSError, UnicodeDecodeError) as error:
        raise Refused(f"the key {path} cannot be read ({type(error).__name__})") from None


def _write(path: Path, content: bytes) -> None:
    """Write a file of the owner's alone, whole or not at all."""
    try:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        beside = path.with_name(f".{path.name}.{token_hex(8)}")
        try:
            with os.fdopen(os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o600), "wb") as file:
                file.write(content)
                file.flush()
                os.fsync(file.fileno())
            beside.replace(path)
        finally:
            with suppress(FileNotFoundError):
                beside.unlink()
    except OSError as error:
        raise Refused(f"{path} cannot be written: {error.strerror}") from None
