"""The moderation set: a label that is absent stays unknown, and 0 is not the same as absent."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.formats.reading import FIXTURES, bad, found, read


def test_each_known_label_is_a_flag_and_the_true_ones_come_first() -> None:
    clean, threat, unknown = found(read(FIXTURES / "moderation.jsonl.gz"))
    assert json.loads(threat.raw) == {
        "schema": "triage.case/1",
        "id": "moderation-2",
        "conversation": {"turns": [{"role": "user", "text": "A fixture that stands for a threat."}]},
        "flags": [
            {"id": "V", "scale": "boolean", "score": True, "reason": "violence"},
            {"id": "HR", "scale": "boolean", "score": True, "reason": "harassment"},
            {"id": "H", "scale": "boolean", "score": False, "reason": "hate"},
        ],
    }
    assert [flag.score for flag in clean.case.flags] == [False] * 8
    assert unknown.case.flags == ()
    assert all(flag.clause is None and flag.threshold is None for flag in (*clean.case.flags, *threat.case.flags))


def test_fields_we_do_not_know_stay_with_the_case(tmp_path: Path) -> None:
    path = tmp_path / "m.jsonl"
    path.write_bytes(b'{"prompt":"x","S":1,"split":"test"}')
    (one,) = found(read(path))
    assert json.loads(one.raw)["unmapped"] == {"split": "test"}


@pytest.mark.parametrize(
    ("line", "path"),
    [
        (b'{"prompt":"x","S":2}', "$.S"),
        (b'{"prompt":"x","S":"1"}', "$.S"),
        (b'{"prompt":7,"S":1}', "$.prompt"),
        (b'{"S":1}', "$"),
        (b'{"prompt":"x",', "$"),
        (b'{"prompt":"x","n":1e400}', "$"),
    ],
)
def test_a_broken_sample_is_named_and_the_next_is_taken(tmp_path: Path, line: bytes, path: str) -> None:
    file = tmp_path / "m.jsonl"
    file.write_bytes(line + b'\n{"prompt":"x","S":1}')
    wrong, right = read(file)
    assert [(one.line, one.path) for one in bad([wrong])] == [(1, path)]
    assert [one.case.id for one in found([right])] == ["m-2"]
