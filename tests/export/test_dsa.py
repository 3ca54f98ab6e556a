"""A statement of reasons is what the transparency database takes, or nothing is written at all."""

from __future__ import annotations

import io
import json
from typing import Any

import msgspec
import pytest

from tests.export.judging import CLAUSE, PACK, forgotten, judged
from triage_tui.domain.decision import Remedy
from triage_tui.domain.words import Outcome, RemedyType
from triage_tui.errors import Refused, WrongUsage
from triage_tui.export.dsa import BATCH, Scope, write
from triage_tui.export.dsa_words import CATEGORIES, faults
from triage_tui.export.judged import Judged
from triage_tui.export.veil import PLAIN, Veil

SCOPE = Scope(("DE", "FR"), "https://example.org/terms", {}, "ACCOUNT_TYPE_PRIVATE", ("CONTENT_TYPE_TEXT",))


def statements(*ones: Judged, scope: Scope = SCOPE, veil: Veil = PLAIN) -> list[dict[str, Any]]:
    out = io.BytesIO()
    write(ones, out, scope, veil)
    return [one for line in out.getvalue().splitlines() for one in json.loads(line)["statements"]]


def test_a_locked_account() -> None:
    one = judged()
    assert statements(one) == [
        {
            "decision_account": "DECISION_ACCOUNT_SUSPENDED",
            "account_type": "ACCOUNT_TYPE_PRIVATE",
            "decision_ground": "DECISION_GROUND_INCOMPATIBLE_CONTENT",
            "decision_ground_reference_url": "https://example.org/terms",
            "incompatible_content_ground": "p 1, clause net.1 Break-ins",
            "incompatible_content_explanation": "Do not break in.",
            "content_type": ["CONTENT_TYPE_TEXT"],
            "category": "STATEMENT_CATEGORY_VIOLENCE",
            "territorial_scope": ["DE", "FR"],
            "content_language": "EN",
            "content_date": "2026-04-20",
            "application_date": "2026-04-21",
            "decision_facts": "He asks how to break in.",
            "source_type": "SOURCE_VOLUNTARY",
            "automated_detection": "Yes",
            "automated_decision": "AUTOMATED_DECISION_PARTIALLY",
            "puid": one.decision.id,
        }
    ]


def test_a_limit_with_an_end_and_a_report() -> None:
    until = msgspec.convert("2026-05-01T00:00:00Z", type=judged().decision.decided_at.__class__)
    limit = (Remedy(type=RemedyType.LIMIT, until=until),)
    (one,) = statements(judged(remedies=limit, case={"origin": "report", "flags": [], "language": ""}))
    assert one["decision_provision"] == "DECISION_PROVISION_PARTIAL_SUSPENSION"
    assert one["end_date_service_restriction"] == "2026-05-01"
    assert one["source_type"] == "SOURCE_TYPE_OTHER_NOTIFICATION"
    assert (one["automated_detection"], one["automated_decision"]) == ("No", "AUTOMATED_DECISION_NOT_AUTOMATED")
    assert "content_language" not in one


def test_where_nothing_is_restricted_there_is_nothing_to_state() -> None:
    warned = {"enforcement": {"state": "warned"}}
    ones = [judged(outcome=Outcome.OVERTURN), judged(case=warned), forgotten(), judged(outcome=Outcome.POLICY_GAP)]
    assert write(ones, io.BytesIO(), SCOPE, PLAIN).left_out == {
        "nothing was restricted": 3,
        "the case is not here": 1,
    }
    assert statements(*ones) == []


def test_a_hundred_at_a_time() -> None:
    out = io.BytesIO()
    assert write([judged()] * (BATCH + 1), out, SCOPE, PLAIN).count == BATCH + 1
    assert [len(json.loads(line)["statements"]) for line in out.getvalue().splitlines()] == [BATCH, 1]


@pytest.mark.parametrize(
    ("wrong", "reason"),
    [
        ({"rationale": "He is ana@example.org"}, "personal data (email)"),
        ({"rationale": ""}, "decision_facts is missing"),
        ({"rationale": "x" * 5_001}, "5,001 characters"),
        ({"id": "a/b"}, "puid"),
        ({"findings": ()}, "incompatible_content_ground is missing"),
    ],
)
def test_one_fault_stops_all_of_it(wrong: dict[str, Any], reason: str) -> None:
    with pytest.raises(Refused) as refused:
        statements(judged(), judged(**wrong))
    assert reason in refused.value.title


def test_a_clause_can_be_too_long_and_a_category_unknown() -> None:
    long = msgspec.structs.replace(CLAUSE, text="x" * 2_001, maps_to={"dsa": "STATEMENT_CATEGORY_FUN"})
    with pytest.raises(Refused) as refused:
        statements(judged(pack=msgspec.structs.replace(PACK, clauses=(long,))))
    assert "category cannot be STATEMENT_CATEGORY_FUN" in refused.value.title
    assert "2,000 are allowed" in refused.value.title


def test_the_settings_name_categories_where_the_policy_does_not() -> None:
    bare = msgspec.structs.replace(PACK, clauses=(msgspec.structs.replace(CLAUSE, maps_to={}),))
    with pytest.raises(Refused, match="category is missing"):
        statements(judged(pack=bare))
    named = msgspec.structs.replace(SCOPE, categories={"net.*": CATEGORIES[0]})
    assert statements(judged(pack=bare), scope=named)[0]["category"] == CATEGORIES[0]


def test_masked_details_are_none() -> None:
    (one,) = statements(judged(rationale="He is ana@example.org"), veil=Veil(redact=True))
    assert one["decision_facts"] == "He is [email]"


@pytest.mark.parametrize("missing", [{"territorial_scope": ()}, {"terms_url": ""}])
def test_what_only_the_house_can_say_has_to_be_set(missing: dict[str, Any]) -> None:
    with pytest.raises(WrongUsage, match=f"export.dsa.{next(iter(missing))}"):
        statements(scope=msgspec.structs.replace(SCOPE, **missing))


def test_a_country_outside_is_a_fault() -> None:
    (one,) = statements(judged())
    assert [*faults({**one, "territorial_scope": ["US"]})] == ["territorial_scope cannot be US"]
    assert [*faults({name: value for name, value in one.items() if name != "decision_account"})] == [
        "no measure is named"
    ]
