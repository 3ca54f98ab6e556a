"""Claims: every shipped theme is readable by everybody; a broken theme of one's own is named and skipped."""

from __future__ import annotations

from itertools import combinations
from pathlib import Path

import pytest
from rich.style import Style
from textual.color import Color

from triage_tui.errors import WrongUsage
from triage_tui.settings.legible import MARKS, ROLES, VERDICTS
from triage_tui.settings.themes import BUILT_IN, ThemeFile, built_in_dir, load_themes, suited

THEMES = load_themes().themes


@pytest.fixture(params=BUILT_IN)
def theme(request: pytest.FixtureRequest) -> ThemeFile:
    return THEMES[request.param]


def test_the_folder_holds_the_built_in_themes_and_no_other() -> None:
    assert {path.stem for path in built_in_dir().iterdir()} == set(BUILT_IN) == set(THEMES)


def test_every_role_is_a_style_and_every_colour_a_colour(theme: ThemeFile) -> None:
    assert {role: Style.parse(words) for role, words in theme.styles.items()}.keys() == set(ROLES)
    for words in theme.textual_colors.values():
        Color.parse(words)


def test_marks_in_a_text_differ_without_colour(theme: ThemeFile) -> None:
    assert len({theme.roles[role].attributes for role in MARKS}) == len(MARKS)


def test_no_two_verdicts_look_alike(theme: ThemeFile) -> None:
    styles = [Style.parse(theme.styles[role]) for role in VERDICTS]
    assert all(one != other for one, other in combinations(styles, 2))


@pytest.mark.parametrize("name", ["high-contrast-dark", "high-contrast-light"])
def test_high_contrast_is_seven_to_one_by_textuals_own_reckoning(name: str) -> None:
    theme = THEMES[name]
    for role in ("text", "muted", *VERDICTS, "over", "error", "key", "user", "tool"):
        letters, ground = Color.parse(theme.roles[role].fg), Color.parse(theme.colors["background"])
        dark, light = sorted((_luminance(letters), _luminance(ground)))
        assert (light + 0.05) / (dark + 0.05) >= 7, role


def _luminance(colour: Color) -> float:
    parts = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in colour.normalized]
    return sum(weight * part for weight, part in zip((0.2126, 0.7152, 0.0722), parts, strict=True))


def test_mono_has_no_colour_at_all() -> None:
    assert {words for paint in THEMES["mono"].roles.values() for words in (paint.fg, paint.bg)} <= {"", "default"}


def test_mono_sends_no_colour_sequence() -> None:
    styles = [Style.parse(words) for words in THEMES["mono"].styles.values()]
    assert all(style.color is None and style.bgcolor is None for style in styles)


def test_a_role_is_drawn_on_the_themes_ground_unless_it_has_its_own() -> None:
    assert THEMES["dark"].styles["muted"] == "#9ba5b1 on #15181d"
    assert THEMES["dark"].styles["cursor"] == "#d9dee5 on #252d38"


def test_a_theme_of_ones_own_may_change_one_colour_of_another(tmp_path: Path) -> None:
    (tmp_path / "rose.toml").write_text('base = "dark"\n[palette]\naccent = "#f0a0b8"\n')
    loaded = load_themes([tmp_path])
    assert loaded.failed == []
    assert loaded.themes["rose"].roles["key"].fg == "#f0a0b8"
    assert loaded.themes["rose"].roles["text"] == THEMES["dark"].roles["text"]


@pytest.mark.parametrize(
    ("words", "reason"),
    [
        ('base = "dark"\n[palette]\naccent = "pinkish"', "'pinkish' is not written #rrggbb"),
        ('base = "ansi-dark"\n[palette]\naccent = "#ffffff"', "none of the sixteen colours"),
        ('base = "dark"\n[palette]\nmuted = "#333333"', "contrast of"),
        ('base = "dark"\n[roles]\nhit = { fg = "text" }', "roles.hit: has no attribute"),
        ('base = "dark"\n[roles]\nhit = { style = "bold" }', "differ by colour alone"),
        ('base = "dark"\n[roles]\nallowed = { fg = "amber" }', "roles.allowed and roles.borderline look alike"),
        ('base = "dark"\n[roles]\nhit = { style = "blink" }', "blink is none of"),
        ('base = "dark"\n[roles]\nhti = { style = "bold" }', "roles.hti: there is nothing of that name"),
        ('base = "night"', "there is no built-in theme 'night'"),
        ('base = "dark"\nname = "light"', "belongs to a built-in theme"),
        ('base = "dark"\nname = "\\u001b[31m"', "is not made of small letters"),
        ("[roles]\ntext = {}", "missing"),
        ("\n[rolls]", ":2: unknown key rolls"),
        ("x", ":1:2: "),
    ],
)
def test_a_broken_theme_is_named_and_skipped(tmp_path: Path, words: str, reason: str) -> None:
    path = tmp_path / "mine.toml"
    path.write_text(words)
    loaded = load_themes([tmp_path])
    assert list(loaded.themes) == list(BUILT_IN)
    assert [name for name, _ in loaded.failed] == [path]
    assert reason in loaded.failed[0][1]


@pytest.mark.parametrize(
    ("wanted", "colours", "name"),
    [
        ("auto", "truecolor", "dark"), ("light", "256", "light"), ("auto", "16", "ansi-dark"),
        ("light", "16", "ansi-light"), ("ansi-dark", "truecolor", "ansi-dark"), ("light", "none", "mono"),
    ],
)  # fmt: skip
def test_a_poor_terminal_gets_the_poorer_relative(wanted: str, colours: str, name: str) -> None:
    assert suited(THEMES, wanted, colours).name == name


def test_an_unknown_theme_is_refused() -> None:
    with pytest.raises(WrongUsage, match="no theme 'drak'"):
        suited(THEMES, "drak", "256")


def test_the_documentation_names_every_role_and_theme() -> None:
    words = (built_in_dir().parent / "docs" / "themes.md").read_text(encoding="utf-8")
    assert [name for name in (*ROLES, *BUILT_IN) if f"`{name}`" not in words] == []
