"""The tables of the page on formats are true: for each row a value in the fixture, found where the row says."""

from __future__ import annotations

import json
from typing import Any

import pytest

from tests.formats.reading import FIXTURES, found, read
from tests.formats.tables import at, covers, leaves, table, texts
from triage_tui.formats.documents import Document, documents
from triage_tui.formats.source import Source

FILES = {
    "json": "prompts.json",
    "openai": "openai.jsonl",
    "openai-moderation": "openai-moderation.json",
    "anthropic": "anthropic.jsonl",
    "sharegpt": "sharegpt.json",
    "gh-issues": "issues.json",
}
"""A fixture for each format, with every field its table names."""


def records(name: str) -> list[Any]:
    with Source(str(FIXTURES / FILES[name])) as source:
        return [one.value() for one in documents(source) if isinstance(one, Document)]


def cases(name: str) -> list[Any]:
    """The cases of a fixture with every turn written out in parts."""
    made = [json.loads(one.raw) for one in found(read(FIXTURES / FILES[name]))]
    for case in made:
        case["turns"] = case.pop("conversation", {}).get("turns", [])
        for turn in case["turns"]:
            if "text" in turn:
                turn["parts"] = [{"type": "text", "text": turn.pop("text")}]
    return made


@pytest.mark.parametrize("name", FILES)
def test_every_row_is_true(name: str) -> None:
    there, here = records(name), cases(name)
    for row in table(name):
        values = [value for path in row.paths for record in there for value in at(record, path)]
        exercised = values or any(covers(path, leaf) for path in row.paths for leaf, _ in leaves(there[0]))
        assert exercised or not row.paths, row
        kept = [value for case in here for value in at(case, row.target)] if row.target else values
        assert [value for value in values if value not in kept] == [], row


@pytest.mark.parametrize("name", FILES)
def test_every_value_has_a_row_or_is_kept(name: str) -> None:
    patterns = [path for row in table(name) for path in row.paths]
    kept = json.dumps(cases(name), ensure_ascii=False)
    for record in records(name):
        for path, value in leaves(record):
            spoken_of = any(covers(pattern, path) for pattern in patterns)
            assert spoken_of or json.dumps(value, ensure_ascii=False).strip('"') in kept, path


@pytest.mark.parametrize("name", FILES)
def test_no_clause_threshold_or_time_is_made_up(name: str) -> None:
    said = {text for record in records(name) for text in texts(record)}
    for case in cases(name):
        assert not {"received_at", "due_at", "priority"} & case.keys()
        assert not [flag for flag in case.get("flags", ()) if {"clause", "threshold", "policy_id"} & flag.keys()]
        assert {turn["at"] for turn in case["turns"] if "at" in turn} <= said | {"2026-01-01T00:00:00Z"}
