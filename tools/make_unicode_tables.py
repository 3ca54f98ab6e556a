"""Write triage_tui/ui/present/_unicode_tables.py from the Unicode Character Database.

    apt-get install unicode-data
    python tools/make_unicode_tables.py /usr/share/unicode > triage_tui/ui/present/_unicode_tables.py

Any folder that holds the UCD files and, in `emoji/`, the emoji files of the same version will do.
"""

from __future__ import annotations

import re
import sys
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from itertools import groupby, pairwise
from pathlib import Path
from textwrap import wrap

LAST = 0x110000
TONES = range(0x1F3FB, 0x1F400)
REGIONAL = range(0x1F1E6, 0x1F200)
FOLDER = Path(sys.argv[1] if len(sys.argv) > 1 else "/usr/share/unicode")


def rows(name: str) -> Iterator[tuple[str, str]]:
    """The first two fields of each line of a UCD file: code points and property."""
    for line in (FOLDER / name).read_text(encoding="utf-8").splitlines():
        fields = line.split("#")[0].split(";")
        if len(fields) > 1:
            yield fields[0].strip(), fields[1].strip()


def points(field: str) -> range:
    """`0041..005A` or `0041` as a range of code points."""
    first, _, last = field.partition("..")
    return range(int(first, 16), int(last or first, 16) + 1)


def having(name: str, *properties: str) -> set[int]:
    """The code points to which a UCD file gives one of these properties."""
    return {point for field, prop in rows(name) if prop in properties for point in points(field)}


def by_point(name: str, default: str) -> list[str]:
    """One property for every code point, as a list indexed by code point."""
    found = [default] * LAST
    for field, prop in rows(name):
        for point in points(field):
            found[point] = prop
    return found


def kinds(category: list[str]) -> list[str]:
    """The letter of the kind of every code point: the later rules win."""
    sets: list[tuple[str, Iterable[int]]] = [
        ("o", (p for p in range(LAST) if category[p] in {"Cn", "Co", "Zl", "Zp"})),
        ("x", (p for p in range(LAST) if category[p] == "Cs")),
        ("m", (p for p in range(LAST) if category[p][0] == "M")),
        ("m", having("HangulSyllableType.txt", "V", "T")),
        ("w", (p for p in range(0x80, LAST) if category[p] == "Zs" and p != 0x3000)),
        ("e", having("emoji/emoji-data.txt", "Emoji") - set(range(0x80))),
        ("r", REGIONAL),
        ("s", TONES),
        ("k", [0x20E3]),
        ("z", (p for p in range(LAST) if category[p] == "Cf")),
        ("p", having("PropList.txt", "Prepended_Concatenation_Mark")),
        ("z", having("DerivedCoreProperties.txt", "Default_Ignorable_Code_Point")),
        ("z", [0x2800, *range(0xFFF0, 0xFFFC)]),
        ("j", [0x200C, 0x200D]),
        ("v", [*range(0xFE00, 0xFE10), *range(0xE0100, 0xE01F0)]),
        ("t", range(0xE0000, 0xE0080)),
        ("b", having("PropList.txt", "Bidi_Control")),
        ("c", [*range(0x20), 0x7F]),
        ("h", range(0x80, 0xA0)),
        ("p", [0x0A]),
    ]
    kind = ["p"] * LAST
    for letter, members in sets:
        for point in members:
            kind[point] = letter
    return kind


def written(category: list[str], scripts: set[str]) -> set[int]:
    """The letters and marks that are written in one of these scripts."""
    short = {
        line.split(";")[2].strip(): line.split(";")[1].strip()
        for line in (FOLDER / "PropertyValueAliases.txt").read_text(encoding="utf-8").splitlines()
        if line.startswith("sc ;")
    }
    wanted = {short[script] for script in scripts}
    members = having("Scripts.txt", *scripts)
    for field, extensions in rows("ScriptExtensions.txt"):
        if wanted & set(extensions.split()):
            members.update(points(field))
    return {point for point in members if category[point][0] in "LM"}


