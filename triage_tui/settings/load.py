"""Reading the settings: the file, then ``TRIAGE_*`` variables, then options; each later one wins."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import msgspec

from triage_tui.errors import nearest
from triage_tui.settings.check import Wrong, leaves, misfit
from triage_tui.settings.model import Settings
from triage_tui.settings.paths import config_file
from triage_tui.settings.toml import SettingsError, checked

LEAVES = leaves(Settings)
"""Every single setting by its path, with its type."""
_VARIABLES = {"TRIAGE_" + "_".join(path).upper(): path for path in LEAVES}


def load(environ: Mapping[str, str], options: Mapping[str, str] | None = None) -> Settings:
    """The settings in force; raises `SettingsError` with the file and the line of what is wrong."""
    path = config_file(environ)
    document = read_file(path, required="TRIAGE_CONFIG" in environ)
    for where, key, words in (*_said_by(environ), *_options(options or {})):
        _put(document, key, from_words(where, key, words))
    return _convert(document)


def read_file(path: Path, *, required: bool = False) -> dict[str, Any]:
    """The checked content of a settings file; a file that is not there says nothing."""
    try:
        raw = path.read_bytes()
    except FileNotFoundError:
        if required:
            raise SettingsError(f"there is no settings file {path}", "TRIAGE_CONFIG names it") from None
        return {}
    except OSError as error:
        raise SettingsError(f"{path} cannot be read: {error.strerror}") from None
    return checked(raw, str(path), Settings, views)


def views(document: dict[str, Any]) -> Iterator[Wrong]:
    """The saved filters that cannot be read."""
    for name, words in document.get("views", {}).items():
        from triage_tui.domain.filter import FilterError, parse

        try:
            parse(words)
        except FilterError as error:
            yield Wrong(("views", name), f"views.{name}: {error.title}", error.hint)


def _said_by(environ: Mapping[str, str]) -> Iterator[tuple[str, tuple[str, ...], str]]:
    for name, words in environ.items():
        if name in _VARIABLES:
            yield name, _VARIABLES[name], words
        elif name.startswith("TRIAGE_") and (near := nearest(name, _VARIABLES, 0.85)):
            raise SettingsError(f"the variable {name} is not a setting", f"did you mean {near}?")


def _options(options: Mapping[str, str]) -> Iterator[tuple[str, tuple[str, ...], str]]:
    return ((f"--{name}", (name,), words) for name, words in options.items())


def from_words(where: str, path: tuple[str, ...], words: str) -> Any:
    """Turn the words of a variable or an option into a value of the setting's type."""
    try:
        return msgspec.to_builtins(msgspec.convert(words, LEAVES[path], strict=False))
    except msgspec.ValidationError as error:
        raise SettingsError(f"{where}={words}: {misfit(LEAVES[path], error)}") from None


def _put(document: dict[str, Any], path: tuple[str, ...], value: Any) -> None:
    for name in path[:-1]:
        document = document.setdefault(name, {})
    document[path[-1]] = value


def _convert(document: dict[str, Any]) -> Settings:
    settings = msgspec.convert(document, Settings)
    return msgspec.structs.replace(settings, templates={**Settings().templates, **settings.templates})
