"""The terminal's pen: every look gets one character, and changing from one look to another costs the fewest bytes."""

from __future__ import annotations

from functools import cache

from rich.color import Color, ColorSystem
from rich.style import Style

_ATTRIBUTES = (
    ("bold", "1"),
    ("dim", "2"),
    ("italic", "3"),
    ("underline", "4"),
    ("reverse", "7"),
    ("conceal", "8"),
    ("strike", "9"),
    ("underline2", "21"),
    ("overline", "53"),
)
_SHOWS_ON_BLANKS = {"4", "7", "9", "21", "53"}

Look = tuple[tuple[str, ...], str, str]
"""SGR codes of the attributes, of the foreground, and of the background."""

PLAIN = "\x00"
"""The look of a terminal after a reset."""


class Pen:
    """Knows the looks in use; two styles that look the same are one."""

    def __init__(self, colours: ColorSystem | None) -> None:
        """Draw with `colours`; None leaves attributes only."""
        self._colours = colours
        self._looks: list[Look] = [((), "39", "49")]
        self._names: dict[Look, str] = {self._looks[0]: PLAIN}
        self._of_style: dict[Style | None, str] = {None: PLAIN}
        self.change = cache(self._change)
        """The SGR sequence from one look to another, by their characters."""

    def look(self, style: Style | None) -> str:
        """The one character that stands for how `style` looks."""
        name = self._of_style.get(style)
        if name is None:
            if len(self._of_style) > 20_000:
                self._of_style = {None: PLAIN}
            name = self._of_style[style] = self._named(style or Style())
        return name

    def blank(self, look: str, *, bce: bool) -> bool:
        """Whether erasing draws the same as spaces of this look; with `bce` the background may be coloured."""
        attributes, _, background = self._looks[ord(look)]
        return _SHOWS_ON_BLANKS.isdisjoint(attributes) and (bce or background == "49")

    def _named(self, style: Style) -> str:
        attributes = tuple(code for name, code in _ATTRIBUTES if getattr(style, name))
        look = (attributes, self._codes(style.color, "39", True), self._codes(style.bgcolor, "49", False))
        name = self._names.get(look)
        if name is None:
            name = self._names[look] = chr(len(self._looks))
            self._looks.append(look)
        return name

    def _codes(self, colour: Color | None, default: str, foreground: bool) -> str:
        if colour is None or self._colours is None:
            return default
        return ";".join(colour.downgrade(self._colours).get_ansi_codes(foreground))

    def _change(self, before: str, after: str) -> str:
        old, new = self._looks[ord(before)], self._looks[ord(after)]
        if after == PLAIN:
            return "\x1b[m"
        codes: list[str] = []
        if not set(old[0]) <= set(new[0]):
            codes.append("0")
            old = self._looks[0]
        codes += [code for code in new[0] if code not in old[0]]
        codes += [code for code, was in zip(new[1:], old[1:], strict=True) if code != was]
        return f"\x1b[{';'.join(codes)}m"
