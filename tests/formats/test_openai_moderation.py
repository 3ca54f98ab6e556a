"""Moderation results: every score raw on its scale, null stays unknown, and a fired category comes first."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.formats.losing import WORDS, lost
from tests.formats.reading import FIXTURES, bad, found, read

NAMES = st.sampled_from(["hate", "hate/threatening", "self-harm/intent", "a name nobody knows"])
RESULTS = st.fixed_dictionaries(
    {"categories": st.dictionaries(NAMES, st.none() | st.booleans())},
    optional={
        "flagged": st.booleans(),
        "category_scores": st.dictionaries(NAMES, st.none() | st.floats(0, 1)),
        "note": WORDS,
    },
)


@given(result=RESULTS, text=WORDS)
def test_no_score_or_verdict_is_lost(tmp_path_factory: pytest.TempPathFactory, result: Any, text: str) -> None:
    folder = tmp_path_factory.getbasetemp()
    assert lost(folder, [{"input": text, "results": [result]}], "openai-moderation") == []
    (one,) = found(read(folder / "unnamed", forced="openai-moderation"))
    flags = json.loads(one.raw).get("flags", [])
    by_name = {flag["reason"].removesuffix(": flagged"): flag for flag in flags}
    for name, score in result.get("category_scores", {}).items():
        assert score is None or (by_name[name]["score"], by_name[name]["scale"]) == (score, "probability")
    for name, verdict in result["categories"].items():
        assert verdict is None or by_name[name]["flagged"] is verdict
    fired = [flag.get("flagged", False) for flag in flags]
    assert fired == sorted(fired, reverse=True)


def test_each_result_is_a_case_with_its_own_text() -> None:
    first, second = [one.case for one in found(read(FIXTURES / "openai-moderation.json"))]
    assert (first.id, second.id) == ("openai-moderation-modr-1-1", "openai-moderation-modr-1-2")
    assert [first.turns[0].text, second.turns[0].text] == [
        "A fixture that stands for a threat.",
        "A fixture about gardens.",
    ]
    assert [(flag.id, flag.score, flag.scale) for flag in first.flags] == [
        ("violence", 0.875, "probability"),
        ("hate", 0.03125, "probability"),
        ("self-harm/intent", False, "boolean"),
    ]
    assert all(flag.clause is None and flag.threshold is None for flag in (*first.flags, *second.flags))


def test_a_result_without_its_text_is_a_case_without_turns(tmp_path: Path) -> None:
    path = tmp_path / "m.jsonl"
    path.write_text('{"results":[{"categories":{"hate":true}}]}\n')
    (one,) = found(read(path))
    assert one.case.id == "m-1"
    assert one.case.conversation is None


@pytest.mark.parametrize(
    ("result", "path"),
    [
        ('{"categories":{"hate":1}}', "$.results[0].categories.hate"),
        ('{"categories":{"hate":true},"category_scores":{"hate":"0.5"}}', "$.results[0].category_scores.hate"),
        ('{"categories":[]}', "$.results[0].categories"),
        ("7", "$.results[0]"),
    ],
)
def test_a_broken_result_is_named_and_the_next_line_is_taken(tmp_path: Path, result: str, path: str) -> None:
    file = tmp_path / "m.jsonl"
    file.write_text(f'{{"results":[{result}]}}\n{{"results":[{{"categories":{{"hate":true}}}}]}}\n')
    wrong, right = read(file)
    assert [(one.line, one.path) for one in bad([wrong])] == [(1, path)]
    assert [one.case.id for one in found([right])] == ["m-2"]
