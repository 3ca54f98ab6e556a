"""Objects as a table: the columns mean what they mean in CSV, and a list of texts is a table of one."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.formats.losing import WORDS, lost
from tests.formats.reading import FIXTURES, bad, found, read
from triage_tui.errors import Refused

ROWS = st.fixed_dictionaries(
    {"prompt": WORDS},
    optional={"label": WORDS, "note": WORDS, "rater": st.fixed_dictionaries({"x": WORDS, "y": st.lists(WORDS)})},
)


@given(rows=st.lists(ROWS, min_size=1, max_size=60))
def test_no_cell_is_lost(tmp_path_factory: pytest.TempPathFactory, rows: list[dict[str, Any]]) -> None:
    assert lost(tmp_path_factory.getbasetemp(), rows, "json") == []


def test_fields_are_columns() -> None:
    first, second = found(read(FIXTURES / "prompts.json"))
    assert (first.case.id, second.case.id) == ("prompts-a1", "prompts-a2")
    assert [(flag.id, flag.score, flag.scale) for flag in first.case.flags] == [
        ("label", "safe", "label"),
        ("score", 0.5, "probability"),
        ("flagged", False, "boolean"),
    ]
    assert second.case.flags == ()


def test_columns_are_mapped_as_told(tmp_path: Path) -> None:
    path = tmp_path / "t.jsonl"
    path.write_text('{"ask":{"words":"Hi?"},"bad":true}\n{"ask":{"words":"Again"},"bad":null}\n')
    mapping = [("ask.words", "text"), ("bad", "flag.boolean")]
    first, second = [one.case for one in found(read(path, mapping=mapping))]
    assert (first.id, first.turns[0].text, first.flags[0].score) == ("t-1", "Hi?", True)
    assert (second.id, second.turns[0].text, second.flags) == ("t-2", "Again", ())


def test_a_field_that_only_later_rows_have_stays_unread(tmp_path: Path) -> None:
    path = tmp_path / "t.jsonl"
    path.write_text('{"prompt":"x"}\n' * 60 + '{"prompt":"y","label":"late"}\n')
    last = found(read(path, forced="json"))[-1]
    assert (last.case.turns[0].text, last.case.flags) == ("y", ())
    assert json.loads(last.raw)["unmapped"] == {"label": "late"}


def test_texts_are_rows(tmp_path: Path) -> None:
    path = tmp_path / "t.json"
    path.write_text(json.dumps(["first", "", "third"], indent=1))
    first, empty, third = read(path)
    assert [one.case.id for one in found([first, third])] == ["t-1", "t-3"]
    assert [(one.line, one.reason) for one in bad([empty])] == [(3, "holds no text")]


def test_a_table_without_a_text_is_refused_with_what_to_say(tmp_path: Path) -> None:
    path = tmp_path / "t.json"
    path.write_text('[{"words":"x"}]')
    with pytest.raises(Refused, match="no column holds the text") as refused:
        read(path)
    assert "--map" in refused.value.hint


@pytest.mark.parametrize(
    ("row", "path"),
    [('{"prompt":"x","score":7}', "$[1].score"), ("7", "$[1]"), ('{"prompt":}', "$[1]"), ('{"label":"x"}', "$[1]")],
)
def test_a_broken_row_is_named_and_the_others_are_taken(tmp_path: Path, row: str, path: str) -> None:
    file = tmp_path / "t.json"
    file.write_text(f'[{{"prompt":"x"}},\n{row},\n{{"prompt":"z"}}]')
    first, wrong, last = read(file, forced="json")
    assert [(one.line, one.path) for one in bad([wrong])] == [(2, path)]
    assert [one.case.id for one in found([first, last])] == ["t-1", "t-3"]
