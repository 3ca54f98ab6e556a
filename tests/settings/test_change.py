"""Claims: changing one setting keeps every comment, checks first, and leaves the file its owner's alone."""

from __future__ import annotations

from pathlib import Path

import pytest

from triage_tui.settings.change import STARTER, change
from triage_tui.settings.load import load
from triage_tui.settings.toml import SettingsError


@pytest.fixture
def file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    path = tmp_path / "new" / "settings.toml"
    monkeypatch.setenv("TRIAGE_CONFIG", str(path))
    return path


def test_a_change_is_read_back_and_the_file_is_private(file: Path) -> None:
    for one in ("reviewer.name=r7", "fold_lines=9", "keys.case.fold=shift+y", "views.to do=is:open"):
        change(file, *one.split("="))
    change(file, "queues.x.requires", '["rationale"]')
    settings = load({"TRIAGE_CONFIG": str(file)})
    assert (settings.reviewer.name, settings.fold_lines, settings.keys["case.fold"]) == ("r7", 9, "shift+y")
    assert settings.views == {"to do": "is:open"}
    assert settings.queue("x").requires == ("rationale",)
    assert file.stat().st_mode & 0o777 == 0o600


def test_a_key_or_a_filter_that_looks_like_a_number_is_words(file: Path) -> None:
    for one in ("keys.case.uphold=2", "keys.undo=['u', '9']", "views.year=2026"):
        change(file, *one.split("="))
    settings = load({"TRIAGE_CONFIG": str(file)})
    assert settings.keys == {"case.uphold": "2", "undo": ("u", "9")}
    assert settings.views == {"year": "2026"}


def test_comments_and_order_stay(file: Path) -> None:
    file.parent.mkdir()
    file.write_text('# first\n[reviewer] # who\nname = "a" # me\n\n# last\n')
    change(file, "reviewer.name", "b")
    assert file.read_text() == '# first\n[reviewer] # who\nname = "b" # me\n\n# last\n'


@pytest.mark.parametrize(
    ("key", "words"), [("them", "x"), ("fold_lines", "x"), ("views.x", "is:opne"), ("reviewer", "x")]
)
def test_a_wrong_change_leaves_the_file_alone(file: Path, key: str, words: str) -> None:
    file.parent.mkdir()
    file.write_text(STARTER)
    with pytest.raises(SettingsError):
        change(file, key, words)
    assert file.read_text() == STARTER
    assert list(file.parent.iterdir()) == [file]


def test_the_starter_file_is_sound(file: Path) -> None:
    file.parent.mkdir()
    file.write_text(STARTER + "\n".join(line.removeprefix("# ") for line in STARTER.splitlines()[3:]))
    assert load({"TRIAGE_CONFIG": str(file)}).reviewer.name == "reviewer-7"
