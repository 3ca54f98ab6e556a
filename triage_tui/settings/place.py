"""Finding the line of a key in a TOML file, by nothing but the TOML reader itself."""

from __future__ import annotations

import tomllib
from typing import Any

from triage_tui.settings.check import Key

_ABSENT = object()


def line_of(text: str, path: Key) -> int:
    """The line, from 1, where the statement that sets `path` begins.

    The beginning of a file is TOML by itself only up to the end of a statement. So the statement lies between the
    longest beginning that reads well without the path and the shortest one that reads well with it.
    """
    lines = text.splitlines(keepends=True)
    start = 0
    for end in range(1, len(lines) + 1):
        try:
            document = tomllib.loads("".join(lines[:end]))
        except tomllib.TOMLDecodeError:
            continue
        if _at(document, path) is not _ABSENT:
            break
        start = end
    return start + 1


def _at(document: Any, path: Key) -> Any:
    for name in path:
        try:
            document = document[name]
        except (KeyError, IndexError, TypeError):
            return _ABSENT
    return document
