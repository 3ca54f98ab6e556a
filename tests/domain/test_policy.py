"""A policy pack is read whole, or refused: a changed text never passes under the old hash."""

from __future__ import annotations

import hashlib
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.export.independent_verifier import canonical
from triage_tui.domain.policy import PolicyPack, decode_policy
from triage_tui.domain.values import Invalid

PACK: dict[str, Any] = {
    "id": "aup",
    "version": "1",
    "clauses": [
        {"id": "cyber", "title": "Cyber"},
        {
            "id": "cyber.1",
            "parent": "cyber",
            "severity": 3,
            "elements": [{"id": "a", "text": "intent"}],
            "exceptions": [{"id": "edu", "text": "teaching"}],
            "thresholds": {"free": 0.8},
            "dual_use": True,
        },
    ],
}


def read(**fields: Any) -> PolicyPack:
    return decode_policy(msgspec.json.encode({**PACK, **fields}))


def test_a_pack_and_its_clauses() -> None:
    pack = read(shade="mauve")
    assert list(pack.by_id) == ["cyber", "cyber.1"]
    clause = pack.by_id["cyber.1"]
    assert (clause.parent, clause.severity, clause.thresholds, clause.dual_use) == ("cyber", 3, {"free": 0.8}, True)
    assert (clause.elements[0].text, clause.exceptions[0].id) == ("intent", "edu")


def test_the_hash_is_of_the_canonical_form_without_itself() -> None:
    digest = hashlib.sha256(canonical(PACK).encode()).hexdigest()
    assert read().sha256 == read(sha256=digest).sha256 == digest


def test_how_a_pack_is_spaced_and_ordered_changes_nothing() -> None:
    spaced = msgspec.json.format(msgspec.json.encode(dict(reversed(PACK.items()))), indent=4)
    assert decode_policy(spaced).sha256 == read().sha256


@given(st.text(), st.floats(0, 1))
def test_a_changed_text_does_not_pass_under_the_old_hash(title: str, threshold: float) -> None:
    clause = {**PACK["clauses"][1], "title": title, "thresholds": {"free": threshold}}
    changed = {**PACK, "clauses": [PACK["clauses"][0], clause]}
    assert decode_policy(msgspec.json.encode(changed)).sha256 == hashlib.sha256(canonical(changed).encode()).hexdigest()
    with pytest.raises(Invalid, match=r"^\$\.sha256: "):
        decode_policy(msgspec.json.encode({**changed, "sha256": read().sha256}))


@pytest.mark.parametrize(
    ("fields", "path"),
    [
        ({"id": "a\n"}, "$.id"),
        ({"version": ""}, "$.version"),
        ({"schema": "triage.policy/2"}, "$.schema"),
        ({"sha256": "abc"}, "$.sha256"),
        ({"clauses": [{"id": "a"}, {"id": "a"}]}, "$.clauses"),
        ({"clauses": [{"id": "a"}, {"id": "b", "parent": "c"}]}, "$.clauses[1].parent"),
        ({"clauses": [{"id": "a", "severity": 5}]}, "$.clauses[0].severity"),
        ({"clauses": [{"id": "a", "severity": True}]}, "$.clauses[0].severity"),
        ({"effective_from": "2026-11-22"}, "$.effective_from"),
        ({"odd": 2**60}, "$"),
    ],
)
def test_a_bad_pack_is_refused_with_the_place(fields: dict[str, Any], path: str) -> None:
    with pytest.raises(Invalid) as caught:
        read(**fields)
    assert caught.value.path == path


@pytest.mark.parametrize("raw", [b"", b"[]", b"\xff", b'{"id":"a"}', b"[" * 100_000])
def test_what_is_no_pack_is_refused(raw: bytes) -> None:
    with pytest.raises(Invalid):
        decode_policy(raw)
