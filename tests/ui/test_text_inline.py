"""One line for names and titles, cutting by cells, and lines made of runs."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len

from tests import corpora
from tests.ui.texts import CAPS, TEXTS
from triage_tui.ui.present.line import Line, Run, fit, width
from triage_tui.ui.present.text import (
    FULL,
    Capabilities,
    Safe,
    clip,
    cut,
    inline,
    ours,
    visible,
)

ASCII = Capabilities(ascii_only=True)


def test_line_feeds_and_tabs_of_a_name_are_shown() -> None:
    assert inline("a\nb\tc\r\nd") == "a␊b␉c␍␊d"
    assert inline("a\nb\tc", caps=ASCII) == "a<LF>b<TAB>c"
    assert inline("Größe\x1b[2J") == "Größe␛[2J"
    assert inline("a\n\u0301") == "a␊◌\u0301"


def test_a_name_is_cut_to_its_cells() -> None:
    assert inline("abcdef", 6) == "abcdef"
    assert inline("abcdefg", 6) == "abcde…"
    assert inline("abcdefg", 6, ASCII) == "abc..."
    assert inline("中文中文", 6) == "中文…"
    assert inline("x" * 10_000_000, 3) == "xx…"
    assert inline("abc", 0) == inline("abc", -4) == ""
    assert inline("abc", 2, ASCII) == ".."


@given(TEXTS, st.integers(0, 40), CAPS)
def test_a_name_fits_and_stays_on_its_line(raw: str, limit: int, caps: Capabilities) -> None:
    name = inline(raw, limit, caps)
    assert cell_len(name) <= limit
    assert "\n" not in name


def test_the_corpora_fit_as_names() -> None:
    for raw in corpora.everything():
        assert cell_len(inline(raw, 30)) <= 30


def test_a_cut_never_divides_a_character() -> None:
    flags = visible("🇩🇪🇫🇷🇮🇹", FULL).text
    assert [cut(flags, limit) for limit in range(1, 7)] == ["…", "…", "🇩🇪…", "🇩🇪…", "🇩🇪🇫🇷…", flags]
    family = visible("👩\u200d👩\u200d👧x", FULL).text
    assert [cut(family, limit) for limit in (1, 2, 3)] == ["…", "…", family]
    accents = visible("e\u0301e\u0301e\u0301").text
    assert cut(accents, 2) == "e\u0301…"


def test_our_words_are_filled_with_numbers_and_safe_text() -> None:
    assert ours("{:>4} of {:,} by {}", 7, 12000, inline("[b]\x07")) == "   7 of 12,000 by [b]␇"


def test_a_stretch_of_safe_text_is_safe() -> None:
    assert clip(ours("abcdef"), 2, 4) == "cd"


LINES = st.lists(st.tuples(TEXTS.map(inline), st.sampled_from(["text", "token"])).map(lambda run: Run(*run))).map(tuple)


@given(LINES, st.integers(0, 60))
def test_a_line_is_fitted_exactly(line: Line, limit: int) -> None:
    fitted = fit(line, limit)
    assert width(fitted) == limit
    if width(line) <= limit:
        assert fitted[: len(line)] == line


def test_what_does_not_fit_ends_with_an_ellipsis() -> None:
    line = (Run(ours("one "), "heading"), Run(ours("two"), "text"))
    assert fit(line, 9, "muted") == (*line, Run(Safe("  "), "muted"))
    assert fit(line, 7) == line
    assert fit(line, 6) == (line[0], Run(Safe("t…"), "text"))
    assert fit(line, 4) == (Run(Safe("one…"), "heading"),)
    assert fit(line, 6, ellipsis=ours("...")) == (Run(Safe("one..."), "heading"),)
    assert fit(line, 0) == (Run(Safe(""), "heading"),)
