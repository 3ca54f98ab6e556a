"""docs/exports.md says what leaves: its formats, columns and settings are the program's own."""

from __future__ import annotations

import re
from pathlib import Path

from tests.cli.terminal import shell
from triage_tui.cli.exporting import FORMATS
from triage_tui.export.label_studio import CONFIG
from triage_tui.settings.describe import describe

PAGE = (Path(__file__).parents[2] / "docs/exports.md").read_text(encoding="utf-8")


def test_every_format_is_in_the_table_and_no_other() -> None:
    table = PAGE.partition("| `--format` |")[2].partition("\n\n")[0]
    assert re.findall(r"^\| `([\w-]+)` \|", table, re.MULTILINE) == list(FORMATS)


def test_the_configuration_is_the_one_that_tasks_are_made_for() -> None:
    assert CONFIG in PAGE


def test_settings_are_called_what_they_are_called() -> None:
    named = set(re.findall(r"`(export\.\w+(?:\.\w+)?)`", PAGE))
    assert named - {one.path.removesuffix(".NAME") for one in describe()} - {"export.letters"} == set()


def test_options_are_options() -> None:
    said = shell("export", "decisions", "--help").text + shell("export", "cases", "--help").text
    assert {one for one in re.findall(r"`(--[a-z-]+)`", PAGE) if one not in said} == set()
