"""Colours as a theme writes them: their names, contrast and distance."""

from __future__ import annotations

import math
import re

_EIGHT = ("black", "red", "green", "yellow", "blue", "magenta", "cyan", "white")
ANSI = frozenset({*_EIGHT, *(f"bright_{name}" for name in _EIGHT)})
"""The sixteen colours of a terminal; a person may have set them to anything."""

DEFAULT = "default"
"""The terminal's own foreground or background."""

_HEX = re.compile(r"#[0-9a-f]{6}")


def why_not_colour(words: str, *, ansi: bool) -> str | None:
    """Why words are no colour of a theme; none when they are."""
    if ansi:
        named = words in ANSI or words == DEFAULT
        return None if named else f"{words!r} is none of the sixteen colours, nor default"
    return None if _HEX.fullmatch(words) else f"{words!r} is not written #rrggbb, in small letters"


def contrast(one: str, other: str) -> float:
    """The contrast of two ``#rrggbb`` colours, 1 to 21, as WCAG 2.2 reckons it."""
    dark, light = sorted((_luminance(one), _luminance(other)))
    return (light + 0.05) / (dark + 0.05)


def distance(one: str, other: str) -> float:
    """How far two ``#rrggbb`` colours are apart to the eye, 0 to about 765 (the "redmean" measure)."""
    (r1, g1, b1), (r2, g2, b2) = _rgb(one), _rgb(other)
    mean = (r1 + r2) / 2
    red, green, blue = (r1 - r2) ** 2, (g1 - g2) ** 2, (b1 - b2) ** 2
    return math.sqrt((2 + mean / 256) * red + 4 * green + (2 + (255 - mean) / 256) * blue)


def _rgb(colour: str) -> tuple[int, int, int]:
    return int(colour[1:3], 16), int(colour[3:5], 16), int(colour[5:7], 16)


def _luminance(colour: str) -> float:
    red, green, blue = (
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4
        for part in (value / 255 for value in _rgb(colour))
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
