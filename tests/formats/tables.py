"""The page on formats, read as claims: its words, and its tables, where a left path goes to the right one."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

PAGE = (Path(__file__).parents[2] / "docs" / "formats.md").read_text(encoding="utf-8")


class Row(NamedTuple):
    """One line of a table."""

    paths: tuple[str, ...]
    """Where the values lie in the file; none for "anything else"."""
    target: str
    """Where they go as they are; empty where the page says it in words."""


def section(name: str) -> str:
    """All that stands under the heading of a format."""
    found = re.search(rf"^## [^\n]*\(`{re.escape(name)}`\)\n(.*?)(?=^## |\Z)", PAGE, re.DOTALL | re.MULTILINE)
    assert found, f"no section says how {name} is read"
    return found[1]


def words(text: str) -> list[str]:
    """What is set as code."""
    return re.findall(r"`([^`\n]+)`", text)


def table(name: str) -> list[Row]:
    """The table in the section of a format."""
    rows = [line.strip("| ").split(" | ") for line in section(name).splitlines() if line.startswith("| ")][1:]
    return [Row(tuple(words(left)), words(right)[0] if right.startswith("`") else "") for left, right in rows]


def at(value: Any, path: str) -> list[Any]:
    """The plain values at a path."""
    if not path:
        return [] if isinstance(value, dict | list) or value is None else [value]
    if path.startswith("[]"):
        inner = path[2:].removeprefix(".")
        return [one for element in value for one in at(element, inner)] if isinstance(value, list) else []
    step = re.fullmatch(r"([^.\[]+)\.?(.*)", path)
    if step is None or not isinstance(value, dict):
        return []
    name, rest = step.groups()
    return [one for key, inner in value.items() if name in ("*", key) for one in at(inner, rest)]


def texts(value: Any, *, but: str = "") -> Iterator[str]:
    """Every text in a JSON value; names of fields, and what one field holds, are left out."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict | list):
        for key, one in value.items() if isinstance(value, dict) else enumerate(value):
            if key != but:
                yield from texts(one, but=but)


def leaves(value: Any, path: str = "") -> Iterator[tuple[str, Any]]:
    """Every plain value with its path."""
    if isinstance(value, dict):
        for key, one in value.items():
            yield from leaves(one, f"{path}.{key}".removeprefix("."))
    elif isinstance(value, list):
        for one in value:
            yield from leaves(one, f"{path}[]")
    elif value is not None:
        yield path, value


def covers(pattern: str, path: str) -> bool:
    """Whether a row's path speaks of a leaf, or of what the leaf lies in."""
    expression = re.escape(pattern).replace(r"\*", r"[^.\[]+")
    return re.match(rf"{expression}(?![\w-])", path) is not None
