"""The keys on this machine: our own, and those of others that we trust. One folder, its owner's alone.

``own/NAME`` and ``own/NAME.pub`` are a key of ours as OpenSSH keeps it; ``trusted/NAME.pub`` is somebody else's.
``seen.json`` remembers the last number that each of them gave to what they sealed, so that nothing old comes again.
"""

from __future__ import annotations

import os
import stat
from pathlib import Path

import msgspec

from triage_tui.errors import Refused
from triage_tui.private import write
from triage_tui.signing.keys import PrivateKey, PublicKey, new_key, read_private, read_public

LONGEST = 16_384
"""Bytes of a file that are looked at for a key."""


class KeyRing:
    """Reads and writes the folder; nothing is made before there is something to keep."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._own, self._trusted = folder / "own", folder / "trusted"

    def own(self) -> list[PublicKey]:
        """Our keys, the oldest first: it is used where none is named. Raises `Refused` where one is damaged."""
        return [_read(path) for path in sorted(_keys(self._own), key=_age)]

    def trusted(self) -> list[PublicKey]:
        """The keys of others that we trust, by name; what is damaged is not trusted, see `damaged`."""
        return [key for key in map(_tried, sorted(_keys(self._trusted))) if isinstance(key, PublicKey)]

    def damaged(self) -> list[Refused]:
        """What is wrong with files that should hold keys of others."""
        return [key for key in map(_tried, sorted(_keys(self._trusted))) if isinstance(key, Refused)]

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
        key = _private(self._own / chosen.name)
        if key.public.raw != chosen.raw:
            raise Refused(f"the two halves of the key {chosen.name} do not belong together", f"see {self._own}")
        return key

    def new(self, name: str) -> PrivateKey:
        """Make a key of our own; raises `Refused` where the name is taken."""
        key = new_key(name)
        if self.named(name) is not None or not self._kept(key):
            raise Refused(f"there is a key called {name} already", "`triage-tui key list` shows them")
        return key

    def device(self, name: str) -> PrivateKey:
        """Our oldest key; made, under this name, where there is none. Two programs that begin at once have the same."""
        if (before := self.private()) is not None:
            return before
        key = new_key(name)
        if self._kept(key):
            return key
        key = _private(self._own / name)
        _write(self._own / f"{name}.pub", _line(key.public))
        return key

    def _kept(self, key: PrivateKey) -> bool:
        """Keep a key of ours, unless there is a file of the name already; the public half comes last."""
        name = key.public.name
        kept = _write(self._own / name, key.pem(), new=True)
        if kept:
            _write(self._own / f"{name}.pub", _line(key.public))
        return kept

    def trust(self, line: str, name: str | None = None) -> PublicKey:
        """Trust somebody's key; raises `Refused` where another is known under the name, or the key under another."""
        key = read_public(line, name)
        same, called = self.find(key.id), self.named(key.name)
        if same is not None and same.name != key.name:
            raise Refused(f"this key is known already, as {same.name}", f"`triage-tui key forget {same.name}` first")
        if called is not None and called.raw != key.raw:
            raise Refused(f"another key is called {key.name} here", "give this one another name with --name")
        if same is None and not _write(self._trusted / f"{key.name}.pub", _line(key), new=True):
            raise Refused(f"there is a file {key.name}.pub in {self._trusted} already", "look into it")
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


def _line(key: PublicKey) -> bytes:
    return f"{key.line()}\n".encode()


def _keys(folder: Path) -> list[Path]:
    """The public halves in a folder; what is being written is no key yet."""
    return [path for path in folder.glob("*.pub") if not path.name.startswith(".")]


def _age(path: Path) -> tuple[int, str]:
    try:
        return path.stat().st_mtime_ns, path.name
    except OSError:
        return 0, path.name


def _tried(path: Path) -> PublicKey | Refused:
    try:
        return _read(path)
    except Refused as error:
        return error


def _read(path: Path) -> PublicKey:
    try:
        return read_public(_content(path).decode(), path.stem)
    except (OSError, UnicodeDecodeError) as error:
        raise Refused(f"the key {path} cannot be read ({type(error).__name__})") from None
    except Refused as error:
        raise Refused(f"the key {path}: {error.title}", error.hint) from None


def _private(path: Path) -> PrivateKey:
    try:
        return read_private(_content(path, private=True), path.name)
    except OSError as error:
        raise Refused(f"the key {path} cannot be read: {error.strerror}") from None


def _content(path: Path, *, private: bool = False) -> bytes:
    """A small file, whatever lies there; a private one has to be its owner's alone."""
    with os.fdopen(os.open(path, os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC), "rb") as file:
        mode = os.fstat(file.fileno()).st_mode
        if not stat.S_ISREG(mode):
            raise Refused(f"{path} is no file")
        if private and mode & 0o077 and os.name == "posix":
            raise Refused(f"the key {path} can be read by others", f"chmod 600 {path}, if nobody has copied it yet")
        return file.read(LONGEST)


def _write(path: Path, content: bytes, *, new: bool = False) -> bool:
    """Whether a file was written: a `new` one is not where there is one already."""
    try:
        write(path, content, new=new)
    except FileExistsError:
        return False
    except OSError as error:
        raise Refused(f"{path} cannot be written: {error.strerror}") from None
    return True
