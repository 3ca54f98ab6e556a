"""The generator is plausible, exact about its spans, repeatable, and never holds more than one case."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, datetime, timedelta, timezone
from itertools import islice
from statistics import mean

from hypothesis import given, settings
from hypothesis import strategies as st

from triage_tui.domain.case import decode_case
from triage_tui.domain.conversation import part_text
from triage_tui.domain.policy import decode_policy
from triage_tui.samples import generate, policies
from triage_tui.samples.scenes import SCENES

NOW = datetime(2027, 3, 1, 8, 30, tzinfo=UTC)
RAW = list(generate(3_000, 7, now=NOW))
CASES = [decode_case(raw) for raw in RAW]


@given(seed=st.integers(0, 2**64), fewer=st.integers(0, 30), more=st.integers(0, 30))
@settings(max_examples=25)
def test_a_larger_count_begins_the_same(seed: int, fewer: int, more: int) -> None:
    few, many = list(generate(fewer, seed)), list(generate(fewer + more, seed))
    assert len(few) == fewer
    assert many[:fewer] == few


def test_another_seed_gives_other_cases() -> None:
    assert not set(generate(50, 1)) & set(generate(50, 2))


def test_a_billion_cases_begin_at_once() -> None:
    assert [decode_case(raw).id for raw in islice(generate(10**9), 2)] == ["demo-0000001", "demo-0000002"]


def test_flagged_words_stand_where_the_span_says() -> None:
    marks = {(scene.clause, scene.mark) for scene in SCENES}
    spans = 0
    for case in CASES:
        for flag in case.flags:
            for span in flag.spans:
                text = part_text(case.turns[case.turn_ids.index(flag.turn_id)].content[flag.part])
                assert (flag.clause, text[span.start : span.end]) in marks
                spans += 1
    assert spans > len(CASES)


def test_scores_pass_the_threshold_of_the_tier() -> None:
    rules = list(map(decode_policy, policies()))[-1].by_id
    for case in CASES:
        flag = case.flags[0]
        assert flag.threshold == rules[flag.clause].thresholds[case.subject.tier]
        assert flag.threshold <= flag.score <= 1


def test_every_scene_is_about_a_rule_and_leaves_no_slot_open() -> None:
    rules = list(map(decode_policy, policies()))[-1].by_id
    assert {scene.clause for scene in SCENES} <= rules.keys()
    assert not any("{" in scene.mark for scene in SCENES)
    words = "".join(
        part_text(part)
        for case in CASES
        for turn in case.turns
        for part in turn.content
        if part.__struct_config__.tag != "tool_call"
    )
    assert "{" not in words


def test_times_hang_on_the_given_moment() -> None:
    ages = [NOW - case.received_at for case in CASES]
    assert min(ages) >= timedelta(0)
    overdue = sum(case.due_at < NOW for case in CASES) / len(CASES)
    assert 0.02 < overdue < 0.12
    elsewhere = timezone(timedelta(hours=9))
    assert list(generate(20, 7, now=NOW.astimezone(elsewhere))) == RAW[:20]


def test_the_queue_is_varied_and_its_size_as_documented() -> None:
    assert 2_000 < mean(map(len, RAW)) < 2_600
    assert max(map(len, RAW)) > 30_000
    assert len({case.enforcement.state for case in CASES}) == 7
    assert {case.origin for case in CASES} == {"classifier", "report", "appeal", "audit"}
    assert {"en", "de", "es", "fr", "pt", "ja"} == {case.language for case in CASES}
    assert any(not case.turns for case in CASES)
    assert Counter(case.subject.pseudonym for case in CASES).most_common(1)[0][1] > 1


def test_ids_are_unique_and_related_cases_exist() -> None:
    ids = {case.id for case in CASES}
    assert len(ids) == len(CASES)
    related = {one.case_id for case in CASES for one in case.related}
    assert related
    assert related <= ids
