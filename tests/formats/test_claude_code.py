"""Sessions of Claude Code: in their order, whole, in bounded memory, and cut only between turns."""

from __future__ import annotations

import json
import tracemalloc
from collections.abc import Sequence
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.formats.reading import FIXTURES, bad, found, read, taken
from tests.formats.tables import section, texts, words
from triage_tui.domain.conversation import Media, Reasoning, RefusalPart, Text, ToolCall, ToolResult
from triage_tui.formats import claude_code, claude_session
from triage_tui.formats.found import LONGEST, Found
from triage_tui.formats.source import Source

WORDS = st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=20)
BLOCK = (
    st.fixed_dictionaries({"type": st.just("text"), "text": WORDS})
    | st.fixed_dictionaries({"type": st.just("thinking"), "thinking": WORDS, "signature": WORDS})
    | st.fixed_dictionaries({"type": st.just("tool_use"), "id": WORDS, "name": WORDS, "input": WORDS})
    | st.fixed_dictionaries({"type": st.just("tool_result"), "tool_use_id": WORDS, "content": WORDS})
)
RECORDS = st.lists(
    st.fixed_dictionaries(
        {
            "type": st.sampled_from(["user", "assistant"]),
            "message": st.fixed_dictionaries({"content": WORDS | st.lists(BLOCK, max_size=3)}),
        },
        optional={"uuid": WORDS, "timestamp": WORDS, "sessionId": st.sampled_from(["a", "b"]), "toolUseResult": WORDS},
    )
    | st.fixed_dictionaries({"type": st.just("summary"), "summary": WORDS, "leafUuid": WORDS})
    | st.fixed_dictionaries({"type": st.just("system"), "content": WORDS, "subtype": WORDS})
    | st.fixed_dictionaries({"type": st.just("queue-operation"), "content": WORDS}),
    min_size=1,
    max_size=8,
)


def session(path: Path, records: Sequence[Any]) -> Path:
    path.write_text("".join(json.dumps(record) + "\n" for record in records))
    return path


def spoken(text: str, **fields: Any) -> dict[str, Any]:
    return {"type": "user", "sessionId": "s", "message": {"role": "user", "content": text}, **fields}


@given(RECORDS)
def test_nothing_is_lost(tmp_path_factory: pytest.TempPathFactory, records: list[dict[str, Any]]) -> None:
    records = [spoken("first", sessionId="a"), spoken("second", sessionId="b"), *records]
    cases = found(read(session(tmp_path_factory.mktemp("session") / "any.name", records)))
    kept = {text for one in cases for text in (one.case.id, *texts(json.loads(one.raw), but="type"))}
    assert set(texts(records, but="type")) <= kept
    assert sum(one.case.version for one in cases) == len(records)


def test_the_fixture_reads_as_what_it_says() -> None:
    main, side = found(read(FIXTURES / "session.jsonl"))
    assert [turn.role for turn in main.case.turns] == [
        *("system", "user", "assistant", "tool", "system", "user", "assistant", "system", "user", "system")
    ]
    assert [turn.name for turn in main.case.turns if turn.name] == [
        *("summary", "compact_boundary", "isCompactSummary", "isApiErrorMessage", "model_refusal_no_fallback"),
        *("queued_command", "queued_command"),
    ]
    assert [type(part) for turn in main.case.turns[2:4] for part in turn.content] == [
        *(Reasoning, Text, ToolCall, ToolResult, Media)
    ]
    assert main.case.turns[1].id == "5f0c9e1a-1d2b-4c3d-8e4f-000000000101"
    assert str(main.case.turns[1].at) == "2026-01-05 08:00:01+00:00"
    assert side.case.id == f"{main.case.id}-sidechain-a1"
    assert [(one.case_id, one.why) for one in side.case.related] == [(main.case.id, "same_session")]
    assert [turn.text for turn in side.case.turns] == ["A fixture that delegates.", "A fixture on the side."]
    assert [turn.text for turn in main.case.turns[8:]] == [
        "A fixture that interrupts.",
        "A fixture of a task that ended.",
    ]
    kept = json.loads(main.raw)["unmapped"]["records"]
    assert [record["type"] for record in kept] == ["file-history-snapshot", "attachment"]
    assert (main.case.version, side.case.version) == (12, 2)


def test_a_refusal_is_a_part_a_flag_and_what_was_done() -> None:
    main, side = found(read(FIXTURES / "session.jsonl"))
    declined = [part for turn in main.case.turns for part in turn.content if isinstance(part, RefusalPart)]
    assert [(part.category, part.text) for part in declined] == [
        ("cyber", "A fixture that declines."),
        ("bio", "A fixture that was refused."),
    ]
    assert [(flag.score, flag.scale, flag.turn_id) for flag in main.case.flags] == [
        ("cyber", "label", main.case.turns[6].id),
        ("bio", "label", main.case.turns[7].id),
    ]
    assert all(flag.clause is None for flag in main.case.flags)
    assert main.case.enforcement is not None
    assert (main.case.enforcement.api_category, main.case.enforcement.model) == ("bio", "mock-1")
    assert (side.case.flags, side.case.enforcement) == ((), None)


def test_every_session_is_a_case_however_they_are_mixed(tmp_path: Path) -> None:
    records = [spoken(str(n), sessionId="ab"[n % 2]) for n in range(6)]
    even, odd = found(read(session(tmp_path / "mixed", records)))
    assert (even.case.id, odd.case.id) == ("a", "b")
    assert [turn.text for turn in even.case.turns] == ["0", "2", "4"]
    assert [turn.text for turn in odd.case.turns] == ["1", "3", "5"]


