"""Reading a file the way `import` does, for the tests of this room."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

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
