"""The door under texts nobody thought of: nothing dangerous comes out, and everything can be found again."""

from __future__ import annotations

import re
import sys
import unicodedata

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from rich.cells import cell_len
from wcwidth import wcswidth

from tests import corpora
from tests.ui.texts import CAPS, TEXTS
from triage_tui.ui.present.patterns import ODD
from triage_tui.ui.present.text import CONSERVATIVE, FULL, Capabilities, Visible, visible
from triage_tui.ui.present.unicode import kind_of

FORBIDDEN = re.compile(
    "[\x00-\x09\x0b-\x1f\x7f-\xa0\xad\u034f\u061c\u115f\u1160\u1680\u17b4\u17b5\u180b-\u180f\u2000-\u200b\u200e\u200f"
    "\u2028-\u202f\u205f-\u206f\u2800\u3164\ud800-\uf8ff\ufdd0-\ufdef\ufeff\uffa0\ufff0-\ufffb\ufffe\uffff"
    "\U0001bca0-\U0001bca3\U0001d173-\U0001d17a\U000e0080-\U0010ffff]"
    "|[\u0300-\u036f]{5}|(?:^|[\n⟩])[\u0300-\u036f]| {201}|\n{7}"
)
"""What no terminal may get, whatever it can do; written without looking at the tables of the door."""

UNMEASURED = re.compile("[\u200d\u20e3\ufe00-\ufe0f\U0001f1e6-\U0001f1ff\U0001f3fb-\U0001f3ff\U000e0000-\U000e007f]")
"""What a terminal may get only if it was seen to measure it right."""

JOINER_IN_LATIN = re.compile("[\n -~\u00c0-\u05ff\u2400-\ud7ff][\u200c\u200d]|[\u200c\u200d][\n -~\u00c0-\u05ff]")


def assert_harmless(shown: Visible) -> None:
    assert FORBIDDEN.search(shown.text) is None
    assert UNMEASURED.search(shown.text) is None
    assert JOINER_IN_LATIN.search(shown.text) is None


@settings(max_examples=300)
@given(TEXTS)
def test_nothing_dangerous_comes_out(raw: str) -> None:
    assert_harmless(visible(raw))


@pytest.mark.parametrize("collection", [corpora.hostile, corpora.blns, corpora.trojan_source])
def test_nothing_dangerous_comes_out_of_the_corpora(collection: object) -> None:
    assert callable(collection)
    texts = collection()
    assert len(texts) > 40
    for raw in [*texts, "\n".join(texts)]:
        assert_harmless(visible(raw))
        assert FORBIDDEN.search(visible(raw, FULL).text) is None


def test_the_corpora_are_dangerous() -> None:
    assert sum(FORBIDDEN.search(raw) is not None for raw in corpora.hostile()) > 100
    assert sum("bidi" in visible(raw).badges for raw in corpora.trojan_source()) > 20


@given(TEXTS, CAPS)
def test_the_same_text_is_shown_the_same(raw: str, caps: Capabilities) -> None:
    assert visible(raw, caps) == visible(raw, caps)


@given(TEXTS, CAPS, st.booleans())
def test_no_terminal_gets_controls(raw: str, caps: Capabilities, expand: bool) -> None:
    text = visible(raw, caps, expand=expand).text
    found = FORBIDDEN.search(text)
    assert found is None or (expand and not found.group().strip(" \n"))
    text.encode(caps.encoding)
    if caps.ascii_only:
        assert not set(text) - set(raw) - set(map(chr, range(0x20, 0x7F)))


@given(TEXTS, CAPS, st.booleans())
@example("\r\n\t\u0301\U000e0041\U000e0042", CONSERVATIVE, False)
def test_the_raw_text_can_be_rebuilt(raw: str, caps: Capabilities, expand: bool) -> None:
    shown = visible(raw, caps, expand=expand)
    rebuilt, at = "", 0
    for start, end, _ in shown.tokens:
        assert at <= start < end
        rebuilt += shown.text[at:start] + _one_way(raw[shown.to_raw(start) : shown.to_raw(end)])
        at = end
    rebuilt += shown.text[at:]
    assert rebuilt == _one_way(raw)


def _one_way(text: str) -> str:
    """With one kind of line end and one kind of space, as the door writes them outside tokens."""
    return re.sub("[\u00a0\u1680\u2000-\u200a\u202f\u205f]", " ", text.replace("\r\n", "\n"))


@given(TEXTS, CAPS)
def test_offsets_go_there_and_back(raw: str, caps: Capabilities) -> None:
    shown = visible(raw, caps)
    there = [shown.to_display(at) for at in range(len(raw) + 1)]
    back = [shown.to_raw(at) for at in range(len(shown.text) + 1)]
    assert (there[0], there[-1], back[0], back[-1]) == (0, len(shown.text), 0, len(raw))
    assert there == sorted(there)
    assert back == sorted(back)
    for at, place in enumerate(there):
        end = shown.to_display(at, end=True)
        assert place <= end
        assert shown.to_raw(place) <= at <= shown.to_raw(end, end=True)


@given(TEXTS)
def test_what_the_door_makes_is_clean(raw: str) -> None:
    once = visible(raw)
    again = visible(once.text)
    assert again.hidden == 0
    assert again.text == once.text


def test_every_character_is_either_printable_or_spelt_out() -> None:
    points = [chr(point) for point in range(sys.maxunicode + 1) if point not in {0x0A, 0x0D}]
    lines = visible("\n".join(f"a{char}b" for char in points)).text.split("\n")
    assert len(lines) == len(points)
    for char, line in zip(points, lines, strict=True):
        category = unicodedata.category(char)
        if line == f"a{char}b":
            assert category[0] in "LMNPS" or char in " \u3000" or category == "Cn" or _visible_format(char)
            assert cell_len(char) > 0 or category in {"Mn", "Mc", "Me", "Cn"} or _hangul_part(char)
        elif category[0] in "LNPS" and unicodedata.ucd_3_2_0.category(char) != "Cn":
            assert char in "\u115f\u1160\u2800\u3164\uffa0", f"U+{ord(char):04X} can be shown"


def _visible_format(char: str) -> bool:
    """Arabic and other signs that stand before the number which they enclose."""
    return unicodedata.category(char) == "Cf" and cell_len(char) == 1


def _hangul_part(char: str) -> bool:
    """Vowels and final consonants, which are written into the syllable before them."""
    return unicodedata.name(char, "?").startswith(("HANGUL JUNGSEONG", "HANGUL JONGSEONG"))


@given(TEXTS)
def test_widths_are_not_disputed(raw: str) -> None:
    for line in visible(raw).text.split("\n"):
        if not any(unicodedata.category(char) == "Mc" for char in line):
            assert cell_len(line) == wcswidth(line)


def test_a_glance_passes_only_what_the_tables_call_plain() -> None:
    passed = {char for char in map(chr, range(0x110000)) if not ODD.search(char)}
    assert passed > set("\n ~éßя€“…")
    assert {kind_of(char) for char in passed - {"\n"}} == {"plain"}
