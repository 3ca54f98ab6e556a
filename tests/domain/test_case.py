"""A case is read as its source wrote it, or refused with the place and the reason."""

from __future__ import annotations

from typing import Any

import msgspec
import pytest

from tests.domain.made import case, said
from triage_tui.domain.case import Ordinal, decode_case
from triage_tui.domain.conversation import Media, Text, ToolCall, ToolResult, part_text
from triage_tui.domain.values import Invalid


def test_the_smallest_case() -> None:
    raw = b'{"id":"c1","conversation":{"turns":[{"role":"user","text":"hello"}]},"flags":[{"clause":"a","score":0.93}]}'
    read = decode_case(raw)
    assert (read.version, read.queue, read.origin, read.retention.class_) == (1, "default", "classifier", "standard")
    assert (read.turn_ids, read.flag_ids) == (("t1",), ("f1",))
    assert read.turns[0].content == (Text(text="hello"),)
    assert (read.flags[0].score, read.flags[0].scale, read.flags[0].threshold) == (0.93, "probability", None)


def test_a_case_without_a_conversation_has_no_turns() -> None:
    assert case().turns == case(conversation={}).turns == ()


def test_fields_of_tomorrow_are_no_obstacle() -> None:
    assert (
        case(mood="x", flags=[{"clause": "a", "hue": 1}], subject={"tier": "free", "shoe": 43}).flags[0].clause == "a"
    )


@pytest.mark.parametrize(
    ("score", "scale"),
    [
        (True, "boolean"),
        ("high", "label"),
        (0, "probability"),
        (1.5, "probability"),
        (3, {"type": "ordinal", "max": 6}),
        (None, "probability"),
    ],
)
def test_a_score_keeps_its_own_value_and_type(score: object, scale: object) -> None:
    flag = case(flags=[{"score": score, "scale": scale}]).flags[0]
    assert type(flag.score) is type(score)
    assert flag.score == score
    assert flag.scale == (Ordinal(max=6) if isinstance(scale, dict) else scale)


def test_ids_that_are_missing_are_counted_from_one() -> None:
    read = said("a", "b", flags=[{}, {"id": "x"}, {}])
    assert (read.turn_ids, read.flag_ids) == (("t1", "t2"), ("f1", "x", "f3"))


def test_a_turn_may_have_both_a_text_and_parts() -> None:
    turn = {"role": "assistant", "text": "a", "parts": [{"type": "reasoning", "text": "b"}]}
    assert [part_text(part) for part in case(conversation={"turns": [turn]}).turns[0].content] == ["a", "b"]


def test_what_spans_count_in() -> None:
    assert part_text(ToolCall(name="sh", input="ls")) == "ls"
    assert part_text(ToolCall(name="sh", input={"b": [1], "a": "é"})) == '{\n  "b": [\n    1\n  ],\n  "a": "é"\n}'
    assert part_text(ToolResult(text="done")) == "done"
    assert part_text(Media(media_type="image/png", description="a cat")) == "a cat"


TURN = {"role": "user", "text": "x"}
REFUSED: list[tuple[dict[str, Any], str]] = [
    ({"id": "a\n"}, "$.id"),
    ({"id": ""}, "$.id"),
    ({"id": "a b"}, "$.id"),
    ({"id": "x" * 201}, "$.id"),
    ({"schema": "triage.case/2"}, "$.schema"),
    ({"version": 0}, "$.version"),
    ({"version": 2**53}, "$.version"),
    ({"version": "1"}, "$.version"),
    ({"origin": "robot"}, "$.origin"),
    ({"received_at": "2026-11-22T12:00:00"}, "$.received_at"),
    ({"received_at": "yesterday"}, "$.received_at"),
    ({"retention": {"class": "forever"}}, "$.retention.class"),
    ({"conversation": {"turns": [TURN, {"role": "god"}]}}, "$.conversation.turns[1].role"),
    (
        {"conversation": {"turns": [{"role": "user", "parts": [{"type": "song"}]}]}},
        "$.conversation.turns[0].parts[0].type",
    ),
    ({"conversation": {"turns": [{**TURN, "id": "t2"}, TURN]}}, "$.conversation.turns[1].id"),
    ({"flags": [{"spans": [{"start": -1, "end": 2}]}]}, "$.flags[0].spans[0].start"),
    ({"flags": [{"score": [1]}]}, "$.flags[0].score"),
    ({"flags": [{"id": "x"}, {"id": "y"}, {"id": "x"}]}, "$.flags[2].id"),
    ({"flags": [{"id": "f2"}, {}]}, "$.flags[1].id"),
    ({"opinions": [{"confidence": 1.1}]}, "$.opinions[0].confidence"),
    ({"selection": {"probability": 0}}, "$.selection.probability"),
    ({"related": [{}]}, "$.related[0]"),
]


@pytest.mark.parametrize(("fields", "path"), REFUSED)
def test_a_bad_case_is_refused_with_the_place_and_the_reason(fields: dict[str, Any], path: str) -> None:
    with pytest.raises(Invalid) as caught:
        case(**fields)
    assert caught.value.path == path
    assert caught.value.reason
    assert str(caught.value) == f"{path}: {caught.value.reason}"


@pytest.mark.parametrize(
    "raw", [b"", b"{", b"[]", b"null", b'{"id":"c1"} x', b"\xff", b'{"id":"\xff"}', b'{"id":"\\ud800"}']
)
def test_what_is_no_case_at_all_is_refused_as_a_whole(raw: bytes) -> None:
    with pytest.raises(Invalid) as caught:
        decode_case(raw)
    assert caught.value.path.startswith("$")


def test_a_tower_of_brackets_is_refused() -> None:
    deep = b'{"id":"c1","conversation":{"turns":[{"role":"tool","parts":[{"type":"tool_call","input":'
    with pytest.raises(Invalid):
        decode_case(deep + b"[" * 100_000)


def test_a_case_cannot_be_changed() -> None:
    with pytest.raises(AttributeError):
        case().queue = "x"  # type: ignore[misc]  # that it is refused is the claim


def test_what_is_not_known_is_not_written_back() -> None:
    assert msgspec.json.encode(case()) == b'{"id":"c1"}'
