"""Text as cells: one character for every cell, so that rows can be compared and cut as strings."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Literal, NamedTuple

from rich.cells import split_graphemes

from triage_tui.ui.terminal.scrub import scrub

FILL = "\ue000"
"""The second cell of something wide."""
_FIRST, _LAST = 0xF0000, 0x10FFFD
_LONGEST = 16

_ONE_CELL = r" -~\u00a1-\u00ac\u00ae-\u02ff\u0370-\u0482\u048a-\u0556\u2010-\u2027\u2190-\u21ff\u2500-\u25ff"
_ASCII = re.compile("[ -~]+")
_SURE = re.compile(f"[{_ONE_CELL}]+")
_PIECE = re.compile(f"(?P<sure>[{_ONE_CELL}]+)|[^{_ONE_CELL}]+")
_RIGHT_TO_LEFT = re.compile("[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefe\U00010800-\U00010fff\U0001e800-\U0001efff]")
SIGNS = str.maketrans(
    "│┃║▏▕─━═┌┐└┘├┤┬┴┼╭╮╰╯█▓▒░▌▐▀▄▲▼▸▶◀●○◌·•⋯…→←↑↓≥≠✓⟨⟩␀",
    '|||||---+++++++++++++###.||"_^v>><*oo.*~~><^v>#*<>0',
)
"""The signs that programs draw, each with a plain one of the same width."""
_IN_ASCII = SIGNS | str.maketrans("–—‘’“”", "--''\"\"")
_LEFT_AGAIN = "\u200e"
_ODD = re.compile(f"[{chr(_FIRST)}-{chr(_LAST)}]")


class Piece(NamedTuple):
    """Some cells of a row, ready to be written."""

    cells: str
    """The cells, spelt."""
    text: str
    """What to send."""
    width: Literal["sure", "unsure", "odd"]
    """Whether terminals agree on its width: always, mostly, or not at all."""


class Alphabet:
    """Gives graphemes that need more than one code point or cell a character of their own."""

    def __init__(self, *, ascii_only: bool = False) -> None:
        """`ascii_only` for a terminal that takes nothing else."""
        self._ascii_only = ascii_only
        self._one_each = (_ASCII if ascii_only else _SURE).fullmatch
        self._letters: dict[tuple[str, int], str] = {}
        self._graphemes: dict[str, str] = {FILL: ""}

    def anew(self) -> Alphabet:
        """The same without any letters."""
        return Alphabet(ascii_only=self._ascii_only)

    @property
    def full(self) -> bool:
        """Whether it is time to start anew, with nothing known of the screen."""
        return len(self._letters) > _LAST - _FIRST - 1_000

    def one_each(self, text: str) -> bool:
        """Whether each character takes one cell on every terminal, so that the text is spelt by itself."""
        return not text or self._one_each(text) is not None

    def spell(self, text: str) -> str:
        """As many characters as `text` takes cells."""
        if self.one_each(text):
            return text
        text = scrub(text)
        letter = _in_ascii if self._ascii_only else self._letter
        return "".join([letter(text[start:end], width) for start, end, width in split_graphemes(text)[0]])

    def pieces(self, cells: str) -> Iterator[Piece]:
        """The text that was spelt as `cells`, cut where terminals begin or cease to agree on its width."""
        if cells.isascii():
            yield Piece(cells, cells, "sure")
            return
        for match in _PIECE.finditer(cells):
            if match["sure"]:
                yield Piece(match[0], match[0], "sure")
            else:
                text = "".join([self._graphemes.get(letter, letter) for letter in match[0]])
                ending = _LEFT_AGAIN if _RIGHT_TO_LEFT.search(text) else ""
                yield Piece(match[0], text + ending, "odd" if _ODD.search(match[0]) else "unsure")

    def _letter(self, grapheme: str, width: int) -> str:
        if width == 1 and len(grapheme) == 1:
            return grapheme
        if width == 0:
            return ""
        letter = self._letters.get((grapheme, width))
        if letter is None:
            letter = self._letters[grapheme, width] = chr(_FIRST + len(self._letters))
            self._graphemes[letter] = grapheme[:_LONGEST]
        return letter + FILL * (width - 1)


def _in_ascii(grapheme: str, width: int) -> str:
    letter = grapheme[0].translate(_IN_ASCII)
    return (letter if letter.isascii() else "?") * width


def fit(cells: str, width: int) -> str:
    """Cut or pad to exactly `width` cells, never leaving half of something wide."""
    if len(cells) > width and cells[width] == FILL:
        start = len(cells[:width].rstrip(FILL)) - 1
        cells = cells[:start] + " " * (width - start)
    return cells[:width].ljust(width)
