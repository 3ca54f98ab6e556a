"""The door, row by row: what is shown in place of what a terminal would obey, hide or reorder."""

from __future__ import annotations

import pytest

from triage_tui.ui.present.text import CONSERVATIVE, FULL, Capabilities, visible

ASCII = Capabilities(ascii_only=True)
LATIN_1 = Capabilities(encoding="latin-1")

SHOWN = {
    "a\nb\r\nc": "a\nb\nc",
    "a\tb": "a   b",
    "abcd\te": "abcd    e",
    "\t\tx": "        x",
    "中\tx": "中  x",
    "ab\n\tx": "ab\n    x",
    "a\rb": "a␍b",
    "a\r\r\nb": "a␍\nb",
    "\x1b]52;c;eA==\x07": "␛]52;c;eA==␇",
    "\x00\x1f\x7f": "␀␟␡",
    "\x80\x85\x9b2J": "⟨U+0080⟩⟨U+0085⟩⟨U+009B⟩2J",
    "a\u2028b\u2029": "a⟨U+2028⟩b⟨U+2029⟩",
    "\ufdd0\uffff\U0010ffff": "⟨U+FDD0⟩⟨U+FFFF⟩⟨U+10FFFF⟩",
    "\u0378\U000e0fff": "⟨U+0378⟩⟨U+E0FFF⟩",
    "\ue000\U000f0000": "⟨U+E000⟩⟨U+F0000⟩",
    "\ud800x\udfff": "⟨U+D800⟩x⟨U+DFFF⟩",
    "\u061c\u200e\u200f": "⟨ALM⟩⟨LRM⟩⟨RLM⟩",
    "\u202a\u202b\u202c\u202d\u202e": "⟨LRE⟩⟨RLE⟩⟨PDF⟩⟨LRO⟩⟨RLO⟩",
    "\u2066\u2067\u2068\u2069": "⟨LRI⟩⟨RLI⟩⟨FSI⟩⟨PDI⟩",
    "pay\u200bload": "pay⟨ZWSP⟩load",
    "a\u200cb\u200dc": "a⟨ZWNJ⟩b⟨ZWJ⟩c",
    "\u2060\u2064\ufeff\u00ad\u034f": "⟨WJ⟩⟨U+2064⟩⟨BOM⟩⟨SHY⟩⟨CGJ⟩",
    "\u115f\u1160\u3164\uffa0\u17b4\u17b5": "⟨U+115F⟩⟨U+1160⟩⟨HANGUL FILLER⟩⟨U+FFA0⟩⟨U+17B4⟩⟨U+17B5⟩",
    "\u180b\u180c\u180d\u180e\u180f": "⟨FVS1⟩⟨FVS2⟩⟨FVS3⟩⟨MVS⟩⟨FVS4⟩",
    "\ufff0\ufff9\ufffb\u2800": "⟨U+FFF0⟩⟨U+FFF9⟩⟨U+FFFB⟩⟨BRAILLE BLANK⟩",
    "می\u200cخ": "می\u200cخ",
    "مي\u200c خ": "مي⟨ZWNJ⟩ خ",
    "a\u200cخ": "a⟨ZWNJ⟩خ",
    "x\ufe0e\ufe0f": "x⟨VS15⟩⟨VS16⟩",
    "x\ufe00\U000e01ef": "x⟨U+FE00⟩⟨U+E01EF⟩",
    "a\U000e0068\U000e0069b": "a⟨TAG:hi⟩b",
    "\U000e0001\U000e003e\U000e007f": "⟨TAG:\\x01>\\x7f⟩",
    "a" + "\u0301" * 4: "a" + "\u0301" * 4,
    "a" + "\u0301" * 50: "a" + "\u0301" * 4 + "⟨+46 marks⟩",
    "\u0f40" + "\u0f90" * 12: "\u0f40" + "\u0f90" * 10 + "⟨+2 marks⟩",
    "\u0f40" + "\u0301" * 12: "\u0f40" + "\u0301" * 4 + "⟨+8 marks⟩",
    "\u0301a\n\u0302": "◌\u0301a\n◌\u0302",
    "\u200b\u0301": "⟨ZWSP⟩◌\u0301",
    "\u1100" + "\u1161" * 6: "\u1100" + "\u1161" * 4 + "⟨+2 marks⟩",
    "a\u20e3": "a⟨KEYCAP⟩",
    "a\u00a0b\u1680c\u2009d\u202f\u205f": "a b c d  ",
    "a\u3000b": "a\u3000b",
    "a" + " " * 200 + "b": "a" + " " * 200 + "b",
    "a" + " " * 512 + "b": "a⟨512 spaces⟩b",
    "a" + "\u2009\t \u3000" * 51 + "b": "a⟨357 spaces⟩b",
    "a" + " " * 512 + "\u0301": "a⟨512 spaces⟩◌\u0301",
    "\t" * 50: " " * 200,
    "\t" * 51: "⟨204 spaces⟩",
    "a" + "\n" * 6 + "b": "a" + "\n" * 6 + "b",
    "a" + "\n" * 41 + "b": "a\n⟨40 blank lines⟩\nb",
    "a\r\n" + " \t\r\n" * 6 + "b": "a\n⟨6 blank lines⟩\nb",
    "\n" * 6: "⟨6 blank lines⟩\n",
    "\n" * 5: "\n" * 5,
    "⟨RLO⟩ ␛": "⟨RLO⟩ ␛",
    "שלום": "שלום",
    "x\U0001f3fd": "x⟨SKIN TONE 4⟩",
    "\U0001f1e9": "⟨RI:D⟩",
    "[@click=app.quit]Q[/] {0} %s": "[@click=app.quit]Q[/] {0} %s",
}


