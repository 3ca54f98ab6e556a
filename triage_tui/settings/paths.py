"""Where the program keeps its things; a folder that is made is its owner's alone."""

from __future__ import annotations

import contextlib
import os
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from triage_tui.settings.model import Settings

_APP = "triage-tui"


def config_file(environ: Mapping[str, str] = os.environ) -> Path:
    """The settings file: ``TRIAGE_CONFIG``, else the platform's place."""
    named = environ.get("TRIAGE_CONFIG")
    return Path(named).expanduser() if named else _folder("config", ".config") / "settings.toml"


def user_themes() -> Path:
    """Where a user's own themes lie: beside the settings."""
    return config_file().parent / "themes"


def data_dir() -> Path:
    """Where workspaces lie that were given no other place."""
    return _folder("data", ".local/share")


def state_dir() -> Path:
    """Where crash reports, the clip file and the last workspace's name lie."""
    return _folder("state", ".local/state")


def private_dir(path: Path) -> Path:
    """Make a folder that only its owner may enter; one that is there already keeps its mode."""
    path.mkdir(mode=0o700, parents=True, exist_ok=True)
    return path


def workspace(settings: Settings) -> Path:
    """The workspace that was asked for, else ``default.db`` in the data folder; nothing is made here."""
    return Path(settings.workspace).expanduser() if settings.workspace else data_dir() / "default.db"


def source_workspace(address: str, reviewer: str) -> Path:
    """The workspace of one reviewer at a source, by its normalised address; nothing is made here."""
    from hashlib import sha256
    from urllib.parse import urlsplit

    host = "".join(each if each.isalnum() or each in ".-" else "_" for each in urlsplit(address).hostname or "")
    return data_dir() / f"{host[:60]}-{sha256(f'{address} {reviewer}'.encode()).hexdigest()[:12]}.db"


def bundle_workspace(bundle_id: str) -> Path:
    """The workspace of a bundle, by its id, which is untrusted; nothing is made here."""
    from hashlib import sha256
    from re import fullmatch

    plain = fullmatch("[0-9a-f-]{36}", bundle_id) is not None
    return data_dir() / f"bundle-{bundle_id if plain else sha256(bundle_id.encode()).hexdigest()[:36]}.db"


def workspace_used_last() -> Path | None:
    """The workspace the desk showed last; none when there was none or it is gone."""
    try:
        path = Path((state_dir() / "last-workspace").read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError):
        return None
    return path if path.is_file() else None


def remember_workspace(path: Path) -> None:
    """Keep the name of the workspace for the next start; a state folder that cannot be written costs only that."""
    with contextlib.suppress(OSError):
        private_dir(state_dir())
        (state_dir() / "last-workspace").write_text(str(path.resolve()), encoding="utf-8")


def source_used_last() -> str | None:
    """The address of the source that was signed in to or opened last."""
    try:
        return (state_dir() / "last-source").read_text(encoding="utf-8") or None
    except (OSError, UnicodeDecodeError):
        return None


def remember_source(address: str) -> None:
    """Keep the address for verbs that name none; a state folder that cannot be written costs only that."""
    with contextlib.suppress(OSError):
        private_dir(state_dir())
        (state_dir() / "last-source").write_text(address, encoding="utf-8")


def _folder(kind: Literal["config", "data", "state"], usual: str) -> Path:
    """One of the person's folders; platformdirs knows them everywhere, and takes a while to load."""
    if sys.platform == "linux":
        environ = os.environ
        places = environ.get(f"XDG_{kind.upper()}_HOME", ""), os.path.join(environ.get("HOME", ""), usual)
        for place in filter(os.path.isabs, places):
            return Path(place, _APP)
    import platformdirs

    return Path(getattr(platformdirs, f"user_{kind}_dir")(_APP, False))
