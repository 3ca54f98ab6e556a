"""Searching in the conversation."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import islice

from msgspec.structs import replace

from triage_tui.ui.present.conversation import Mark
from triage_tui.ui.present.transcript import Transcript

MOST = 10_000
"""Places found at most; the count then says "10,000+"."""


def find(text: Transcript, words: str) -> tuple[Mark, ...]:
    """Every place where the words stand, in reading order; letter case is ignored unless a capital is typed."""
    if not words:
        return ()
    pattern = re.compile(re.escape(words), re.NOFLAG if words != words.lower() else re.IGNORECASE)
    return tuple(islice(_places(text, pattern), MOST))


def _places(text: Transcript, pattern: re.Pattern[str]) -> Iterator[Mark]:
    for n, section in enumerate(text.sections):
        for p, piece in enumerate(section.pieces):
            for found in pattern.finditer(piece.text):
                yield Mark(n, p, found.start(), found.end(), "search")


def with_current(found: tuple[Mark, ...], current: int) -> tuple[Mark, ...]:
    """The places, the one in focus drawn apart."""
    if not found:
        return found
    return (*found[:current], replace(found[current], role="search-current"), *found[current + 1 :])