@pytest.mark.parametrize("caps", [CONSERVATIVE, FULL], ids=["conservative", "full"])
@pytest.mark.parametrize("raw", SHOWN, ids=ascii)
def test_everything_is_shown_and_nothing_let_through(raw: str, caps: Capabilities) -> None:
    assert visible(raw, caps).text == SHOWN[raw]


EMOJI = {
    "👩\u200d💻": "👩⟨ZWJ⟩💻",
    "👩\U0001f3fd\u200d💻": "👩⟨SKIN TONE 4⟩⟨ZWJ⟩💻",
    "❤\ufe0f": "❤⟨VS16⟩",
    "👍\U0001f3ff": "👍⟨SKIN TONE 6⟩",
    "1\ufe0f\u20e3": "1⟨VS16⟩⟨KEYCAP⟩",
    "🇩🇪🇫🇷": "⟨FLAG:DE⟩⟨FLAG:FR⟩",
    "🏴\U000e0067\U000e0062\U000e0073\U000e0063\U000e0074\U000e007f": "🏴⟨FLAG:gbsct⟩",
    "क्\u200dष": "क्⟨ZWJ⟩ष",
}


@pytest.mark.parametrize("raw", EMOJI, ids=ascii)
def test_what_the_terminal_measures_right_stays_whole(raw: str) -> None:
    taken_apart = visible(raw)
    assert taken_apart.text == EMOJI[raw]
    whole = visible(raw, FULL)
    assert (whole.text, whole.tokens, whole.hidden) == (raw, (), 0)


@pytest.mark.parametrize("raw", list(EMOJI)[:7], ids=ascii)
def test_an_emoji_taken_apart_is_no_reason_for_suspicion(raw: str) -> None:
    assert (visible(raw).hidden, visible(raw).badges) == (0, frozenset())