def test_a_session_that_grew_is_a_newer_version(tmp_path: Path) -> None:
    records = [spoken(str(n)) for n in range(4)]
    (before,) = found(read(session(tmp_path / "s", records[:3])))
    (after,) = found(read(session(tmp_path / "s", records)))
    assert before.case.id == after.case.id
    assert before.case.version < after.case.version


def test_a_long_session_is_cut_between_turns_into_parts_that_know_each_other(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(claude_session, "ROOM", 6_000)
    records = [spoken(f"{n} " * 300) for n in range(10)]
    parts = found(read(session(tmp_path / "s", records)))
    assert [one.case.id for one in parts] == ["s", *(f"s-part-{n}" for n in range(2, len(parts) + 1))]
    assert [turn.text for one in parts for turn in one.case.turns] == [f"{n} " * 300 for n in range(10)]
    assert all(len(one.raw) < 6_000 for one in parts)
    for before, after in pairwise(parts):
        assert after.case.id in [one.case_id for one in before.case.related]
        assert before.case.id in [one.case_id for one in after.case.related]
    assert parts[1].line == 1 + len(parts[0].case.turns)


def test_a_part_that_was_full_when_it_was_the_last_is_newer_once_another_follows(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(claude_session, "ROOM", 6_000)
    records = [spoken(f"{n} " * 300) for n in range(10)]
    count = len(found(read(session(tmp_path / "s", records)))[0].case.turns)
    (last,) = found(read(session(tmp_path / "s", records[:count])))
    first, _ = found(read(session(tmp_path / "s", records[: count + 1])))
    assert first.case.turns == last.case.turns
    assert first.case.version > last.case.version


def test_a_first_message_too_long_to_glimpse_is_still_a_session(tmp_path: Path) -> None:
    record = {"parentUuid": None, "isSidechain": False, **spoken("x" * 100_000)}
    record["sessionId"] = record.pop("sessionId")
    (one,) = found(read(session(tmp_path / "s", [record])))
    assert one.case.id == "s"


def test_many_sessions_at_once_take_bounded_memory(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(claude_session, "OPEN", 200_000)
    path = tmp_path / "mixed"
    with path.open("w") as file:
        for n in range(4_000):
            file.write(json.dumps(spoken("x" * 2_000, sessionId=f"s{n % 40}")) + "\n")
    tracemalloc.start()
    turns, ids = 0, set[str]()
    with Source(str(path)) as source:
        for one in claude_code.read(source):
            assert isinstance(one, Found)
            turns += len(one.case.turns)
            ids.add(one.case.id)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert turns == 4_000
    assert len(ids) > 40
    assert peak < 4_000_000


def test_a_turn_no_case_can_hold_is_named(tmp_path: Path) -> None:
    records = [spoken("a"), spoken("x" * (LONGEST - 60_000)), spoken("b")]
    records_read = read(session(tmp_path / "s", records))
    assert [(one.line, one.path) for one in bad(records_read)] == [(2, "$")]
    (rest,) = [one for one in records_read if one not in bad(records_read)]
    assert [turn.text for turn in found([rest])[0].case.turns] == ["a", "b"]


@pytest.mark.parametrize(
    ("line", "path"),
    [
        ('{"type":"user","sessionId":"s"}', "$.message"),
        ('{"type":"user","sessionId":"s","message":{"role":"judge","content":""}}', "$.message.role"),
        ('{"type":"user","sessionId":"s","message":{"content":7}}', "$.message.content"),
        ('{"type":7,"sessionId":"s"}', "$.type"),
        ('{"type":"user","sessionId":7}', "$.sessionId"),
        ('{"type":"user","sessionId":"s","message":{"content":"\\ud83d"}}', "$"),
        ('{"type":"user",', "$"),
        ("[]", "$"),
    ],
)
def test_a_broken_line_is_named_and_the_others_are_taken(tmp_path: Path, line: str, path: str) -> None:
    file = tmp_path / "s"
    file.write_text("\n".join([json.dumps(spoken("a")), line, json.dumps(spoken("b"))]))
    records = read(file)
    assert [(one.line, one.path) for one in bad(records)] == [(2, path)]
    (rest,) = [one for one in records if one not in bad(records)]
    assert [turn.text for turn in found([rest])[0].case.turns] == ["a", "b"]


@pytest.mark.parametrize(("depth", "named"), [(50, {0}), (450, {0, 1}), (3_000, {1})])
def test_answers_nested_however_deeply_are_read_or_named(tmp_path: Path, depth: int, named: set[int]) -> None:
    deep = '{"type":"tool_result","content":[' * depth + "]}" * depth
    file = tmp_path / "s"
    file.write_text(f'{{"type":"user","sessionId":"s","message":{{"content":[{deep}]}}}}\n{json.dumps(spoken("b"))}')
    *wrong, right = read(file, forced="claude-code")
    assert len(bad(wrong)) in named
    assert found([right])[0].case.turns[-1].text == "b"


def test_ids_that_are_none_or_come_twice_stay_beside_the_turn(tmp_path: Path) -> None:
    records = [spoken("a", uuid="u1"), spoken("b", uuid="u1"), spoken("c", uuid="t1"), spoken("d", uuid="not an id")]
    (one,) = found(read(session(tmp_path / "s", records)))
    assert one.case.turn_ids == ("u1", "t2", "t3", "t4")
    assert [turn.get("unmapped", {}).get("uuid") for turn in json.loads(one.raw)["conversation"]["turns"]] == [
        *(None, "u1", "t1", "not an id")
    ]


def test_every_field_is_explained(monkeypatch: pytest.MonkeyPatch) -> None:
    with taken(monkeypatch) as names:
        found(read(FIXTURES / "session.jsonl"))
    blocks = {"text", "name", "id", "input", "tool_use_id", "is_error", "source", "data", "media_type"}
    assert names - blocks <= set(words(section("claude-code")))
