"""What Unicode says about a character, as far as showing it safely needs to know."""

from __future__ import annotations

from bisect import bisect_right
from functools import cache, lru_cache

from triage_tui.ui.present import _unicode_tables as tables

KINDS = {
    "p": "plain",
    "c": "control",  # C0 and DEL
    "h": "c1",
    "b": "bidi",
    "z": "ignorable",  # zero width, or blank although it is no space
    "j": "joiner",  # ZWJ and ZWNJ
    "v": "selector",  # VS1 to VS256
    "t": "tag",
    "o": "odd",  # unassigned, noncharacter, private use, line and paragraph separator
    "x": "surrogate",
    "w": "space",  # any but U+0020 and U+3000
    "m": "mark",
    "k": "keycap",
    "e": "emoji",
    "s": "tone",
    "r": "regional",
}
"""Every code point has one kind; the tables hold its letter."""

NAMES = {
    0x00AD: "SHY", 0x034F: "CGJ", 0x061C: "ALM", 0x180B: "FVS1", 0x180C: "FVS2", 0x180D: "FVS3",
    0x180E: "MVS", 0x180F: "FVS4", 0x200B: "ZWSP", 0x200C: "ZWNJ", 0x200D: "ZWJ", 0x200E: "LRM",
    0x200F: "RLM", 0x202A: "LRE", 0x202B: "RLE", 0x202C: "PDF", 0x202D: "LRO", 0x202E: "RLO",
    0x2060: "WJ", 0x2066: "LRI", 0x2067: "RLI", 0x2068: "FSI", 0x2069: "PDI", 0x20E3: "KEYCAP",
    0x2800: "BRAILLE BLANK", 0x3164: "HANGUL FILLER", 0xFE0E: "VS15", 0xFE0F: "VS16", 0xFEFF: "BOM",
    **{0x1F3FB + step: f"SKIN TONE {step + 2}" for step in range(5)},
    **{0x1F1E6 + step: f"RI:{chr(ord('A') + step)}" for step in range(26)},
}  # fmt: skip
"""What a token calls a character; the others go by their number."""

C0_NAMES = [
    "NUL", "SOH", "STX", "ETX", "EOT", "ENQ", "ACK", "BEL", "BS", "TAB", "LF", "VT", "FF", "CR", "SO", "SI",
    "DLE", "DC1", "DC2", "DC3", "DC4", "NAK", "SYN", "ETB", "CAN", "EM", "SUB", "ESC", "FS", "GS", "RS", "US",
]  # fmt: skip
"""The controls below U+0020, by number."""


@cache
def _runs() -> tuple[list[int], str]:
    """Where each run of characters of one kind starts, and the letter of its kind."""
    runs = tables.KINDS.split()
    return [int(run[:-1], 16) for run in runs], "".join([run[-1] for run in runs])


@lru_cache(8192)
def kind_of(char: str) -> str:
    """The kind of one character, a value of KINDS."""
    starts, letters = _runs()
    return KINDS[letters[bisect_right(starts, ord(char)) - 1]]


def name_of(char: str) -> str:
    """The short name of one character: `ZWSP`, `U+E000`."""
    return NAMES.get(ord(char)) or f"U+{ord(char):04X}"


def span_class(first: int, last: int) -> str:
    """The members of a regular expression's character class for one range."""
    return f"{_member(first)}-{_member(last)}"


def _member(code: int) -> str:
    """The character itself where it means nothing else in a class: it is read four times as fast as its number."""
    return chr(code) if code >= 0x80 else f"\\x{code:02x}"


def table_class(table: str) -> str:
    """The same for a table of ranges."""
    spans = (word.partition("-") for word in table.split())
    return "".join(span_class(int(first, 16), int(last or first, 16)) for first, _, last in spans)


def kind_class(*kinds: str, below: int = 0x110000) -> str:
    """The same for all characters of these kinds, as far as they are below a limit."""
    starts, letters = _runs()
    runs = zip(starts, (*starts[1:], 0x110000), letters, strict=True)
    return "".join(
        span_class(start, min(end, below) - 1)
        for start, end, letter in runs
        if KINDS[letter] in kinds and start < below
    )
