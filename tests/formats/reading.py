"""Reading a file the way `import` does, for the tests of this room."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from triage_tui.formats.fields import Fields
from triage_tui.formats.found import Bad, Found, FoundPack
from triage_tui.formats.registry import reader_for
from triage_tui.formats.source import Source

FIXTURES = Path(__file__).parent / "fixtures"


def read(
    path: Path, *, forced: str | None = None, mapping: Sequence[tuple[str, str]] = ()
) -> list[Found | FoundPack | Bad]:
    """Everything in a file, in its order."""
    with Source(str(path)) as source:
        return list(reader_for(source, forced, mapping).read(source, mapping))


def found(records: Sequence[Found | FoundPack | Bad]) -> list[Found]:
    """The cases; nothing may be bad."""
    assert not [one for one in records if isinstance(one, Bad)]
    return [one for one in records if isinstance(one, Found)]


def bad(records: Sequence[Found | FoundPack | Bad]) -> list[Bad]:
    """What was refused."""
    return [one for one in records if isinstance(one, Bad)]


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
