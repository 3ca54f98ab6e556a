"""Writing one setting into the file, with everything else in it, comments too, left as it was."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import msgspec
import tomlkit
from tomlkit.exceptions import ParseError

from triage_tui.private import write
from triage_tui.settings.check import wrongs
from triage_tui.settings.load import LEAVES, from_words, views
from triage_tui.settings.model import Settings
from triage_tui.settings.toml import SettingsError, checked

STARTER = """\
# Settings of triage-tui: docs/settings.md explains every key.
# `triage-tui config show` prints what is in force.

# theme = "auto"

# [reviewer]
# name = "reviewer-7"
"""
"""What an editor opens on where there is no file yet."""

_FREE_NAMES = ("keys", "views")
"""Tables whose keys are names with dots or blanks in them."""


def change(path: Path, key: str, words: str, sound: Callable[[Settings], None] | None = None) -> None:
    """Set `key` in the settings file, checked before it is written; raises `SettingsError`, or what `sound` does."""
    before = path.read_bytes() if path.exists() else b""
    checked(before, str(path), Settings)
    document = tomlkit.parse(before.decode("utf-8-sig"))
    way = _way(key)
    table: Any = document
    for name in way[:-1]:
        table = table.setdefault(name, tomlkit.table())
    table[way[-1]] = _value(way, words)
    after = document.unwrap()
    for wrong in list(wrongs(Settings, after)) or views(after):
        raise SettingsError(wrong.reason, wrong.hint)
    if sound is not None:
        sound(msgspec.convert(after, Settings))
    replace(path, tomlkit.dumps(document).encode())


def replace(path: Path, content: bytes) -> None:
    """Put a whole new file in the old one's place, readable by its owner only."""
    try:
        write(path.resolve(), content)
    except OSError as error:
        raise SettingsError(f"{path} cannot be written: {error.strerror}") from None


def _way(key: str) -> tuple[str, ...]:
    first, _, rest = key.partition(".")
    return (first, rest) if first in _FREE_NAMES and rest else tuple(key.split("."))


def _value(way: tuple[str, ...], words: str) -> Any:
    """The value that the words stand for: of the setting's type, else as TOML has it, else the words themselves.

    A key, and a filter, may look like a number; both are words.
    """
    if way in LEAVES:
        return from_words(".".join(way), way, words)
    try:
        value = tomlkit.value(words)
    except ParseError:
        return words
    return value if way[0] not in _FREE_NAMES or isinstance(value, str | list) else words
