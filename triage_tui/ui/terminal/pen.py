"""The terminal's pen: every look gets one character, and changing from one look to another costs the fewest bytes."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from typing import NamedTuple

from rich.color import Color, ColorSystem
from rich.style import Style

_ATTRIBUTES = (
    ("bold", "1", "22"),
    ("dim", "2", "22"),
    ("italic", "3", "23"),
    ("underline", "4", "24"),
    ("reverse", "7", "27"),
    ("conceal", "8", "28"),
    ("strike", "9", "29"),
    ("underline2", "21", "24"),
    ("overline", "53", "55"),
)
"""What Rich calls each, and the codes that begin and end it."""
_END = {begin: end for _, begin, end in _ATTRIBUTES}
_SHOWS_ON_BLANKS = {"4", "7", "9", "21", "53"}


class Look(NamedTuple):
    """How a cell is drawn, in SGR codes."""

    attributes: tuple[str, ...]
    ink: str
    """Of the foreground; empty where any will do, because there is nothing to read."""
    ground: str
    """Of the background."""


PLAIN = "\x00"
"""The look of a terminal after a reset."""
_RESET = Look((), "39", "49")


class Pen:
    """Knows the looks in use; two styles that look the same are one."""

    def __init__(self, colours: ColorSystem | None) -> None:
        """Draw with `colours`; None leaves attributes only."""
        self._colours = colours
        self._looks: list[Look] = []
        self._letters: dict[Look, str] = {}
        self._letter(_RESET)
        self.names = _Names(self._named)
        """By style: the characters that stand for how its text looks, and for how its spaces look.

        Spaces have no ink, unless something is drawn on them.
        """
        self.change = cache(self._change)
        """The SGR sequence from one look to another, by their characters, and the look that the pen has then."""

    def erases(self, name: str, *, bce: bool) -> bool:
        """Whether erasing draws the same as spaces of this look; with `bce` the background may be coloured."""
        look = self._looks[ord(name)]
        return not look.ink and (bce or look.ground == "49")

    def _named(self, style: Style) -> tuple[str, str]:
        attributes = tuple(begin for name, begin, _ in _ATTRIBUTES if getattr(style, name))
        look = Look(attributes, self._codes(style.color, "39", True), self._codes(style.bgcolor, "49", False))
        inkless = _SHOWS_ON_BLANKS.isdisjoint(attributes)
        return self._letter(look), self._letter(Look((), "", look.ground) if inkless else look)

    def _letter(self, look: Look) -> str:
        letter = self._letters.get(look)
        if letter is None:
            letter = self._letters[look] = chr(len(self._looks))
            self._looks.append(look)
        return letter

    def _codes(self, colour: Color | None, default: str, foreground: bool) -> str:
        if colour is None or self._colours is None:
            return default
        return ";".join(colour.downgrade(self._colours).get_ansi_codes(foreground))

    def _change(self, before: str, after: str) -> tuple[str, str]:
        old, new = self._looks[ord(before)], self._looks[ord(after)]
        if not new.ink:
            shows = not _SHOWS_ON_BLANKS.isdisjoint(old.attributes)
            new = Look(() if shows else old.attributes, old.ink, new.ground)
        anew = _codes(_RESET, new)
        ways = [_codes(old, new), ["0", *anew] if anew else [""]]
        codes = min((";".join(way) for way in ways), key=len)
        return f"\x1b[{codes}m" if old != new else "", self._letter(new)


def _codes(old: Look, new: Look) -> list[str]:
    """What turns one look into another without a reset."""
    ended = {_END[code] for code in old.attributes if code not in new.attributes}
    begun = [code for code in new.attributes if code not in old.attributes or _END[code] in ended]
    colours = [code for code, was in ((new.ink, old.ink), (new.ground, old.ground)) if code != was]
    return [*sorted(ended), *begun, *colours]


class _Names(dict[Style | None, tuple[str, str]]):
    """Made when they are first asked for, and anew when styles have come without end."""

    def __init__(self, named: Callable[[Style], tuple[str, str]]) -> None:
        self._named = named

    def __missing__(self, style: Style | None) -> tuple[str, str]:
        if len(self) > 20_000:
            self.clear()
        self[style] = self._named(style or Style())
        return self[style]