def emoji_zwj() -> Iterator[str]:
    """The joined emoji; T stands for any skin tone, U for any other than the first, + for ZWJ, = for VS16."""
    tones: dict[str, set[tuple[str, ...]]] = defaultdict(set)
    for field, _ in rows("emoji/emoji-zwj-sequences.txt"):
        parts = field.split()
        toned = ["T" if int(part, 16) in TONES else {"200D": "+", "FE0F": "="}.get(part, part) for part in parts]
        tones["".join(toned)].add(tuple(part for part in parts if int(part, 16) in TONES))
    for pattern, used in tones.items():
        if len(used) == 20:
            pattern = "U".join(pattern.rsplit("T", 1))
        elif len(used) not in {1, 5, 25}:
            raise SystemExit(f"{pattern}: {len(used)} ways to combine skin tones is more than T and U can say")
        yield pattern


def sequences(prop: str, of: Callable[[list[int]], str]) -> Iterator[str]:
    """The emoji sequences with this property, each as `of` writes its code points."""
    for field, found in rows("emoji/emoji-sequences.txt"):
        if found == prop and ".." not in field:
            yield of([int(part, 16) for part in field.split()])


def ranges(members: Iterable[int]) -> Iterator[str]:
    """Code points as `first` or `first-last` in hexadecimal."""
    for _, run in groupby(enumerate(sorted(members)), lambda pair: pair[1] - pair[0]):
        together = [point for _, point in run]
        yield f"{together[0]:X}-{together[-1]:X}" if len(together) > 1 else f"{together[0]:X}"


def emit(name: str, comment: str, words: Iterable[str]) -> None:
    """Print one table as a string of words."""
    print(f'\n{name} = """\\')
    print("\n".join(wrap(" ".join(words), 109, break_on_hyphens=False)))
    print(f'"""\n"""{comment}"""')


def main() -> None:
    """Print the module."""
    version = re.search(r"DerivedAge-([\d.]+)\.txt", (FOLDER / "DerivedAge.txt").read_text(encoding="utf-8"))
    category = by_point("extracted/DerivedGeneralCategory.txt", "Cn")
    kind = kinds(category)
    script = by_point("Scripts.txt", "Unknown")
    indic = {script[p] for f, _ in rows("IndicSyllabicCategory.txt") for p in points(f)}
    stacking = {script[p] for p in having("IndicSyllabicCategory.txt", "Virama")}
    cursive = {script[p] for p in having("extracted/DerivedJoiningType.txt", "D", "R", "L")}
    neutral = {"Common", "Inherited", "Unknown", "Latin"}
    print(f'"""Unicode {version[1] if version else "?"}, condensed by tools/make_unicode_tables.py; do not edit.')
    print("\nUnicode Data Files, copyright Unicode, Inc., under the terms in LICENSE-unicode\n" + '"""')
    starts = [0, *(point for point, (a, b) in enumerate(pairwise(kind), 1) if a != b)]
    emit("KINDS", "Where each run of one kind begins, and the kind's letter.", (f"{p:X}{kind[p]}" for p in starts))
    joining = written(category, (stacking | cursive) - neutral)
    emit("JOINING", "Letters and marks of scripts in which ZWJ and ZWNJ are orthography.", ranges(joining))
    emit("INDIC", "Letters and marks of scripts that stack deep.", ranges(written(category, indic - neutral)))
    emit("EMOJI_ZWJ", "Joined emoji: + is ZWJ, = VS16, T any tone, U another tone.", emoji_zwj())
    vs16 = (int(base, 16) for base in sequences("Basic_Emoji", lambda seq: f"{seq[0]:X}" if len(seq) == 2 else "0"))
    emit("EMOJI_VS16", "Characters that VS16 turns into emoji.", ranges(set(vs16) - {0}))
    toned = {int(base, 16) for base in sequences("RGI_Emoji_Modifier_Sequence", lambda seq: f"{seq[0]:X}")}
    emit("EMOJI_TONED", "Emoji that take a skin tone.", ranges(toned))
    letters = sequences("RGI_Emoji_Flag_Sequence", lambda seq: "".join(chr(p - REGIONAL[0] + 65) for p in seq))
    emit("FLAGS", "Pairs of regional indicators that are flags.", letters)
    regions = sequences("RGI_Emoji_Tag_Sequence", lambda seq: "".join(chr(p & 0x7F) for p in seq[1:-1]))
    emit("TAG_FLAGS", "Tags that, after a black flag, are a flag.", regions)


if __name__ == "__main__":
    main()
