"""Logs of Inspect AI: every sample and epoch is a case, every text is in it, and no score is more than it says."""

from __future__ import annotations

import json
import math
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.formats.eval_files import HEADER, ZIP_DEFLATED, ZIP_ZSTANDARD, ZipFile, archive, document
from tests.formats.reading import FIXTURES, bad, found, read, taken
from tests.formats.tables import section, texts, words
from triage_tui.domain.case import Ordinal
from triage_tui.domain.conversation import Media, Reasoning, RefusalPart, Text, ToolCall, ToolResult
from triage_tui.errors import Refused
from triage_tui.formats.found import LONGEST
from triage_tui.formats.inspect_sample import LEFT_OUT

WORDS = st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=20).filter(
    lambda text: "://" not in text
)
BLOCK = st.fixed_dictionaries({"type": st.just("text"), "text": WORDS}) | st.fixed_dictionaries(
    {"type": st.just("reasoning"), "reasoning": WORDS}, optional={"signature": WORDS}
)
CALL = st.fixed_dictionaries({"id": WORDS, "function": WORDS, "arguments": st.dictionaries(WORDS, WORDS, max_size=2)})
MESSAGE = st.fixed_dictionaries(
    {"role": st.sampled_from(["system", "user", "assistant", "tool"]), "content": WORDS | st.lists(BLOCK, max_size=3)},
    optional={
        "id": WORDS,
        "tool_calls": st.lists(CALL, max_size=2),
        "error": st.fixed_dictionaries({"type": WORDS, "message": WORDS}),
        "x_new": WORDS,
    },
)
SCORE = st.fixed_dictionaries(
    {
        "value": st.booleans()
        | st.integers(-9, 9)
        | st.floats()
        | WORDS
        | st.dictionaries(WORDS, st.floats(), max_size=2)
    },
    optional={"answer": WORDS, "explanation": WORDS},
)
SAMPLES = st.lists(
    st.fixed_dictionaries(
        {"input": WORDS, "messages": st.lists(MESSAGE, max_size=4)},
        optional={"target": WORDS, "scores": st.dictionaries(WORDS, SCORE, max_size=3), "x_new": WORDS},
    ),
    min_size=1,
    max_size=3,
)


@given(SAMPLES, st.sampled_from(["json", "deflated", "zstd"]))
def test_nothing_is_lost(tmp_path_factory: pytest.TempPathFactory, samples: list[dict[str, Any]], kind: str) -> None:
    samples = [{"id": n, "epoch": 1, **sample} for n, sample in enumerate(samples)]
    path = tmp_path_factory.mktemp("log") / "any.name"
    if kind == "json":
        document(path, samples)
    else:
        members = {f"samples/{sample['id']}_epoch_1.json": sample for sample in samples}
        archive(path, members, ZIP_ZSTANDARD if kind == "zstd" else ZIP_DEFLATED)
    cases = found(read(path))
    assert [one.case.id for one in cases] == [f"run7-task7-{n}-epoch-1" for n in range(len(samples))]
    for one, sample in zip(cases, samples, strict=True):
        kept = set(texts(json.loads(one.raw), but="type"))
        assert set(texts(sample, but="type")) <= kept
        assert len(one.case.turns) == max(1, len(sample["messages"]))


def test_the_fixtures_read_as_what_they_say() -> None:
    greeting, picture = found(read(FIXTURES / "inspect.eval"))
    assert [one.raw for one in found(read(FIXTURES / "inspect.json"))] == [greeting.raw, picture.raw]
    assert [turn.id for turn in greeting.case.turns] == ["m0", "m1", "m2", "m3", "m4"]
    assert [turn.role for turn in greeting.case.turns] == ["system", "user", "assistant", "tool", "assistant"]
    system, _, asked, answered, _ = (turn.content for turn in greeting.case.turns)
    assert system == (Text(text="A fixture that was kept apart."),)
    assert [type(part) for part in asked] == [Reasoning, Text, ToolCall]
    assert [(part.text, part.is_error) for part in answered if isinstance(part, ToolResult)] == [
        ("A fixture of an answer.", True),
        ("A fixture that took too long.", True),
    ]
    text, image = picture.case.turns[0].content
    assert (text, image) == (Text(text="A fixture with a picture."), Media(media_type="image/png", bytes=5))
    assert picture.case.turns[1].content == (RefusalPart(category="cyber", text="A fixture that declines."),)
    assert picture.case.enforcement is not None
    assert picture.case.enforcement.api_category == "cyber"
    assert json.loads(picture.raw)["unmapped"]["error"] == {"message": "A fixture that failed."}


def test_scores_keep_name_value_and_scale_and_name_no_clause() -> None:
    greeting, _ = found(read(FIXTURES / "inspect.eval"))
    assert [(flag.id, flag.score, flag.scale) for flag in greeting.case.flags] == [
        ("match", "C", "label"),
        ("share", 0.5, Ordinal()),
        ("safe", True, "boolean"),
        ("parts.tone", 1, Ordinal()),
        ("parts.length", None, Ordinal()),
    ]
    assert greeting.case.flags[0].reason == "A fixture that agrees."
    assert all(flag.clause is None and flag.threshold is None for flag in greeting.case.flags)
    assert json.loads(greeting.raw)["flags"][4]["unmapped"]["score"] == "NaN"


