"""ShareGPT: whatever the speakers are called, their words arrive, and an unknown speaker is refused."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.formats.losing import WORDS, lost
from tests.formats.reading import FIXTURES, bad, found, read
from triage_tui.domain.conversation import ToolCall
from triage_tui.formats.sharegpt import LISTS, ROLES

TALKS = st.lists(
    st.fixed_dictionaries({"from": st.sampled_from(sorted(ROLES)), "value": WORDS}, optional={"weight": WORDS}),
    min_size=1,
    max_size=4,
)
RECORDS = st.tuples(st.sampled_from(LISTS), TALKS, WORDS).map(lambda one: {one[0]: one[1], "system": one[2]})


@given(records=st.lists(RECORDS, min_size=1, max_size=3))
def test_nothing_said_is_lost(tmp_path_factory: pytest.TempPathFactory, records: list[dict[str, Any]]) -> None:
    assert lost(tmp_path_factory.getbasetemp(), records, "sharegpt") == []


def test_every_speaker_has_a_role() -> None:
    records = found(read(FIXTURES / "sharegpt.json"))
    first, second = [one.case for one in records]
    assert [b'"from":"chatgpt"' in one.raw for one in records] == [False, True]
    assert (first.id, second.id) == ("sharegpt-talk-1", "sharegpt-2")
    assert [turn.role for turn in first.turns] == ["system", "user", "assistant", "tool", "assistant"]
    assert first.turns[2].content == (ToolCall(name="docs", input={"page": "threads"}),)


@pytest.mark.parametrize(
    ("talk", "path"),
    [
        ([{"from": "wizard", "value": "x"}], "$.conversations[0].from"),
        ([{"from": "human"}], "$.conversations[0].value"),
        ([{"from": "human", "value": 7}], "$.conversations[0].value"),
        (["x"], "$.conversations[0]"),
        ([], "$"),
    ],
)
def test_a_broken_talk_is_named_and_the_next_line_is_taken(tmp_path: Path, talk: object, path: str) -> None:
    file = tmp_path / "s.jsonl"
    good = json.dumps({"conversations": [{"from": "human", "value": "x"}]})
    file.write_text(f"{json.dumps({'conversations': talk})}\n{good}\n")
    wrong, right = read(file)
    assert [(one.line, one.path) for one in bad([wrong])] == [(1, path)]
    assert [one.case.id for one in found([right])] == ["s-2"]
