"""The sample cases keep to the format, agree with themselves, and show all of it."""

from __future__ import annotations

import ipaddress
import re
import unicodedata

import msgspec

from triage_tui.domain.case import Case, decode_case
from triage_tui.domain.policy import decode_policy
from triage_tui.samples import cases, location, policies

CASES: dict[str, Case] = {case.id: case for case in map(decode_case, cases())}
CLAUSES = {pack.version: pack.by_id for pack in map(decode_policy, policies())}


def test_there_are_as_many_as_the_readme_says_and_ten_near_duplicates() -> None:
    assert len(CASES) == len(list(cases())) == 38
    assert sum(key.startswith("dup-") for key in CASES) == 10


def test_every_flag_names_a_rule_of_a_stored_version_and_passed_its_threshold() -> None:
    for case in CASES.values():
        for flag in case.flags:
            rule = CLAUSES[flag.policy_version][flag.clause]
            assert rule.parent, (case.id, flag.clause)
            assert flag.threshold is None or flag.score >= flag.threshold, case.id
            if flag.scale == "probability":
                assert flag.threshold == rule.thresholds[case.subject.tier], case.id


def test_what_refers_to_something_finds_it() -> None:
    for case in CASES.values():
        turns = set(case.turn_ids)
        assert {flag.turn_id for flag in case.flags} - {None} <= turns
        assert {related.case_id for related in case.related} <= CASES.keys() - {case.id}
        if case.conversation and (saw := case.conversation.classifier_saw):
            assert {saw.first_turn, saw.last_turn} <= turns
        for opinion in case.opinions:
            assert opinion.clause in CLAUSES[opinion.policy_version]


def test_time_runs_forward() -> None:
    for case in CASES.values():
        said = [turn.at for turn in case.turns]
        moments = [*said, case.received_at, case.due_at]
        assert moments == sorted(moments), case.id


def test_every_tool_result_answers_a_call_before_it() -> None:
    for case in CASES.values():
        called = set()
        for part in (part for turn in case.turns for part in turn.content):
            kind = part.__struct_config__.tag
            if kind == "tool_call":
                called.add(part.call_id)
            if kind == "tool_result":
                assert part.call_id in called, case.id


def test_every_field_and_word_of_the_format_is_shown_somewhere() -> None:
    shown = {field for raw in cases() for field in msgspec.json.decode(raw)}
    assert shown == {field.encode_name for field in msgspec.structs.fields(Case)}
    assert {case.origin for case in CASES.values()} == {"classifier", "report", "appeal", "audit"}
    assert len({case.enforcement.state for case in CASES.values()}) == 7
    assert {case.retention.class_ for case in CASES.values()} == {"standard", "short", "zero"}
    parts = {part.__struct_config__.tag for case in CASES.values() for turn in case.turns for part in turn.content}
    assert parts == {"text", "tool_call", "tool_result", "reasoning", "media", "refusal"}
    scales = {str(type(flag.scale)) + str(flag.scale)[:5] for case in CASES.values() for flag in case.flags}
    assert len(scales) == 4
    assert {"en", "de", "ja"} <= {case.language for case in CASES.values()}


def test_two_cases_have_nothing_to_read_and_one_has_too_much() -> None:
    assert {case.id for case in CASES.values() if not case.turns} == {
        "sample-13-metadata-only",
        "sample-22-request-ids-report",
    }
    longest = max(part.text.count("\n") for part in CASES["sample-23-long-test-log"].turns[2].content)
    assert longest > 400
    assert len(CASES["sample-09-click-fraud-agent"].turns) == 30


def test_the_file_itself_is_safe_to_look_at() -> None:
    text = (location() / "cases.jsonl").read_text(encoding="utf-8")
    unseen = {char for char in text if unicodedata.category(char)[0] == "C" or unicodedata.category(char) == "Mn"}
    assert unseen == {"\n"}
    hostile = "".join(part.text for part in CASES["sample-15-hostile-transcript"].turns[3].content)
    for payload in ("\x1b]0;", "\x1b]52;", "\x9b", "\x00", "\u202e", "\u200b", "\U000e0069", "[@click="):
        assert payload in hostile


def test_no_address_leads_anywhere() -> None:
    text = b"\n".join(cases()).decode()
    for host in re.findall(r"https?://([^/\s\"\\\]]+)", text):
        assert host.endswith(".example"), host
    for address in re.findall(r"\b\d{1,3}(?:\.\d{1,3}){3}\b", text):
        assert ipaddress.ip_address(address).is_private, address
