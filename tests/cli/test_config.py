"""Claims: ``config``, ``keys`` and ``themes`` say what is in force, and change it only when it is sound."""

from __future__ import annotations

import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

from tests.cli.terminal import shell
from triage_tui.settings.paths import config_file, user_themes


def test_what_is_shown_can_be_read_back_and_is_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    shell("config", "set", "reviewer.name", "r7")
    monkeypatch.setenv("TRIAGE_FOLD_LINES", "3")
    text = shell("--theme", "light", "config", "show").text
    assert tomllib.loads(text) | {"theme": "light", "fold_lines": 3} == tomllib.loads(text)
    assert tomllib.loads(text)["reviewer"]["name"] == "r7"
    monkeypatch.delenv("TRIAGE_FOLD_LINES")
    config_file().write_text(text)
    assert shell("config", "show").text == text
    assert shell("config").text == text


def test_the_path_is_told_even_when_the_file_is_broken() -> None:
    config_file().parent.mkdir(parents=True)
    config_file().write_text("broken")
    assert shell("config", "path").text == f"{config_file()}\n"
    assert shell("config", "show").status == 2


def test_an_unsound_change_is_refused_in_the_settings_own_words() -> None:
    answer = shell("config", "set", "fold_lines", "many")
    assert (answer.status, answer.errors) == (2, "triage-tui: fold_lines=many: expected whole number, got string\n")
    assert not config_file().exists()


def test_edit_opens_the_editor_on_a_file_that_is_there_and_checks_it_afterwards(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    editor = tmp_path / "editor"
    editor.write_text('#!/bin/sh\necho "them = 1" >> "$1"\n')
    editor.chmod(0o700)
    monkeypatch.setenv("VISUAL", str(editor))
    answer = shell("config", "edit")
    assert answer.status == 2
    assert "unknown key them" in answer.errors
    assert config_file().stat().st_mode & 0o777 == 0o600


@pytest.mark.parametrize(("editor", "words"), [("false", "ended with status 1"), ("/no/such", "cannot be started")])
def test_an_editor_that_fails_is_named(monkeypatch: pytest.MonkeyPatch, editor: str, words: str) -> None:
    monkeypatch.setenv("VISUAL", editor)
    assert words in shell("config", "edit").errors


def test_keys_are_told_as_the_settings_have_them() -> None:
    shell("config", "set", "keys.undo", "shift+y")
    keys = {one["id"]: one["keys"] for one in shell("keys", "--json").objects}
    assert keys["undo"] == ["Y"]
    assert re.search(r"^  Y +undo ", shell("keys").text, re.MULTILINE)


@pytest.mark.parametrize(
    ("key", "value", "words"),
    [
        ("keys.undo", "z", "z is both case.fold and undo"),
        ("keys.case.uphold", "2", "2 is both case.uphold and case.overturn"),
        ("keys.nothing", "z", "there is no command 'nothing'"),
        ("theme", "nope", "there are dark, light,"),
    ],
)
def test_keys_and_themes_that_the_desk_could_not_start_with_are_neither_set_nor_shown_as_sound(
    key: str, value: str, words: str
) -> None:
    answer = shell("config", "set", key, value)
    assert answer.status == 2
    assert words in answer.errors
    assert not config_file().exists()
    config_file().parent.mkdir(parents=True)
    config_file().write_text(f"theme = '{value}'" if key == "theme" else f"[keys]\n'{key[5:]}' = '{value}'")
    answer = shell("config", "show")
    assert answer.status == 2
    assert words in answer.errors


def test_one_fault_can_be_mended_while_another_stands() -> None:
    config_file().parent.mkdir(parents=True)
    config_file().write_text("theme = 'nope'\n[keys]\nundo = 'z'")
    assert shell("config", "set", "theme", "light").status == 0
    assert shell("config", "set", "keys.undo", "u").status == 0
    assert shell("config", "show").status == 0


def test_themes_are_listed_and_broken_ones_named() -> None:
    assert [one["name"] for one in shell("themes", "--json").objects][:2] == ["dark", "light"]
    user_themes().mkdir(parents=True)
    (user_themes() / "mine.toml").write_text("base = 'night'")
    answer = shell("--theme", "mono", "themes")
    assert answer.status == 1
    assert re.search(r"^\* +mono ", answer.text, re.MULTILINE)
    assert "mine.toml: base: there is no built-in theme 'night'" in answer.errors


@pytest.mark.parametrize("name", ["bash", "zsh", "fish"])
def test_every_shell_gets_a_script_that_calls_us_back(name: str) -> None:
    assert f"_TRIAGE_TUI_COMPLETE={name}_complete" in shell("completion", name).text


def test_a_shell_that_asks_is_told_how_a_line_may_go_on(monkeypatch: pytest.MonkeyPatch) -> None:
    command = [sys.executable, "-m", "triage_tui"]
    monkeypatch.setenv("COMP_WORDS", "triage-tui the")
    monkeypatch.setenv("COMP_CWORD", "1")
    monkeypatch.setenv("_TRIAGE_TUI_COMPLETE", "bash_complete")
    assert subprocess.run(command, capture_output=True, text=True, check=True).stdout == "plain,themes\n"
