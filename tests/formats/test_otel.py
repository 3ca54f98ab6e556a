"""OpenTelemetry spans: every call with messages is a case, and what was judged is a flag of the right one."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.formats.reading import FIXTURES, bad, found, read, taken
from tests.formats.tables import section, texts, words
from triage_tui.domain.case import Ordinal
from triage_tui.domain.conversation import Media, Reasoning, Text, ToolCall, ToolResult
from triage_tui.errors import Refused

WORDS = st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=20).filter(
    lambda one: one[:5] != "data:"
)
PART = (
    st.fixed_dictionaries({"type": st.sampled_from(["text", "reasoning"]), "content": WORDS})
    | st.fixed_dictionaries({"type": st.just("tool_call"), "id": WORDS, "name": WORDS, "arguments": WORDS})
    | st.fixed_dictionaries({"type": st.just("tool_call_response"), "id": WORDS, "response": WORDS})
    | st.fixed_dictionaries({"type": st.just("uri"), "modality": WORDS, "uri": WORDS})
)
MESSAGES = st.lists(
    st.fixed_dictionaries(
        {
            "role": st.sampled_from(["system", "user", "assistant", "tool"]),
            "parts": st.lists(PART, min_size=1, max_size=3),
        },
        optional={"name": WORDS, "finish_reason": WORDS},
    ),
    min_size=1,
    max_size=4,
)


def wrapped(value: Any) -> dict[str, Any]:
    """A value as OTLP wraps it."""
    if isinstance(value, dict):
        return {"kvlistValue": {"values": attributes(value)}}
    if isinstance(value, list):
        return {"arrayValue": {"values": [wrapped(one) for one in value]}}
    return {"doubleValue": value} if isinstance(value, float) else {"stringValue": value}


def attributes(values: dict[str, Any]) -> list[dict[str, Any]]:
    return [{"key": key, "value": wrapped(value)} for key, value in values.items()]


def traced(*spans: dict[str, Any]) -> dict[str, Any]:
    return {"resourceSpans": [{"scopeSpans": [{"spans": list(spans)}]}]}


def span(number: int, told: dict[str, Any], **fields: Any) -> dict[str, Any]:
    return {"traceId": "a" * 32, "spanId": f"{number:016x}", "attributes": attributes(told), **fields}


def said(text: str) -> list[dict[str, Any]]:
    return [{"role": "user", "parts": [{"type": "text", "content": text}]}]


@given(MESSAGES, MESSAGES, st.booleans(), st.booleans())
def test_nothing_is_lost(
    tmp_path_factory: pytest.TempPathFactory, asked: list[Any], answered: list[Any], spelled: bool, pretty: bool
) -> None:
    told = {"gen_ai.input.messages": asked, "gen_ai.output.messages": answered, "gen_ai.request.model": "mock"}
    if spelled:
        told = {name: value if isinstance(value, str) else json.dumps(value) for name, value in told.items()}
    path = tmp_path_factory.mktemp("spans") / "any.name"
    path.write_text(json.dumps(traced(span(1, told)), indent=2 if pretty else None))
    (one,) = found(read(path))
    assert [turn.role for turn in one.case.turns] == [message["role"] for message in (*asked, *answered)]
    assert set(texts([asked, answered, "mock"], but="type")) <= set(texts(json.loads(one.raw), but="type"))


def test_the_fixture_reads_as_what_it_says() -> None:
    call, older, logged = found(read(FIXTURES / "spans.jsonl"))
    assert call.case.id == "0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331"
    assert [turn.role for turn in call.case.turns] == ["system", "user", "assistant", "tool", "assistant"]
    assert [type(part) for turn in call.case.turns for part in turn.content] == [
        *(Text, Text, Media, Media, Reasoning, ToolCall, ToolResult, Text)
    ]
    assert call.case.turns[1].name == "ada"
    assert call.case.received_at is None
    assert [turn.text for turn in older.case.turns] == [
        "A fixture from before.",
        "A fixture that asked before.",
        "A fixture that answered before.",
    ]
    assert [turn.text for turn in logged.case.turns] == ["A fixture that was logged."]


def test_what_surrounds_a_call_is_kept(tmp_path: Path) -> None:
    scope = {"name": "a-scope", "version": "a-version", "attributes": attributes({"s": "a-scope-attribute"})}
    event = {"name": "an-event", "timeUnixNano": "101", "attributes": attributes({"e": "an-attribute"})}
    asked = {"name": "gen_ai.user.message", "timeUnixNano": "102", "attributes": attributes({"content": "Hello"})}
    details = {"name": "gen_ai.client.inference.operation.details", "timeUnixNano": "103"}
    judged = {"name": "gen_ai.evaluation.result", "timeUnixNano": "104", "attributes": attributes({"x": "a-judge"})}
    log = {"traceId": "a" * 32, "spanId": f"{1:016x}", "timeUnixNano": "105", "body": {"stringValue": "a-body"}}
    spans = {"scope": scope, "schemaUrl": "a-url", "spans": [span(1, {}, events=[event, asked, details, judged])]}
    document = {
        "resourceSpans": [{"resource": {"droppedAttributesCount": 106}, "schemaUrl": "b-url", "scopeSpans": [spans]}]
    }
    path = tmp_path / "spans.json"
    path.write_text(json.dumps(document | {"resourceLogs": [{"scopeLogs": [{"logRecords": [log]}]}]}))
    (one,) = found(read(path))
    kept = one.raw.decode()
    words = (
        "a-scope",
        "a-version",
        "a-scope-attribute",
        "an-event",
        "an-attribute",
        "a-judge",
        "a-body",
        "a-url",
        "b-url",
    )
    assert [word for word in (*words, *map(str, range(101, 107))) if word not in kept] == []


def test_messages_with_numbers_are_read_in_their_order(tmp_path: Path) -> None:
    told = {
        "gen_ai.completion.0.content": "fine",
        "gen_ai.prompt.10.role": "user",
        "gen_ai.prompt.10.content": "second",
        "gen_ai.prompt.2.role": "user",
        "gen_ai.prompt.2.content": "first",
        "gen_ai.completion.0.tool_calls.0.name": "look",
        "gen_ai.completion.0.tool_calls.0.arguments": '{"at":"x"}',
        "gen_ai.completion.0.finish_reason": "stop",
    }
    path = tmp_path / "spans.json"
    path.write_text(json.dumps(traced(span(1, told))))
    (one,) = found(read(path))
    first, second, answer = one.case.turns
    assert [(turn.role, turn.text) for turn in (first, second)] == [("user", "first"), ("user", "second")]
    assert answer.content == (Text(text="fine"), ToolCall(name="look", input={"at": "x"}))
    assert "stop" in one.raw.decode()
    path.write_text(json.dumps(traced(span(1, {"gen_ai.prompt.0.content": "by nobody"}))))
    assert [wrong.path.rpartition(".")[2] for wrong in bad(read(path))] == ["role"]


def test_parts_of_a_server_and_files_are_named(tmp_path: Path) -> None:
    parts = [
        {"type": "server_tool_call", "id": "c", "name": "search", "server_tool_call": {"type": "web", "for": "x"}},
        {"type": "server_tool_call_response", "id": "c", "server_tool_call_response": {"found": 1}},
        {"type": "file", "modality": "image", "mime_type": "image/png", "file_id": "file-1"},
        {"type": "blob", "modality": "audio", "mime_type": "audio/wav"},
        {"type": "hologram", "angle": 7},
    ]
    path = tmp_path / "spans.json"
    path.write_text(json.dumps(traced(span(1, {"gen_ai.input.messages": [{"role": "user", "parts": parts}]}))))
    (one,) = found(read(path))
    assert one.case.turns[0].parts == (
        ToolCall(call_id="c", name="search", input={"type": "web", "for": "x"}),
        ToolResult(call_id="c", text='{"found":1}'),
        Media(media_type="image/png", description="file-1"),
        Media(media_type="audio/wav", description="audio"),
        Media(media_type="application/json", description='{"angle":7,"type":"hologram"}'),
    )


def test_evaluations_are_flags_of_the_call_they_are_about() -> None:
    call, older, logged = found(read(FIXTURES / "spans.jsonl"))
    assert [(flag.id, flag.score, flag.scale, flag.reason) for flag in call.case.flags] == [
        ("toxicity", 0.25, Ordinal(), "A fixture that judges."),
        ("toxicity.label", "pass", "label", "A fixture that judges."),
        ("policy", "fail", "label", ""),
    ]
    assert older.case.flags == ()
    assert [(flag.id, flag.score) for flag in logged.case.flags] == [("toxicity", 3)]
    assert all(flag.clause is None and flag.threshold is None for flag in call.case.flags)


def test_an_evaluation_of_nothing_here_is_named(tmp_path: Path) -> None:
    judged = {"name": "gen_ai.evaluation.result", "attributes": attributes({"gen_ai.evaluation.name": "x"})}
    path = tmp_path / "spans.json"
    path.write_text(json.dumps(traced(span(1, {}, events=[judged]), span(2, {"gen_ai.input.messages": said("hello")}))))
    wrong, right = read(path)
    assert bad([wrong])[0].path == "$.resourceSpans[0].scopeSpans[0].spans[0].events[0]"
    assert found([right])[0].case.flags == ()


def test_a_broken_span_is_named_and_the_others_are_taken(tmp_path: Path) -> None:
    cut = json.dumps(said("a long story"))[:-9]
    spans = [
        span(1, {"gen_ai.input.messages": cut}),
        span(2, {"gen_ai.input.messages": [{"role": "judge", "parts": []}]}),
        span(3, {"gen_ai.input.messages": said("hello")}),
    ]
    path = tmp_path / "spans.jsonl"
    path.write_text("\n".join([json.dumps(traced(*spans)), '{"resourceSpans": 7}', json.dumps(traced(spans[2]))]))
    records = read(path)
    where = "$.resourceSpans[0].scopeSpans[0].spans[{}].attributes['gen_ai.input.messages']"
    assert [(one.line, one.path) for one in bad(records)] == [
        (1, where.format(0)),
        (1, where.format(1) + "[0].role"),
        (2, "$.resourceSpans"),
    ]
    assert [one.line for one in records if one not in bad(records)] == [1, 3]


def test_calls_of_one_conversation_are_related_to_the_first(tmp_path: Path) -> None:
    told = {"gen_ai.input.messages": said("hello"), "gen_ai.conversation.id": "c"}
    path = tmp_path / "spans.jsonl"
    path.write_text("\n".join(json.dumps(traced(span(number, told))) for number in (1, 2, 3)))
    first, *others = found(read(path))
    assert first.case.related == ()
    assert [[(one.case_id, one.why) for one in other.case.related] for other in others] == [
        [(first.case.id, "same_session")]
    ] * 2


@pytest.mark.parametrize(("depth", "named"), [(50, {0}), (400, {0, 1}), (3_000, {1})])
def test_values_nested_however_deeply_are_read_or_named(tmp_path: Path, depth: int, named: set[int]) -> None:
    deep = '{"arrayValue":{"values":[' * depth + "]}}" * depth
    good = json.dumps(traced(span(1, {"gen_ai.input.messages": said("hello")})))
    path = tmp_path / "spans.jsonl"
    path.write_text(f'{good}\n{{"resourceSpans":[{{"resource":{{"attributes":[{{"key":"deep","value":{deep}}}]}}}}]}}')
    right, *wrong = read(path)
    assert found([right])
    assert len(bad(wrong)) in named


def test_spans_without_messages_are_refused_with_what_to_do(tmp_path: Path) -> None:
    path = tmp_path / "spans.json"
    path.write_text(json.dumps({"notes": ["x" * 2000], **traced(span(1, {"http.route": "/"}))}))
    with pytest.raises(Refused, match="no span of it holds messages") as refused:
        read(path)
    assert "record them" in refused.value.hint


def test_every_field_is_explained(monkeypatch: pytest.MonkeyPatch) -> None:
    with taken(monkeypatch) as names:
        found(read(FIXTURES / "spans.jsonl"))
    wrapping = {name for name in names if name.endswith("Value")} | {"values"}
    layers = {"resourceSpans", "scopeSpans", "spans", "resourceLogs", "scopeLogs", "logRecords"}
    assert names - wrapping - layers <= set(words(section("otel")))
