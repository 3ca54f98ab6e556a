"""What every setting means, read from the model's own words, so that no page of documentation can differ from it."""

from __future__ import annotations

import ast
import inspect
from collections.abc import Iterator
from functools import cache
from types import NoneType
from typing import Annotated, Any, get_args, get_origin

import msgspec
from msgspec import Struct

from triage_tui.settings import model
from triage_tui.settings.check import TOML_WORDS, choices


class Described(Struct, frozen=True):
    """One setting."""

    path: str
    """Dotted; NAME stands for a name of the reader's own."""
    kind: str
    """What it takes, in TOML's words."""
    default: Any
    """What holds when nothing is said; none where it must be said or is a table of the reader's names."""
    meaning: str
    """The sentence under the field."""


def describe(group: type[msgspec.Struct] = model.Settings, path: str = "") -> Iterator[Described]:
    """Every setting, groups opened up, in the model's order."""
    for field in msgspec.structs.fields(group):
        here = f"{path}{field.name}"
        inner = get_args(field.type)[1] if get_origin(field.type) is dict else field.type
        if isinstance(inner, type) and issubclass(inner, msgspec.Struct):
            yield from describe(inner, f"{here}.NAME." if inner is not field.type else f"{here}.")
            continue
        free = inner is not field.type
        default = None if free or field.default is msgspec.NODEFAULT else field.default
        yield Described(f"{here}.NAME" if free else here, kind_words(inner), default, _sentences(group)[field.name])


def kind_words(kind: Any) -> str:
    """A type as a reader of TOML knows it."""
    if options := choices(kind):
        return ", ".join(options)
    if kind in (str, bool, int, float):
        return TOML_WORDS[kind.__name__]
    if get_origin(kind) is tuple:
        return f"array of {kind_words(get_args(kind)[0])}"
    if get_origin(kind) is Annotated:
        return kind_words(get_args(kind)[0])
    return " or ".join(kind_words(part) for part in get_args(kind) if part is not NoneType)


@cache
def _sentences(group: type[msgspec.Struct]) -> dict[str, str]:
    body = ast.parse(inspect.getsource(group)).body[0]
    assert isinstance(body, ast.ClassDef)
    found = {}
    for field, words in zip(body.body, body.body[1:], strict=False):
        if isinstance(field, ast.AnnAssign) and isinstance(words, ast.Expr):
            assert isinstance(field.target, ast.Name)
            found[field.target.id] = str(ast.literal_eval(words.value))
    return found
