"""What could come next while a filter is typed: fields, their words, and values with how many cases have them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Protocol

from msgspec import Struct

from triage_tui.domain.filter.scan import untypeable
from triage_tui.domain.filter.words import FIELDS, NAMES, SORTS
from triage_tui.domain.filter.write import write_text

MOST = 50
"""Completions that are worth listing."""


class Completion(Struct, frozen=True):
    """Something that could be typed from `start` on, in place of what stands there up to the cursor."""

    text: str
    count: int | None
    """Cases that have it; none where nobody counts."""
    title: str
    """What it means; may be the source's own words."""
    start: int
    """Code points of the filter before it."""


class Known(Protocol):
    """What a desk knows about the values its cases have."""

    def values(self, field: str) -> Iterable[tuple[str, int, str]]:
        """Values of a field, how many cases have each, and a title where there is one."""


_WORD = re.compile(r'(?:[^\s()"]|"(?:[^"\\]|\\.)*"?)+', re.DOTALL)
_MEANINGS = {"sort": "the order of the list", "limit": "at most so many cases"}


def complete(text: str, column: int, known: Known) -> list[Completion]:
    """What could stand at the cursor, most frequent first; empty where only free text can."""
    column = min(column, len(text))
    words = [found[0] for found in _WORD.finditer(text[:column]) if found.end() == column]
    name, colon, values = words[0].lstrip("-").partition(":") if words else ("", "", "")
    if not colon:
        return [
            Completion(f"{field}:", None, title, column - len(name))
            for field, title in _fields()
            if field.startswith(name.lower())
        ]
    typed = values[_after_commas(values) :]
    start = typed.removeprefix('"').lower()
    fitting = [
        Completion(write_text(value), count, title, column - len(typed))
        for value, count, title in _values(name.lower(), known)
        if value.lower().startswith(start) and untypeable(value) is None
    ]
    return sorted(fitting, key=lambda one: -(one.count or 0))[:MOST]


def _after_commas(values: str) -> int:
    """Where the value being typed begins: behind the last comma that stands outside quotes."""
    begin, quoted, escaped = 0, False, False
    for place, char in enumerate(values):
        if escaped:
            escaped = False
        elif char == "\\" and quoted:
            escaped = True
        elif char == '"':
            quoted = not quoted
        elif char == "," and not quoted:
            begin = place + 1
    return begin


def _fields() -> Iterator[tuple[str, str]]:
    yield from ((field.name, field.title) for field in FIELDS.values())
    yield from _MEANINGS.items()


def _values(name: str, known: Known) -> Iterator[tuple[str, int | None, str]]:
    if name == "sort":
        yield from ((sort, None, "") for sort in SORTS)
    elif name in NAMES:
        field = NAMES[name]
        counted = {value: (count, title) for value, count, title in known.values(field.name)}
        for word in field.words or counted:
            yield word, *counted.get(word, (None, ""))
