"""The door for untrusted text: whatever others wrote reaches a terminal only in the form made here.

Everything is shown and nothing is let through. What a terminal would obey, hide or reorder becomes a visible token;
tokens are told from text that imitates them by their range, which the theme paints, never by their spelling.
The text itself is stored, copied and exported as it came.
"""

from __future__ import annotations

from typing import LiteralString, NewType

from msgspec import Struct, field

from triage_tui.ui.present.capabilities import CONSERVATIVE, FULL, Capabilities
from triage_tui.ui.present.offsets import Offsets
from triage_tui.ui.present.patterns import MAX_SPACES, is_plain
from triage_tui.ui.present.reveal import Reveal
from triage_tui.ui.present.unicode import kind_of
from triage_tui.ui.present.writer import cells

__all__ = [
    "CONSERVATIVE", "ELLIPSIS", "FULL", "Capabilities", "Safe", "Visible",
    "cells", "clip", "cut", "inline", "ours", "visible",
]  # fmt: skip

Safe = NewType("Safe", str)
"""Text that may reach a terminal; only this module makes it."""

ELLIPSIS = Safe("…")
"""Stands for what was cut off; `...` where the terminal is ASCII only."""

_LONGEST = 16
"""Code points that one cell may take in a display form, with some to spare."""


def ours(template: LiteralString, *parts: Safe | int | float) -> Safe:
    """Our own words, with numbers and safe text in the fields: `ours("{:>3} of {}", 7, name)`."""
    return Safe(template.format(*parts))


class Visible(Struct, frozen=True):
    """A text as it may be shown."""

    text: Safe
    """Display form: lines separated by a line feed, and no other control."""
    tokens: tuple[tuple[int, int, str], ...] = ()
    """Start, end and kind of each token that we put in; display offsets in code points, sorted."""
    hidden: int = 0
    """How many raw code points a terminal would have hidden or obeyed."""
    badges: frozenset[str] = frozenset()
    """What a reviewer should know before reading: "bidi", "hidden text", "controls" and so on."""
    offsets: Offsets = field(default_factory=Offsets)
    """Where each character went."""

    def to_display(self, raw: int, *, end: bool = False) -> int:
        """The display offset of a raw one; inside a token the token's start, or its end."""
        return self.offsets.to_display(raw, end=end)

    def to_raw(self, display: int, *, end: bool = False) -> int:
        """The raw offset of a display one; inside a token the start, or the end, of what it stands for."""
        return self.offsets.to_raw(display, end=end)


def visible(raw: str, caps: Capabilities = CONSERVATIVE, *, expand: bool = False) -> Visible:
    """The display form of a text; `expand` shows long runs of spaces and blank lines one by one."""
    if _as_it_is(raw, caps, fold=not expand):
        return Visible(Safe(raw))
    found = Reveal(raw, caps, fold=not expand)
    text = Safe(found.text())
    return Visible(text, tuple(found.tokens), found.hidden, frozenset(found.badges), found.offsets)


def inline(raw: str, limit: int = 200, caps: Capabilities = CONSERVATIVE) -> Safe:
    """An id, name, title or error on one line of at most `limit` cells; a line feed is shown as a token."""
    if raw.isascii() and raw.isprintable() and len(raw) <= min(limit, MAX_SPACES):
        return Safe(raw)
    ellipsis = Safe("...") if caps.ascii_only or not caps.unicode else ELLIPSIS
    start = raw[: max(limit, 0) * _LONGEST]
    plain = "\n" not in start and _as_it_is(start, caps, fold=True)
    text = Safe(start if plain else Reveal(start, caps, fold=True, one_line=True).text())
    return cut(text if len(start) == len(raw) else Safe(text + ellipsis), limit, ellipsis)


def _as_it_is(raw: str, caps: Capabilities, *, fold: bool) -> bool:
    return (caps.unicode or raw.isascii()) and is_plain(raw, fold=fold)


def cut(text: Safe, limit: int, ellipsis: Safe = ELLIPSIS) -> Safe:
    """The start of a text, with an ellipsis, in at most `limit` cells; never a part of a character."""
    if len(text) <= limit * _LONGEST and cells(text) <= limit:
        return text
    room = limit - cells(ellipsis)
    if room < 0:
        return Safe(ellipsis[: max(limit, 0)])
    if text.isascii():
        return Safe(text[:room] + ellipsis)
    from rich.cells import split_graphemes

    end = 0
    for _, stop, width in split_graphemes(text[: limit * _LONGEST])[0]:
        room -= width
        if room < 0:
            break
        end = stop
    return Safe(text[: end - _half_flag(text, end)] + ellipsis)


def clip(text: Safe, start: int, end: int) -> Safe:
    """A stretch of a safe text, by code points."""
    return Safe(text[start:end])


def _half_flag(text: str, end: int) -> int:
    """How many characters before `end` are the first half of a flag whose second half comes after it."""
    start = end
    while start and kind_of(text[start - 1]) == "regional":
        start -= 1
    return (end - start) % 2