@pytest.mark.parametrize(
    "raw",
    [
        "👩\u200d🐍",
        "👩\u200d💻\u200d",
        "👍\ufe0f\U0001f3fd",
        "☝\U0001f3fd",
        "🇦🇦",
        "🏴\U000e0078\U000e0078\U000e007f",
        "❤\ufe0e",
        "🤝\u200d" * 9,
    ],
    ids=ascii,
)
def test_a_sequence_that_is_no_emoji_is_taken_apart_everywhere(raw: str) -> None:
    assert visible(raw, FULL).tokens


def test_one_missing_capability_takes_apart_only_what_needs_it() -> None:
    text = "👩\u200d💻 ❤\ufe0f 👩\U0001f3fd\u200d💻"
    assert visible(text, Capabilities(zwj=True)).text == "👩\u200d💻 ❤⟨VS16⟩ 👩⟨SKIN TONE 4⟩⟨ZWJ⟩💻"
    assert visible(text, Capabilities(vs16=True)).text == "👩⟨ZWJ⟩💻 ❤\ufe0f 👩⟨SKIN TONE 4⟩⟨ZWJ⟩💻"


@pytest.mark.parametrize(
    ("raw", "kind", "badge", "hidden"),
    [
        ("\x1b", "control", "controls", 1),
        ("\x9b", "control", "controls", 1),
        ("\u202e", "bidi", "bidi", 1),
        ("\u200b", "zero-width", "zero width", 1),
        ("\U000e0068\U000e0069", "tag", "hidden text", 2),
        ("\ue000", "codepoint", "odd code points", 1),
        ("\ud800", "surrogate", "broken text", 1),
        ("e" + "\u0301" * 9, "combining", "stacked marks", 5),
        ("x" + " " * 300, "spaces", "padding", 0),
    ],
)
def test_a_token_has_a_kind_and_the_text_a_badge(raw: str, kind: str, badge: str, hidden: int) -> None:
    shown = visible(raw)
    assert [token[2] for token in shown.tokens] == [kind]
    assert shown.badges == {badge}
    assert shown.hidden == hidden


def test_bytes_smuggled_in_variation_selectors_are_hidden_text() -> None:
    assert "hidden text" in visible("😀\U000e0100\U000e0101").badges
    assert "hidden text" not in visible("葛\U000e0100").badges


def test_only_what_we_put_in_is_a_token() -> None:
    shown = visible("⟨RLO⟩\u202e␛\x1b")
    assert [shown.text[start:end] for start, end, _ in shown.tokens] == ["⟨RLO⟩", "␛"]
    assert [start for start, _, _ in shown.tokens] == [5, 11]


def test_padding_is_shown_on_demand() -> None:
    raw = "a" + " " * 300 + "b" + "\n" * 50
    assert visible(raw, expand=True).text == raw
    assert visible(raw, expand=True).badges == frozenset()


def test_an_ascii_terminal_gets_our_signs_in_ascii_and_the_text_as_it_is() -> None:
    assert visible("\x1b\x07\x7f\u202eé中\n\u0301", ASCII).text == "<ESC><BEL><DEL><RLO>é中\no\u0301"
    assert visible("\x1b[2J\x00", ASCII).text == "<ESC>[2J<NUL>"


def test_a_locale_without_a_character_gets_its_number() -> None:
    shown = visible("é中😀\u200b⟨x⟩\x1b\n\u0301", LATIN_1)
    assert shown.text == "é\\u{4E2D}\\u{1F600}<ZWSP>\\u{27E8}x\\u{27E9}<ESC>\no\\u{301}"
    assert [kind for _, _, kind in shown.tokens][:3] == ["codepoint", "codepoint", "zero-width"]
    assert shown.badges == {"zero width", "controls"}


def test_clean_text_is_not_touched() -> None:
    for raw in ["plain words\n", "Größe, naïve, 中文。\u3000한국어", "नमस्ते", "สวัสดี", "e\u0301", "😀👩", ""]:
        shown = visible(raw)
        assert (shown.text, shown.tokens, shown.hidden, shown.badges) == (raw, (), 0, frozenset())
