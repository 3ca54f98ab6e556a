"""Which sequences of characters are one emoji, and which of those a terminal can be trusted with."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from itertools import product

from triage_tui.ui.present import _unicode_tables as tables
from triage_tui.ui.present.capabilities import Capabilities
from triage_tui.ui.present.unicode import kind_class, table_class

_TONES = [chr(point) for point in range(0x1F3FB, 0x1F400)]
_SIGNS = {"+": "\u200d", "=": "\ufe0f", "T": "{}", "U": "{}"}


@cache
def _candidate() -> re.Pattern[str]:
    part = f"[{kind_class('emoji')}](?:\ufe0f|[{kind_class('tone')}]|[\U000e0020-\U000e007e]{{1,6}}\U000e007f)?"
    return re.compile(f"({part})(?:\u200d{part}){{0,4}}")


def ends(text: str, start: int) -> Iterator[int]:
    """Where the emoji that starts at an offset may end, if it has several characters: the farthest first.

    Unicode joins five emoji at most.
    """
    found = _candidate().match(text, start)
    if found and found.end() > start + 1:
        yield found.end()
        if start + 1 < found.end(1) < found.end():
            yield found.end(1)


@cache
def _joined() -> frozenset[str]:
    found: set[str] = set()
    for pattern in tables.EMOJI_ZWJ.split():
        parts = re.findall("[0-9A-F]+|[+=TU]", pattern)
        form = "".join(_SIGNS.get(part) or chr(int(part, 16)) for part in parts)
        combinations = product(_TONES, repeat=parts.count("T") + parts.count("U"))
        found.update(form.format(*tones) for tones in combinations if "U" not in parts or len(set(tones)) > 1)
    return frozenset(found)


@cache
def _single() -> re.Pattern[str]:
    regions = "|".join("".join(chr(0xE0000 + ord(letter)) for letter in region) for region in tables.TAG_FLAGS.split())
    toned = f"[{table_class(tables.EMOJI_TONED)}][{''.join(_TONES)}]"
    return re.compile(
        f"[{table_class(tables.EMOJI_VS16)}]\ufe0f|{toned}|\U0001f3f4(?:{regions})\U000e007f|[0-9#*]\ufe0f\u20e3"
    )


@cache
def _flags() -> frozenset[str]:
    return frozenset("".join(chr(0x1F1A5 + ord(letter)) for letter in pair) for pair in tables.FLAGS.split())


def is_emoji(sequence: str) -> bool:
    """Whether several characters are one emoji that Unicode recommends for general interchange (RGI)."""
    if "\u200d" in sequence:
        return sequence in _joined()
    return sequence in _flags() or _single().fullmatch(sequence) is not None


def measures(sequence: str, caps: Capabilities) -> bool:
    """Whether the terminal, and the library that lays out the screen, both give this emoji two cells."""
    from rich.cells import cell_len

    able = {
        "\u200d": caps.zwj,
        "\u20e3": caps.keycaps,
        "\U000e007f": caps.tag_flags,
        **dict.fromkeys(_TONES, caps.skin_tones),
    }
    signs = [sign for sign in able if sign in sequence]
    trusted = all(able[sign] for sign in signs) if signs else caps.flags if sequence in _flags() else caps.vs16
    return trusted and cell_len(sequence) == 2
