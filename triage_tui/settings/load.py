"""Reading the settings: the file, then ``TRIAGE_*`` variables, then options; each later one wins."""

from __future__ import annotations

import difflib
import re
import tomllib
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import msgspec

from triage_tui.errors import WrongUsage
from triage_tui.settings.check import leaves, misfit, wrongs
from triage_tui.settings.model import Settings
from triage_tui.settings.paths import config_file
from triage_tui.settings.place import line_of

LEAVES = leaves(Settings)
"""Every single setting by its path, with its type."""
_VARIABLES = {"TRIAGE_" + "_".join(path).upper(): path for path in LEAVES}


class SettingsError(WrongUsage):
    """The settings make no sense: which key, where, and what was meant."""


def load(environ: Mapping[str, str], options: Mapping[str, str] | None = None) -> Settings:
    """The settings in force; raises `SettingsError` with the file and the line of what is wrong."""
    path = config_file(environ)
    document = read_file(path, required="TRIAGE_CONFIG" in environ)
    for where, key, words in (*_said_by(environ), *_options(options or {})):
        _put(document, key, _from_words(where, key, words))
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
    return check_text(raw, str(path))


def check_text(raw: bytes, name: str) -> dict[str, Any]:
    """Parse and check the text of a settings file called `name`."""
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
        raise SettingsError(f"{name}:{line}: this is not UTF-8 text") from None
    try:
        document = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise SettingsError(f"{name}:{_broken(str(error), text)}", "this is not TOML") from None
    found = list(wrongs(Settings, document))
    if found:
        places = [(line_of(text, wrong.path), wrong) for wrong in found]
        line, first = min(places, key=lambda place: place[0])
        more = f" (and {len(found) - 1} more)" if len(found) > 1 else ""
        raise SettingsError(f"{name}:{line}: {first.reason}{more}", first.hint)
    return document


def _broken(message: str, text: str) -> str:
    place = re.fullmatch(r"(.*) \(at (?:line (\d+), column (\d+)|end of document)\)", message, re.DOTALL)
    if place is None:
        return f"1:1: {message}"
    lines = text.split("\n")
    return f"{place[2] or len(lines)}:{place[3] or len(lines[-1]) + 1}: {place[1]}"


def _said_by(environ: Mapping[str, str]) -> Iterator[tuple[str, tuple[str, ...], str]]:
    for name, words in environ.items():
        if name in _VARIABLES:
            yield name, _VARIABLES[name], words
        elif name.startswith("TRIAGE_") and (near := difflib.get_close_matches(name, _VARIABLES, 1, 0.85)):
            raise SettingsError(f"the variable {name} is not a setting", f"did you mean {near[0]}?")


def _options(options: Mapping[str, str]) -> Iterator[tuple[str, tuple[str, ...], str]]:
    return ((f"--{name}", (name,), words) for name, words in options.items())


def _from_words(where: str, path: tuple[str, ...], words: str) -> Any:
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