def test_an_answer_that_was_stopped_is_a_flag_in_the_providers_word(tmp_path: Path) -> None:
    _, picture = found(read(FIXTURES / "inspect.eval"))
    assert [(flag.id, flag.score, flag.scale) for flag in picture.case.flags] == [("stop_details", "cyber", "label")]
    output = {"choices": [{"stop_reason": "content_filter"}]}
    sample = {"id": 1, "input": "x", "output": output, "scores": {"stop_reason": {"value": "C"}}}
    (one,) = found(read(document(tmp_path / "log.json", [sample])))
    assert [(flag.id, flag.score) for flag in one.case.flags] == [("stop_reason", "content_filter"), (None, "C")]


def test_a_broken_sample_is_named_and_the_others_are_taken(tmp_path: Path) -> None:
    good = {"id": 3, "epoch": 1, "input": "x", "messages": []}
    samples = [
        {"id": 1, "messages": [{"role": "judge"}]},
        {"id": 2, "messages": [{"role": "user", "content": 7}]},
        good,
    ]
    *wrong, right = read(document(tmp_path / "log.json", samples))
    assert [one.path for one in bad(wrong)] == ["$.samples[0].messages[0].role", "$.samples[1].messages[0].content"]
    assert [one.case.id for one in found([right])] == ["run7-task7-3-epoch-1"]
    members = {"samples/1_epoch_1.json": b'{"id": 1,\n', "samples/2_epoch_1.json": {"id": []}, "samples/3.json": good}
    *wrong, right = read(archive(tmp_path / "log.eval", members))
    assert [one.path for one in bad(wrong)] == ["samples/1_epoch_1.json: $", "samples/2_epoch_1.json: $.id"]
    assert [one.case.id for one in found([right])] == ["run7-task7-3-epoch-1"]


def test_a_log_may_be_longer_than_a_case_on_one_line_too(tmp_path: Path) -> None:
    sample = {"epoch": 1, "messages": [{"role": "user", "content": "x" * 1_000_000}]}
    path = tmp_path / "log.json"
    path.write_text(json.dumps({**HEADER, "samples": [{"id": n, **sample} for n in range(20)]}))
    assert path.stat().st_size > LONGEST
    assert len(found(read(path))) == 20


def test_half_a_character_costs_its_sample(tmp_path: Path) -> None:
    wrong, right = read(document(tmp_path / "log.json", [{"id": 1, "input": "\ud83d"}, {"id": 2, "input": "x"}]))
    assert "half a character" in bad([wrong])[0].reason
    assert found([right])


@pytest.mark.parametrize(
    ("header", "why"),
    [
        ({**HEADER, "version": 4}, "is 4, and 1 to 3 are known"),
        ({**HEADER, "version": 0}, "is 0, and 1 to 3 are known"),
        ({"version": 2, "status": "error"}, "says nothing of its evaluation"),
    ],
)
def test_a_log_of_another_kind_is_refused(tmp_path: Path, header: dict[str, Any], why: str) -> None:
    sample = {"id": 1, "input": "x"}
    with pytest.raises(Refused, match=why):
        read(document(tmp_path / "log.json", [sample], header))
    with pytest.raises(Refused, match=why):
        read(archive(tmp_path / "log.eval", {"samples/1.json": sample}, header=header))


def test_a_log_without_samples_is_refused(tmp_path: Path) -> None:
    results = {**HEADER, "results": {"accuracy": math.nan}}
    with pytest.raises(Refused, match="a log without samples"):
        read(document(tmp_path / "log.json", [], results))
    with pytest.raises(Refused, match="a log without samples"):
        read(archive(tmp_path / "log.eval", {}))


def test_a_log_cut_short_is_named(tmp_path: Path) -> None:
    path = tmp_path / "log.json"
    path.write_bytes(b'{\n  "version": 1, "status": ')
    (one,) = bad(read(path))
    assert (one.line, one.path) == (1, "$")
    path.write_bytes(b'{\n  "version": 1, "status":\n "x",, "eval": {}}')
    assert [one.line for one in bad(read(path))] == [3]


def test_a_log_that_was_interrupted_gives_what_it_has(tmp_path: Path) -> None:
    path = tmp_path / "log.eval"
    with ZipFile(path, "w") as log:
        log.writestr("_journal/start.json", json.dumps(HEADER))
        log.writestr("samples/1_epoch_1.json", json.dumps({"id": 1, "input": "x"}))
    assert [one.case.id for one in found(read(path))] == ["run7-task7-1-epoch-1"]


def test_attachments_cannot_make_a_case_of_any_size(tmp_path: Path) -> None:
    key = "a" * 32
    messages = [{"role": "user", "content": f"attachment://{key}" * 20} for _ in range(20)]
    (one,) = bad(read(document(tmp_path / "l", [{"id": 1, "messages": messages, "attachments": {key: "x" * 100_000}}])))
    assert "more than 16,777,216 characters" in one.reason


def test_every_field_is_explained(monkeypatch: pytest.MonkeyPatch) -> None:
    with taken(monkeypatch) as names:
        found(read(FIXTURES / "inspect.json"))
    assert names | set(LEFT_OUT) <= set(words(section("inspect")))
