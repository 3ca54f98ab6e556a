"""What stays of a case without its text: named field by field, so that a new field is asked about, not passed on."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.storage.canaries import canaries, talking
from triage_tui.domain import case as cases
from triage_tui.domain.case import decode_case
from triage_tui.domain.retention import STAYS, Term, answer_without_text, expired, fingerprint, under_nda, without_text

GOES = {
    "Case": {"conversation", "report"},
    "Enforcement": {"user_message"},
    "Flag": {"turn_id", "part", "spans", "terms", "reason"},
    "Opinion": {"rationale"},
    "Appeal": {"statement", "new_information"},
}
"""The fields that hold words, or point into them."""

RECORDS: dict[str, tuple[str, ...]] = {
    "Case": (),
    "Subject": ("subject",),
    "Prior": ("subject", "prior"),
    "Enforcement": ("enforcement",),
    "Retention": ("retention",),
    "Flag": ("flags",),
    "Classifier": ("flags", "classifier"),
    "Opinion": ("opinions",),
    "Appeal": ("appeal",),
    "Related": ("related",),
    "Selection": ("selection",),
}
"""Where each record lies in a case."""

NOON = datetime(2026, 11, 22, 12, tzinfo=UTC)


@pytest.mark.parametrize("record", RECORDS)
def test_each_field_either_stays_or_goes(record: str) -> None:
    stays: Any = STAYS
    for name in RECORDS[record]:
        stays = stays[name]
    fields = {field.encode_name for field in msgspec.structs.fields(getattr(cases, record))}
    assert fields - GOES.get(record, set()) == set(stays)


def test_no_word_stays_and_everything_else_does() -> None:
    raw = talking("c1", version=4, queue="q", retention={"class": "short", "labels": ["nda"]}, language="de")
    kept = without_text(raw)
    assert not [word for word in canaries("c1") if word.encode() in kept]
    case = decode_case(kept)
    assert (case.id, case.version, case.queue, case.language) == ("c1", 4, "q", "de")
    assert (case.retention.class_, case.retention.labels) == ("short", ("nda",))
    assert (case.flags[0].clause, case.flags[0].score, case.opinions[0].verdict) == ("cyber.1", 0.9, "violates")
    assert case.appeal is not None
    assert case.appeal.decision_id == "d0"
    assert without_text(kept) is kept


def test_a_case_without_words_stays_byte_for_byte() -> None:
    raw = b'{ "id":"c1", "flags":[{"score":1.50,"scale":{"type":"ordinal","max":3}}], "priority":null }'
    assert without_text(raw) is raw


@pytest.mark.parametrize("whatever", [True, False])
def test_the_case_in_an_answer_is_kept_as_the_case_would_be(whatever: bool) -> None:
    for retention, goes in (({}, whatever), ({"class": "zero"}, True)):
        answer = b'{"type":"version_conflict","case":' + talking("c1", retention=retention) + b"}"
        left = [word for word in canaries("c1") if word.encode() in answer_without_text(answer, whatever=whatever)]
        assert left == ([] if goes else canaries("c1"))
    assert answer_without_text(b'{"receipt":1}', whatever=whatever) == b'{"receipt":1}'


@given(st.sets(st.text("abcXYZ019.:/@-", min_size=1)), st.randoms())
def test_a_fingerprint_is_of_the_cases_and_not_of_their_order(ids: set[str], dice: Any) -> None:
    shuffled = dice.sample([*ids], len(ids))
    assert fingerprint(shuffled) == fingerprint(ids)
    assert fingerprint([*shuffled, "another"]) != fingerprint(ids)


@given(
    st.none() | st.integers(-50, 50),
    st.none() | st.integers(-100, 0),
    st.none() | st.integers(0, 60),
)
def test_a_legal_hold_goes_before_every_end(expires: int | None, since: int | None, retain: int | None) -> None:
    def moment(days: int | None) -> datetime | None:
        return None if days is None else NOON + timedelta(days=days)

    limit = None if retain is None else timedelta(days=retain)
    over = expired(Term(moment(expires), False, moment(since)), limit, NOON)
    assert over == (
        (expires is not None and expires <= 0) or (retain is not None and since is not None and since + retain <= 0)
    )
    assert not expired(Term(moment(expires), True, moment(since)), limit, NOON)


def test_nda_is_nda_however_it_is_written() -> None:
    assert [under_nda(cases.Retention(labels=(label,))) for label in ("nda", "NDA", "ndas")] == [True, True, False]
