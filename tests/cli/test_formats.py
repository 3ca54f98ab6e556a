"""``formats`` lists what ``import`` reads, and ``schema`` prints what programs need."""

from __future__ import annotations

import json

import pytest

from tests.cli.terminal import shell
from triage_tui.formats.registry import READERS


def test_every_reader_is_listed_with_its_fields() -> None:
    words = shell("formats").text
    assert all(reader.name in words and reader.title in words for reader in READERS)
    assert "flag.score" in words
    assert [one["name"] for one in shell("formats", "--json").objects] == [reader.name for reader in READERS]


@pytest.mark.parametrize(
    ("name", "title"), [("case", "case"), ("policy", "policy"), ("decision", "decision"), ("manifest", "bundle")]
)
def test_a_schema_is_printed(name: str, title: str) -> None:
    assert json.loads(shell("schema", name).raw)["title"] == f"triage.{title}/1"


def test_an_unknown_schema_is_refused() -> None:
    assert shell("schema", "cases").status == 2
