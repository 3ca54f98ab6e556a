"""Reading a TOML file against a type; whatever is wrong is named with file, line and the nearest right word."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable, Iterable
from typing import Any

import msgspec

from triage_tui.errors import WrongUsage
from triage_tui.settings.check import Wrong, wrongs
from triage_tui.settings.place import line_of


class SettingsError(WrongUsage):
    """The settings make no sense: which key, where, and what was meant."""


Check = Callable[[dict[str, Any]], Iterable[Wrong]]


def checked(raw: bytes, name: str, kind: type[msgspec.Struct], also: Check = lambda _: ()) -> dict[str, Any]:
    """Parse the TOML file called `name`, check it against `kind` and then `also`; raises `SettingsError`."""
    try:
        text = raw.decode("utf-8-sig")
        document = tomllib.loads(text)
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
        raise SettingsError(f"{name}:{line}: this is not UTF-8 text") from None
    except tomllib.TOMLDecodeError as error:
        raise SettingsError(f"{name}:{_broken(str(error), text)}", "this is not TOML") from None
    except RecursionError:
        raise SettingsError(f"{name}: nested too deeply") from None
    found = [(line_of(text, wrong.path), wrong) for wrong in list(wrongs(kind, document)) or also(document)]
    if found:
        line, first = min(found, key=lambda place: place[0])
        more = f" (and {len(found) - 1} more)" if len(found) > 1 else ""
        raise SettingsError(f"{name}:{line}: {first.reason}{more}", first.hint)
    return document


def _broken(message: str, text: str) -> str:
    place = re.fullmatch(r"(.*) \(at (?:line (\d+), column (\d+)|end of document)\)", message, re.DOTALL)
    if place is None:
        return f"1:1: {message}"
    lines = text.split("\n")
    return f"{place[2] or len(lines)}:{place[3] or len(lines[-1]) + 1}: {place[1]}"
