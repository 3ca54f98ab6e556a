"""What the page on formats says of one format, and which fields a reader takes."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from triage_tui.formats.fields import Fields

PAGE = (Path(__file__).parents[2] / "docs" / "formats.md").read_text(encoding="utf-8")


def section(name: str) -> str:
    """All that stands under the heading of a format."""
    return PAGE.split(f"(`{name}`)\n", 1)[1].split("\n## ", 1)[0]


def words(text: str) -> set[str]:
    """What is set as code."""
    return set(re.findall(r"`([^`\n]+)`", text))


@contextmanager
def taken(monkeypatch: pytest.MonkeyPatch) -> Iterator[set[str]]:
    """The names of all fields that readers take meanwhile."""
    names = set[str]()
    with monkeypatch.context() as patch:
        for way in ("take", "pop"):
            original = getattr(Fields, way)

            def watched(self: Fields, name: str, *kind: Any, original: Any = original) -> Any:
                if name in self:
                    names.add(name)
                return original(self, name, *kind)

            patch.setattr(Fields, way, watched)
        yield names


def strings(value: Any) -> Iterator[str]:
    """Every text within a JSON value, but for what says the type of an object."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict | list):
        for key, one in value.items() if isinstance(value, dict) else enumerate(value):
            if key != "type":
                yield from strings(one)
