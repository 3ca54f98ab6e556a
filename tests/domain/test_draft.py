"""A draft becomes a decision by one digit: what the digit fills in, and what it leaves alone."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import msgspec
import pytest

from tests.domain.made import case, draft, opined, said
from triage_tui.domain.decision import Evidence, Remedy
from triage_tui.domain.draft import filled, locus_of
from triage_tui.domain.words import Locus, Outcome, RemedyType, RootCause, Verdict


@pytest.mark.parametrize(
    ("outcome", "verdict"),
    [
        (Outcome.UPHOLD, Verdict.VIOLATES),
        (Outcome.OVERTURN, Verdict.DOES_NOT_VIOLATE),
        (Outcome.INSUFFICIENT_CONTEXT, Verdict.CANNOT_TELL),
        (Outcome.MODIFY, None),
        (Outcome.POLICY_GAP, None),
        (Outcome.ESCALATE, None),
    ],
)
def test_an_outcome_fills_in_the_verdicts_it_implies(outcome: Outcome, verdict: Verdict | None) -> None:
    full = filled(draft(opined(), opined(clause="bio.1", flag_id="f2")), outcome)
    assert full.outcome is outcome
    assert [one.verdict for one in full.opined] == [verdict, verdict]


@pytest.mark.parametrize("outcome", Outcome)
def test_what_the_reviewer_said_stays(outcome: Outcome) -> None:
    rows = (opined(Verdict.BORDERLINE), opined(clause="own.1", flag_id=None))
    assert filled(draft(*rows), outcome).opined == rows


@pytest.mark.parametrize("outcome", Outcome)
def test_filling_twice_changes_nothing_more(outcome: Outcome) -> None:
    once = filled(draft(opined(), opined(Verdict.VIOLATES)), outcome)
    assert filled(once, outcome) == once


def test_an_untouched_draft_is_worth_nothing() -> None:
    fresh = draft(opined(severity=3))
    assert not fresh.touched(fresh)
    assert not draft(opined(severity=3), active_seconds=9.0, started_at=datetime.now(UTC)).touched(fresh)


@pytest.mark.parametrize(
    "fields",
    [
        {"opined": (opined(Verdict.VIOLATES),)},
        {"opined": (opined(evidence=(Evidence(turn_id="t1", start=0, end=1),)),)},
        {"opined": (opined(factors={"x": 1}),)},
        {"opined": (opined(severity=4),)},
        {"opined": (opined(locus=Locus.TOOL_CALL),)},
        {"opined": (opined(), opined(clause="own.1", flag_id=None))},
        {"root_causes": (RootCause.OTHER,)},
        {"rationale": "x"},
        {"template": "t"},
        {"confidence": 1},
        {"remedies": (Remedy(type=RemedyType.CREDIT),)},
        {"outcome": Outcome.UPHOLD},
        {"supersedes": "d1"},
    ],
)
def test_anything_the_reviewer_put_in_counts(fields: dict[str, Any]) -> None:
    fresh = draft(opined())
    assert msgspec.structs.replace(fresh, **fields).touched(fresh)


TURNS = [
    {"role": "user", "text": "ask"},
    {
        "role": "assistant",
        "parts": [
            {"type": "text", "text": "answer"},
            {"type": "tool_call", "name": "sh", "input": "ls"},
            {"type": "tool_result", "text": "files"},
        ],
    },
    {"role": "tool", "text": "files"},
    {"role": "system", "text": "rules"},
]


@pytest.mark.parametrize(
    ("place", "locus"),
    [
        ({"turn_id": "t1"}, Locus.USER_REQUEST),
        ({"turn_id": "t2"}, Locus.ASSISTANT_OUTPUT),
        ({"turn_id": "t2", "part": 1}, Locus.TOOL_CALL),
        ({"turn_id": "t2", "part": 2}, Locus.TOOL_RESULT),
        ({"turn_id": "t2", "part": 99}, Locus.ASSISTANT_OUTPUT),
        ({"turn_id": "t3"}, Locus.TOOL_RESULT),
        ({"turn_id": "t4"}, Locus.USER_REQUEST),
        ({"turn_id": "t9"}, Locus.AGGREGATE_PATTERN),
        ({}, Locus.AGGREGATE_PATTERN),
    ],
)
def test_a_flag_points_at_its_part(place: dict[str, Any], locus: Locus) -> None:
    flagged = case(conversation={"turns": TURNS}, flags=[place])
    assert locus_of(flagged, flagged.flags[0]) is locus


def test_one_turn_alone_is_no_pattern() -> None:
    flagged = said("ask", flags=[{}])
    assert locus_of(flagged, flagged.flags[0]) is Locus.USER_REQUEST
