"""The schemas describe what we read: the samples fit, and what we refuse does not."""

from __future__ import annotations

import json
from typing import Any

import pytest

from tests.formats.json_schema import fits
from tests.formats.reading import FIXTURES
from triage_tui.formats.schemas import NAMES, schema

DECISION = {
    "id": "0193c1f0-0000-7000-8000-000000000001", "case_id": "c1", "case_version": 1, "case_sha256": "0" * 64,
    "outcome": "overturn", "reviewer": "r", "decided_at": "2026-04-21T09:30:00Z", "root_causes": ["other"],
    "basis": {"cluster_id": "k"}, "findings": [{"policy_id": "p", "policy_version": "1", "clause": "net.1",
    "locus": "user_request", "verdict": "does_not_violate", "evidence": [{"turn_id": "t1", "start": 0, "end": 4}]}],
}  # fmt: skip
CASES = [json.loads(line) for line in (FIXTURES / "cases.jsonl").read_text().splitlines() if line]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["id"])
def test_cases_fit(case: dict[str, Any]) -> None:
    assert fits(case, schema("case"), schema("case"))


@pytest.mark.parametrize(
    "change", [{"id": 1}, {"id": "a b"}, {"version": 0}, {"flags": [{"score": []}]}, {"flags": {}}]
)
def test_what_is_no_case_does_not_fit(change: dict[str, Any]) -> None:
    assert not fits(CASES[0] | change, schema("case"), schema("case"))


def test_a_decision_fits_and_half_of_one_does_not() -> None:
    root = schema("decision")
    assert fits(DECISION, root, root)
    assert not fits({key: value for key, value in DECISION.items() if key != "outcome"}, root, root)
    assert not fits(DECISION | {"outcome": "perhaps"}, root, root)


@pytest.mark.parametrize("name", NAMES)
def test_a_schema_is_plain_json_and_says_what_things_are(name: str) -> None:
    document = json.loads(json.dumps(schema(name)))
    assert document["title"] == f"triage.{'bundle' if name == 'manifest' else name}/1"
    assert all("description" in part for part in document["$defs"].values() if "properties" in part)


def test_fields_carry_their_sentence_under_their_name_in_json() -> None:
    parts = schema("case")["$defs"]
    assert parts["Flag"]["properties"]["threshold"]["description"] == "In the unit of the score."
    assert "class" in parts["Retention"]["properties"]
