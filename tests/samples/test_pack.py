"""The sample policy pack is whole, sealed, and its second version differs where its readme says."""

from __future__ import annotations

import msgspec
import pytest

from triage_tui.domain.policy import PolicyPack, canonical_sha256, decode_policy
from triage_tui.samples import policies

PACKS = {pack.version: pack for pack in map(decode_policy, policies())}
BOTH = pytest.mark.parametrize("pack", PACKS.values(), ids=PACKS)


def test_the_second_version_supersedes_the_first() -> None:
    first, second = PACKS.values()
    assert (first.id, first.version, first.supersedes) == ("sample-aup", "1", None)
    assert (second.id, second.version, second.supersedes) == ("sample-aup", "2", "1")
    assert first.effective_from < second.effective_from


def test_every_hash_is_written_in_the_file_and_right() -> None:
    for raw in policies():
        document = msgspec.json.decode(raw)
        assert document["sha256"] == canonical_sha256(document)


def test_the_versions_differ_in_three_clauses() -> None:
    first, second = (pack.by_id for pack in PACKS.values())
    assert first.keys() == second.keys()
    assert {key for key in first if first[key] != second[key]} == {"platform.1", "cyber.1", "fraud.1"}


@BOTH
def test_a_rule_has_all_a_reviewer_weighs(pack: PolicyPack) -> None:
    rules = [clause for clause in pack.clauses if clause.parent]
    assert len(rules) == 18
    for rule in rules:
        assert rule.id.startswith(f"{rule.parent}.")
        assert rule.title
        assert rule.text
        assert rule.elements
        assert rule.exceptions
        assert rule.examples.violating
        assert rule.examples.allowed
        assert rule.severity is not None
        assert set(rule.thresholds) == {"free", "pro", "enterprise", "verified-security"}
        assert rule.maps_to["dsa"].startswith("STATEMENT_CATEGORY_")


@BOTH
def test_a_heading_holds_rules_and_is_none(pack: PolicyPack) -> None:
    parents = {clause.parent for clause in pack.clauses if clause.parent}
    headings = {clause.id: clause for clause in pack.clauses if clause.parent is None}
    assert parents == headings.keys()
    assert not any(heading.elements or heading.thresholds for heading in headings.values())
