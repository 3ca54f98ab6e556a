"""Anthropic's conversations: a refusal says what the response says, and nothing said is lost."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.formats.losing import WORDS, lost
from tests.formats.reading import FIXTURES, bad, found, read
from triage_tui.domain.conversation import Reasoning, RefusalPart, Text, ToolCall, ToolResult


def block(kind: str, **fields: Any) -> Any:
    return st.fixed_dictionaries({"type": st.just(kind), **fields}, optional={"extra": WORDS})


TEXTS = block("text", text=WORDS)
SOURCES = st.one_of(
    st.fixed_dictionaries({"type": st.just("url"), "url": WORDS}),
    st.fixed_dictionaries({"type": st.just("text"), "media_type": st.just("text/plain"), "data": WORDS}),
    st.fixed_dictionaries({"type": st.just("content"), "content": WORDS | st.lists(TEXTS, max_size=2)}),
)
BLOCKS = st.one_of(
    TEXTS,
    block("thinking", thinking=WORDS, signature=WORDS),
    block("tool_use", id=WORDS, name=WORDS, input=st.dictionaries(st.just("q"), WORDS)),
    block("tool_result", tool_use_id=WORDS, is_error=st.booleans(), content=st.none() | WORDS | st.lists(TEXTS)),
    block("web_search_tool_result", tool_use_id=WORDS, content=st.lists(block("web_search_result", url=WORDS))),
    block("web_search_tool_result", tool_use_id=WORDS, content=block("web_search_tool_result_error", error_code=WORDS)),
    block("document", title=WORDS, source=SOURCES),
    block("search_result", source=WORDS, title=WORDS, content=st.lists(TEXTS, max_size=2)),
    block("hologram", angle=WORDS),
)
CONTENT = WORDS | st.lists(BLOCKS, max_size=3)
MESSAGES = st.lists(
    st.fixed_dictionaries({"role": st.sampled_from(["user", "assistant"]), "content": CONTENT}, optional={"x": WORDS}),
    min_size=1,
    max_size=3,
)
ANSWERS = st.fixed_dictionaries(
    {"type": st.just("message"), "role": st.just("assistant"), "content": CONTENT, "stop_reason": st.just("refusal")},
    optional={
        "model": WORDS,
        "stop_details": st.fixed_dictionaries({"category": st.none() | WORDS, "explanation": st.none() | WORDS}),
    },
)
REQUESTS = st.fixed_dictionaries({"messages": MESSAGES}, optional={"system": CONTENT, "metadata": WORDS})
RECORDS = REQUESTS | ANSWERS | st.fixed_dictionaries({"request": REQUESTS, "response": ANSWERS, "note": WORDS})


@given(records=st.lists(RECORDS, min_size=1, max_size=2))
def test_nothing_said_is_lost(tmp_path_factory: pytest.TempPathFactory, records: list[dict[str, Any]]) -> None:
    assert lost(tmp_path_factory.getbasetemp(), records, "anthropic") == []


def test_a_refusal_has_its_place() -> None:
    refused, blocked = [one.case for one in found(read(FIXTURES / "anthropic.jsonl"))]
    assert refused.enforcement is not None
    assert (refused.enforcement.api_category, refused.enforcement.model) == ("cyber", "model-b-1")
    assert refused.enforcement.state is None
    assert [(flag.score, flag.scale, flag.clause) for flag in refused.flags] == [("cyber", "label", None)]
    assert refused.turns[-1].parts == (
        Text(text="The header"),
        RefusalPart(category="cyber", text="This looks like work on malware."),
    )
    assert [turn.role for turn in refused.turns] == ["system", "user", "assistant", "tool", "user", "assistant"]
    assert [type(part) for part in refused.turns[2].content[:3]] == [Reasoning, Text, ToolCall]
    assert refused.turns[3].content == (ToolResult(call_id="toolu-1", text="permission denied", is_error=True),)
    assert blocked.turns == ()
    assert blocked.enforcement is not None
    assert blocked.enforcement.user_message == "Output blocked by content filtering policy"


def test_a_result_of_a_batch_that_failed_is_what_the_user_read(tmp_path: Path) -> None:
    error = {"type": "error", "error": {"type": "invalid_request_error", "message": "Blocked."}, "request_id": "req_1"}
    path = tmp_path / "t.jsonl"
    path.write_text(json.dumps({"custom_id": "x", "result": {"type": "errored", "error": error}}))
    (one,) = found(read(path))
    assert one.case.id == "t-x"
    assert one.case.enforcement is not None
    assert one.case.enforcement.user_message == "Blocked."


@pytest.mark.parametrize("details", [None, {"type": "refusal", "category": None, "explanation": None}])
def test_what_a_refusal_does_not_say_stays_unknown(tmp_path: Path, details: object) -> None:
    path = tmp_path / "t.json"
    path.write_text(
        json.dumps(
            {"type": "message", "role": "assistant", "content": [], "stop_reason": "refusal", "stop_details": details}
        )
    )
    (one,) = found(read(path))
    assert one.case.flags == ()
    assert one.case.turns[0].parts == (RefusalPart(),)
    assert one.case.enforcement is None


@pytest.mark.parametrize(
    "wrap",
    [
        lambda request, answer: request | answer,
        lambda request, answer: {"request": request, "response": answer},
        lambda request, answer: {"params": request, "result": {"type": "succeeded", "message": answer}},
    ],
)
def test_a_pair_is_one_conversation_however_it_is_kept(tmp_path: Path, wrap: Any) -> None:
    request = {"messages": [{"role": "user", "content": "Hello"}]}
    answer = {"id": "msg-1", "type": "message", "role": "assistant", "content": [{"type": "text", "text": "Good day"}]}
    path = tmp_path / "t.json"
    path.write_text(json.dumps(wrap(request, answer), indent=1))
    (one,) = found(read(path))
    assert one.case.id == "t-msg-1"
    assert [(turn.role, turn.text) for turn in one.case.turns] == [("user", "Hello"), ("assistant", "Good day")]


@pytest.mark.parametrize(
    ("record", "path"),
    [
        ({"messages": [{"role": "tool", "content": "x"}]}, "$[0].messages[0].role"),
        ({"messages": [{"role": "user", "content": {"type": "text"}}]}, "$[0].messages[0].content"),
        (
            {"messages": [{"role": "user", "content": [{"type": "text", "text": 7}]}]},
            "$[0].messages[0].content[0].text",
        ),
        ({"type": "message", "stop_reason": "refusal", "stop_details": "cyber"}, "$[0].stop_details"),
        ({"n": 1}, "$[0]"),
        ({"custom_id": "x", "result": {"type": "canceled"}}, "$[0]"),
        ({"type": "message_start", "message": {"type": "message", "role": "assistant", "content": []}}, "$[0].type"),
    ],
)
def test_a_broken_record_is_named_and_the_next_is_taken(tmp_path: Path, record: object, path: str) -> None:
    file = tmp_path / "t.json"
    file.write_text(json.dumps([record, {"messages": [{"role": "user", "content": "x"}]}]))
    wrong, right = read(file, forced="anthropic")
    assert [one.path for one in bad([wrong])] == [path]
    assert [one.case.id for one in found([right])] == ["t-2"]
