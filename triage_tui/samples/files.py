"""The hand-written samples, read from wherever they are installed."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from triage_tui.errors import TriageError

_PACKAGE = Path(__file__).resolve().parent.parent


def location() -> Path:
    """The folder of the samples: inside an installed package, or beside it in a checkout."""
    for folder in (_PACKAGE / "_sample_cases", _PACKAGE.parent / "sample_cases"):
        if (folder / "cases.jsonl").is_file():
            return folder
    raise TriageError("The sample cases are not installed.", "Reinstall triage-tui: its package should hold them.")


def policies() -> Iterator[bytes]:
    """Each version of the sample policy pack as JSON, oldest first."""
    for path in sorted((location() / "policies").glob("*.json")):
        yield path.read_bytes()


def cases() -> Iterator[bytes]:
    """Each sample case as one line of JSON."""
    yield from _lines("cases.jsonl")


def gold() -> Iterator[bytes]:
    """For each sample case the careful reviewer's answer, as one line of JSON."""
    yield from _lines("gold.jsonl")


def _lines(name: str) -> Iterator[bytes]:
    with (location() / name).open("rb") as lines:
        for line in lines:
            yield line.rstrip(b"\n")
