"""Checking a settings document against the model, key by key, so that a fault can be named with its path."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from enum import Enum
from functools import cache
from typing import Any, Literal, get_args, get_origin

import msgspec
from msgspec import Struct

from triage_tui.errors import nearest

Key = tuple[str | int, ...]
"""The way to a value: names of tables and keys, numbers in arrays."""


class Wrong(Struct, frozen=True):
    """One thing wrong in a settings document."""

    path: Key
    reason: str
    """Which key, and what is the matter; quotes the file, so it is untrusted."""
    hint: str = ""


def misfit(kind: Any, error: msgspec.ValidationError) -> str:
    """Why a value is not of a kind, in TOML's words; a choice names what there is to choose from."""
    words = str(error).split(" - at `$")[0]
    choice = next((part for part in (kind, *get_args(kind)) if choices(part)), None)
    if "enum value" in words and choice is not None:
        return f"{words.rpartition('value ')[2]} is none of {', '.join(choices(choice))}"
    for theirs, tomls in TOML_WORDS.items():
        words = words.replace(f"`{theirs}", f"`{tomls}")
    return words[:1].lower() + words[1:].replace("`", "").replace(" | ", " or ")


def choices(kind: Any) -> list[str]:
    """The words a kind leaves to choose from; none where it is no choice."""
    if isinstance(kind, type) and issubclass(kind, Enum):
        return [str(one.value) for one in kind]
    return [str(one) for one in get_args(kind)] if get_origin(kind) is Literal else []


TOML_WORDS = {"str": "string", "object": "table", "bool": "true or false", "int": "whole number", "float": "number"}
"""TOML's words for types."""


def dotted(path: Key) -> str:
    """A path as it is written in TOML."""
    return ".".join(str(name) for name in path)


def wrongs(kind: Any, value: Any, path: Key = ()) -> Iterator[Wrong]:
    """Everything in `value` that is not as `kind` wants it."""
    if isinstance(kind, type) and issubclass(kind, msgspec.Struct) and isinstance(value, Mapping):
        yield from _in_group(kind, value, path)
    elif get_origin(kind) is dict and isinstance(value, Mapping):
        for name, each in value.items():
            yield from wrongs(get_args(kind)[1], each, (*path, name))
    else:
        try:
            msgspec.convert(value, kind)
        except msgspec.ValidationError as error:
            hint = "a name with a dot in it is written in quotes" if isinstance(value, Mapping) else ""
            yield Wrong(path, f"{dotted(path)}: {misfit(kind, error)}", hint)


@cache
def _fields(group: type[msgspec.Struct]) -> dict[str, msgspec.structs.FieldInfo]:
    return {field.name: field for field in msgspec.structs.fields(group)}


def _in_group(group: type[msgspec.Struct], value: Mapping[str, Any], path: Key) -> Iterator[Wrong]:
    known = _fields(group)
    for name, each in value.items():
        if name in known:
            yield from wrongs(known[name].type, each, (*path, name))
        else:
            near = nearest(name, known, 0.5)
            named = dotted((*path, near)) if near else ", ".join(known)
            hint = f"did you mean {named}?" if near else f"known here: {named}"
            yield Wrong((*path, name), f"unknown key {dotted((*path, name))}", hint)
    for name, field in known.items():
        if field.required and name not in value:
            yield Wrong(path, f"{dotted(path)}: {name} is missing")


def leaves(group: type[msgspec.Struct], path: Key = ()) -> dict[tuple[str, ...], Any]:
    """Every setting that is one value, by its path; tables of the user's own names are left out."""
    found: dict[tuple[str, ...], Any] = {}
    for field in msgspec.structs.fields(group):
        here = (*path, field.name)
        if isinstance(field.type, type) and issubclass(field.type, msgspec.Struct):
            found |= leaves(field.type, here)
        elif get_origin(field.type) is not dict:
            found[tuple(map(str, here))] = field.type
    return found
