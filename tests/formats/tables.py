"""The tables of the page on formats, read as claims: what lies at the left path is found at the right one."""

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


def table(name: str) -> list[Row]:
    """The table in the section of a format."""
    section = re.search(rf"^## [^\n]*\(`{re.escape(name)}`\)\n(.*?)(?=^## |\Z)", PAGE, re.DOTALL | re.MULTILINE)
    assert section, f"no section says how {name} is read"
    rows = [line.strip("| ").split(" | ") for line in section[1].splitlines() if line.startswith("| ")][1:]
    return [Row(tuple(re.findall("`([^`]+)`", left)), _target(right)) for left, right in rows]


def _target(right: str) -> str:
    found = re.match("`([^`]+)`", right)
    return found[1] if found else ""


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


def texts(value: Any) -> Iterator[str]:
    """Every text in a JSON value, names of fields left out."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict | list):
        for one in value.values() if isinstance(value, dict) else value:
            yield from texts(one)


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
