"""OpenAI's conversations: whichever way they are kept, nothing said is lost and nothing is made up."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.formats.losing import WORDS, lost
from tests.formats.reading import FIXTURES, bad, found, read
from triage_tui.domain.conversation import Media, Reasoning, RefusalPart, Text, ToolCall, ToolResult

BLOCKS = st.one_of(
    st.fixed_dictionaries({"type": st.just("text"), "text": WORDS}, optional={"extra": WORDS}),
    st.fixed_dictionaries({"type": st.just("refusal"), "refusal": WORDS}),
    st.fixed_dictionaries({"type": st.just("image_url"), "image_url": st.fixed_dictionaries({"url": WORDS})}),
    st.fixed_dictionaries({"type": st.just("file"), "file": st.fixed_dictionaries({"filename": WORDS, "x": WORDS})}),
    st.fixed_dictionaries({"type": st.just("hologram"), "angle": WORDS}),
)
CALLS = st.one_of(
    st.fixed_dictionaries(
        {"id": WORDS, "type": st.just("function")},
        optional={"function": st.fixed_dictionaries({"name": WORDS, "arguments": WORDS, "strict": WORDS})},
    ),
    st.fixed_dictionaries({"custom": st.fixed_dictionaries({"name": WORDS, "input": WORDS})}),
)
MESSAGES = st.lists(
    st.fixed_dictionaries(
        {
            "role": st.sampled_from(["system", "developer", "user", "assistant", "tool", "function"]),
            "content": st.none() | WORDS | st.lists(BLOCKS | WORDS, max_size=3),
        },
        optional={"name": WORDS, "refusal": WORDS, "reasoning_content": WORDS, "x": WORDS, "tool_call_id": WORDS}
        | {
            "tool_calls": st.lists(CALLS, max_size=2),
            "audio": st.fixed_dictionaries({"transcript": WORDS, "id": WORDS}),
        },
    ),
    min_size=1,
    max_size=4,
)
RECORDS = st.fixed_dictionaries({"messages": MESSAGES}, optional={"model": WORDS, "tools": st.lists(WORDS)})


@given(records=st.lists(RECORDS, min_size=1, max_size=3))
def test_nothing_said_is_lost(tmp_path_factory: pytest.TempPathFactory, records: list[dict[str, Any]]) -> None:
    assert lost(tmp_path_factory.getbasetemp(), records, "openai") == []


def conversation(path: Path, content: object) -> Any:
    path.write_text(content if isinstance(content, str) else json.dumps(content, indent=1), encoding="utf-8")
    (one,) = found(read(path))
    return json.loads(one.raw)


TALK = [{"role": "user", "content": "Hello"}, {"role": "assistant", "content": "Good day"}]
ANSWER = {"choices": [{"message": TALK[1]}]}


@pytest.mark.parametrize(
    "content",
    [
        TALK,
        {"messages": TALK},
        [TALK],
        "\n".join(map(json.dumps, TALK)),
        {"traj": TALK},
        {"conversation": TALK},
        {"body": {"messages": TALK}},
        {"messages": TALK[:1], **ANSWER},
        {"request": {"messages": TALK[:1]}, "response": ANSWER},
        {"request": {"messages": TALK[:1]}, "response": {"body": ANSWER}},
    ],
)
def test_a_conversation_is_the_same_however_it_is_kept(tmp_path: Path, content: object) -> None:
    case = conversation(tmp_path / "talk.json", content)
    assert case["id"] == "talk-1"
    assert case["conversation"] == {
        "turns": [{"role": "user", "text": "Hello"}, {"role": "assistant", "text": "Good day"}]
    }
    assert "unmapped" not in case
    assert "flags" not in case


def test_every_kind_of_part_has_its_place() -> None:
    case = found(read(FIXTURES / "openai.jsonl"))[0].case
    _, asked, answered, *_, spoken, _, refused = case.turns
    assert [type(part) for part in asked.content] == [Text, Media, Media, Media, Media]
    assert asked.content[3] == Media(media_type="text/plain", bytes=4, description="strace.txt")
    assert answered.content[2] == ToolCall(call_id="call-1", name="shell", input={"cmd": "ps -o stat", "limit": 3})
    assert case.turns[3].content == (ToolResult(call_id="call-1", text="STAT\nD+"),)
    assert spoken.content[0] == RefusalPart(text="Not that.")
    assert [flag.score for flag in case.flags] == ["content_filter", 0.8125, 0.0625]
    assert refused.content == (RefusalPart(text="I cannot help to kill."),)


def test_a_request_that_was_blocked_is_a_case_with_what_the_user_read(tmp_path: Path) -> None:
    blocked = found(read(FIXTURES / "openai.jsonl"))[2].case
    assert [type(part) for part in blocked.turns[1].content] == [Reasoning, Text]
    assert blocked.enforcement is not None
    assert blocked.enforcement.user_message == "The prompt was blocked by our content policy."
    assert [(flag.id, flag.score, flag.scale) for flag in blocked.flags] == [("error", "content_filter", "label")]
    path = tmp_path / "t.json"
    path.write_text('{"custom_id":"x","response":null,"error":{"code":"late","message":"Too late."}}')
    (late,) = found(read(path, forced="openai"))
    assert (late.case.turns, late.case.flags) == ((), ())


def test_a_role_of_another_name_is_kept_beside_ours(tmp_path: Path) -> None:
    talk = [{"role": role, "content": "x"} for role in ("developer", "system", "function", "tool")]
    turns = conversation(tmp_path / "t", talk)["conversation"]["turns"]
    assert [turn["role"] for turn in turns] == ["system", "system", "tool", "tool"]
    assert [turn.get("unmapped") for turn in turns] == [{"role": "developer"}, None, {"role": "function"}, None]


@pytest.mark.parametrize(
    ("arguments", "kept"),
    [
        ('{"a": {"b": [1, 2.5]}}', {"a": {"b": [1, 2.5]}}),
        ('{"cmd": "evil", "cmd": "ls"}', None),
        ('{"a": 1e999}', None),
        ('{"a": NaN}', None),
        ('{"a": "\\ud800"}', None),
        ("[" * 100_000, None),
        ("7", None),
        ("", None),
    ],
)
def test_arguments_never_say_less_than_their_text(tmp_path: Path, arguments: str, kept: object) -> None:
    call = {"id": "c", "type": "function", "function": {"name": "f", "arguments": arguments}}
    case = conversation(tmp_path / "t", [{"role": "assistant", "content": None, "tool_calls": [call]}])
    assert case["conversation"]["turns"][0]["parts"][0]["input"] == (arguments if kept is None else kept)


def test_every_choice_is_a_case(tmp_path: Path) -> None:
    path = tmp_path / "t.json"
    choices = [{"index": n, "message": {"role": "assistant", "content": f"answer {n}"}} for n in range(2)]
    path.write_text(json.dumps({"id": "x", "messages": TALK[:1], "choices": choices}))
    cases = [one.case for one in found(read(path))]
    assert [case.id for case in cases] == ["t-x-choice-0", "t-x-choice-1"]
    assert [[turn.text for turn in case.turns] for case in cases] == [["Hello", "answer 0"], ["Hello", "answer 1"]]


@pytest.mark.parametrize(
    ("record", "path", "reason"),
    [
        ({"messages": [{"role": "wizard", "content": "x"}]}, "$[1].messages[0].role", "none of system"),
        ({"messages": [{"role": "user", "content": 7}]}, "$[1].messages[0].content", "neither text nor an array"),
        ({"messages": [{"role": "user", "content": [7]}]}, "$[1].messages[0].content[0]", "not an object"),
        ({"messages": "x"}, "$[1].messages", "not an array"),
        ({"choices": [{"index": 0}]}, "$[1].choices[0].message", "missing"),
        ({"choices": [{"message": TALK[1]}], "created": 10**20}, "$[1].created", "calendar"),
        ({"n": 1}, "$[1]", "holds no messages"),
        ({"choices": [{"delta": {"content": "x"}}]}, "$[1].choices[0].delta", "piece of a streamed answer"),
        (7, "$[1]", "not an object"),
    ],
)
def test_a_broken_record_is_named_and_the_others_are_taken(
    tmp_path: Path, record: object, path: str, reason: str
) -> None:
    file = tmp_path / "t.json"
    file.write_text(json.dumps([{"messages": TALK}, record, {"messages": TALK}], indent=1))
    first, wrong, last = read(file, forced="openai")
    assert [one.case.id for one in found([first, last])] == ["t-1", "t-3"]
    (one,) = bad([wrong])
    assert one.path == path
    assert reason in one.reason
    assert one.line > first.line


def test_a_conversation_with_a_broken_message_is_not_taken_without_it(tmp_path: Path) -> None:
    file = tmp_path / "t.jsonl"
    file.write_text('{"role":"user","content":"x"}\n{"role":"user",\n{"role":"wizard","content":"y"}\n')
    assert [one.line for one in bad(read(file))] == [2]
    file.write_text('{"role":"user","content":"x"}\n{"role":"wizard","content":"y"}\n')
    assert [one.path for one in bad(read(file))] == ["$[1].role"]
