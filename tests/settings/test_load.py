"""Claims: file, environment and options win in this order, and whatever is wrong is named with its line."""

from __future__ import annotations

from pathlib import Path

import pytest

from triage_tui.settings.load import load
from triage_tui.settings.model import Settings
from triage_tui.settings.toml import SettingsError


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "settings.toml"


def loaded(file: Path, words: str, **environ: str) -> Settings:
    file.write_text(words)
    return load({"TRIAGE_CONFIG": str(file), **environ})


def refused(file: Path, words: str) -> tuple[str, str]:
    with pytest.raises(SettingsError) as caught:
        loaded(file, words)
    assert caught.value.exit_code == 2
    return caught.value.title.removeprefix(str(file)), caught.value.hint


def test_nothing_said_is_the_model_itself() -> None:
    assert load({}) == Settings()


def test_environment_wins_over_the_file_and_options_over_both(file: Path) -> None:
    file.write_text('theme = "light"\nfold_lines = 7\ncolor = "16"\n[reviewer]\nname = "file"')
    environ = {
        "TRIAGE_CONFIG": str(file),
        "TRIAGE_FOLD_LINES": "9",
        "TRIAGE_COLOR": "256",
        "TRIAGE_REVIEWER_NAME": "env",
    }
    settings = load(environ, {"color": "none"})
    assert (settings.theme, settings.fold_lines, settings.color, settings.reviewer.name) == ("light", 9, "none", "env")


@pytest.mark.parametrize(
    ("words", "title", "hint"),
    [
        ('\nthem = "x"', ":2: unknown key them", "did you mean theme?"),
        ("[review]\n# a\n\nauto_advanced = true", ":4: unknown key review.auto_advanced", "review.auto_advance?"),
        ("[queues]\n\nx = {sla = {otter = 1}}", ":3: unknown key queues.x.sla.otter", "queues.x.sla.other?"),
        ("[queues.x]\nrequires = [\n 'rationale',\n 'proof',\n]", ":2: queues.x.requires: 'proof' is none of", ""),
        ("[[views]]\n", ":1: views: expected table, got array", ""),
        ("[templates.a]\ntext = 'x'", ":1: templates.a: title is missing", ""),
        ("fold_lines = '3'", ":1: fold_lines: expected whole number, got string", ""),
        ("fold_lines = -1", ":1: fold_lines: expected whole number >= 0", ""),
        ("[keys]\ncase.fold = 'x'", ":2: keys.case: expected string or array, got table", "written in quotes"),
        ("a\n", ":1:2: Expected '=' after a key", "not TOML"),
        ("x = '''\n\n", ":3:1: ", "not TOML"),
        ("[views]\nx = 'is:opne'", ":2: views.x: ", "open"),
        ("colour = 1\ntheem = 2", ":1: unknown key colour (and 1 more)", "did you mean color?"),
    ],
)  # fmt: skip
def test_a_fault_is_named_with_its_line(file: Path, words: str, title: str, hint: str) -> None:
    said, advice = refused(file, words)
    assert title in said
    assert hint in advice


def test_text_that_is_not_utf8_is_named_with_its_line(file: Path) -> None:
    file.write_bytes(b"ascii = true\n# \xff\n")
    with pytest.raises(SettingsError, match=":2: this is not UTF-8"):
        load({"TRIAGE_CONFIG": str(file)})


@pytest.mark.parametrize(
    ("name", "words", "title"),
    [
        ("TRIAGE_FOLD_LINES", "many", "TRIAGE_FOLD_LINES=many: expected whole number"),
        ("TRIAGE_COLOR", "255", "'255' is none of auto, truecolor, 256, 16, none"),
        ("TRIAGE_THEM", "dark", "TRIAGE_THEM is not a setting"),
        ("TRIAGE_CONFIG", "/nowhere/settings.toml", "there is no settings file /nowhere/settings.toml"),
    ],
)
def test_a_bad_variable_is_named(name: str, words: str, title: str) -> None:
    with pytest.raises(SettingsError) as caught:
        load({name: words})
    assert title in caught.value.title


def test_own_views_replace_and_own_templates_join(file: Path) -> None:
    settings = loaded(file, "[views]\nmine = 'is:draft'\n[templates.mine]\ntitle = 'a'\ntext = 'b'")
    assert list(settings.views) == ["mine"]
    assert {"mine", *Settings().templates} == set(settings.templates)


def test_a_queue_takes_its_deadlines_from_the_house_unless_it_has_its_own(file: Path) -> None:
    settings = loaded(file, "[sla]\nappeal = 10\n[queues.fast.sla]\nother = 1\n[queues.'*'.sla]\nother = 2")
    hours = [(settings.house_sla(name).appeal, settings.house_sla(name).other) for name in ("fast", "slow")]
    assert [(a.total_seconds() / 3600, o.total_seconds() / 3600) for a, o in hours] == [(10, 1), (10, 2)]
