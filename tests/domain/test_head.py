"""What the queue shows of a case: its leading flag, its first words, its time."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.domain.made import case, said
from triage_tui.domain.head import SNIPPET, HouseSla, due, fraction, leading, probability, snippet

SCORES = st.none() | st.booleans() | st.text() | st.floats(allow_nan=False, allow_infinity=False) | st.integers()


def score_of(score: object, scale: object = "probability") -> Any:
    return case(flags=[{"score": score, "scale": scale}]).flags[0]


@pytest.mark.parametrize(
    ("score", "scale", "share", "drawn"),
    [
        (0.93, "probability", 0.93, 0.93),
        (0, "probability", 0.0, 0.0),
        (1, "probability", 1.0, 1.0),
        (1.5, "probability", None, 1.0),
        (-0.5, "probability", None, 0.0),
        (10**308, "probability", None, 1.0),
        (True, "probability", None, 1.0),
        (False, "boolean", None, 0.0),
        ("high", "label", None, None),
        (0.5, "label", None, None),
        (None, "probability", None, None),
        (3, {"type": "ordinal", "max": 6}, None, 0.5),
        (9, {"type": "ordinal", "max": 6}, None, 1.0),
        (3, {"type": "ordinal"}, None, None),
        (3, {"type": "ordinal", "max": 0}, None, None),
        (3, {"type": "ordinal", "max": -6}, None, None),
    ],
)
def test_scores_are_compared_only_as_probabilities(
    score: object, scale: object, share: float | None, drawn: float | None
) -> None:
    flag = score_of(score, scale)
    assert probability(flag) == share
    assert fraction(flag) == drawn


def test_a_number_too_large_for_any_float_is_no_probability() -> None:
    flag = score_of(int("9" * 400))
    assert (probability(flag), fraction(flag)) == (None, 1.0)


@given(st.lists(SCORES, max_size=4))
def test_the_highest_probability_leads_else_the_first_flag(scores: list[object]) -> None:
    flagged = case(flags=[{"score": score} for score in scores])
    shares = [share for flag in flagged.flags if (share := probability(flag)) is not None]
    lead = leading(flagged)
    if shares:
        assert lead is not None
        assert probability(lead) == max(shares)
    else:
        assert lead is (flagged.flags[0] if scores else None)


FLAGGED = {"turn_id": "t2", "spans": [{"start": 5, "end": 9}]}


@pytest.mark.parametrize(
    ("flags", "words"),
    [
        ([FLAGGED], "user"),
        ([{**FLAGGED, "spans": [{"start": 4, "end": 5}, {"start": 0, "end": 4}]}], "dear"),
        ([{**FLAGGED, "spans": [{"start": 5, "end": 99}]}], "dear user"),
        ([{"turn_id": "t2"}], "dear user"),
        ([{"turn_id": "t9", "spans": [{"start": 0, "end": 1}]}], "hello"),
        ([{"turn_id": "t2", "part": 7}], "hello"),
        ([{}], "hello"),
        ([], "hello"),
    ],
)
def test_the_flagged_words_come_first_then_the_users(flags: list[dict[str, Any]], words: str) -> None:
    assert snippet(said("hello", "dear user", flags=flags)) == words


def test_what_was_reported_stands_in_for_a_conversation() -> None:
    assert snippet(case(report={"text": "it refused me"})) == "it refused me"
    assert snippet(case(report={"text": " "}, appeal={"statement": "unfair"})) == "unfair"
    assert snippet(said(" ", "\n")) == snippet(case()) == ""


@given(st.text(min_size=1))
def test_a_snippet_is_short_and_verbatim(text: str) -> None:
    assert snippet(said(text * 50)) == ((text * 50)[:SNIPPET] if text.strip() else "")


RECEIVED = "2026-11-22T12:00:00Z"
SLA = HouseSla(timedelta(hours=1), timedelta(hours=2), timedelta(hours=3), timedelta(hours=4))


@pytest.mark.parametrize(
    ("fields", "hours"),
    [
        ({}, 4),
        ({"enforcement": {"state": "warned"}}, 4),
        ({"enforcement": {"state": "account_locked"}}, 1),
        ({"enforcement": {"state": "account_locked"}, "origin": "appeal"}, 1),
        ({"enforcement": {"state": "feature_limited"}}, 2),
        ({"origin": "appeal"}, 3),
        ({"due_at": "2026-11-22T21:00:00Z", "origin": "appeal"}, 9),
    ],
)
def test_a_case_is_due_when_the_source_says_else_when_the_house_says(fields: dict[str, Any], hours: int) -> None:
    assert due(case(received_at=RECEIVED, **fields), SLA) == datetime(2026, 11, 22, 12 + hours, tzinfo=UTC)


def test_a_case_that_came_at_no_known_time_is_due_at_none() -> None:
    assert due(case(), SLA) is None
    assert due(case(due_at=RECEIVED), SLA) == datetime(2026, 11, 22, 12, tzinfo=UTC)
