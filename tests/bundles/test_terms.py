"""A whole file is used by whom it is meant for, in time, and never an old one again."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from tests.bundles.made import ANN, BEN, EVE, NOW, manifest
from triage_tui.bundles.terms import why_not
from triage_tui.domain.bundle import Party
from triage_tui.errors import Refused

EVERYBODY, PASSPHRASE = (), (Party(key_id=""),)


def _why(said: dict[str, Any], **facts: Any) -> Refused | None:
    known = {"own": [BEN.public], "now": NOW, "last_seen": 2, "for_review": True} | facts
    return why_not(manifest(**said), known.pop("by", ANN.public), **known)


@pytest.mark.parametrize(
    ("said", "facts"),
    [
        ({}, {}),
        ({}, {"own": [EVE.public, BEN.public]}),
        ({"audience": EVERYBODY}, {"own": []}),
        ({"audience": PASSPHRASE}, {"own": []}),
        ({}, {"now": NOW + timedelta(days=7, microseconds=-1)}),
        ({}, {"last_seen": 3}),
        ({}, {"last_seen": 9, "again": True}),
        ({}, {"last_seen": 9, "by": None}),
        ({}, {"last_seen": 9, "for_review": False}),
        ({}, {"now": NOW + timedelta(days=8), "for_review": False}),
    ],
    ids=str,
)
def test_it_may_be_used(said: dict[str, Any], facts: dict[str, Any]) -> None:
    assert _why(said, **facts) is None


@pytest.mark.parametrize(
    ("said", "facts", "why"),
    [
        ({}, {"own": [EVE.public]}, f"meant for ben ({BEN.public.id})"),
        ({}, {"own": [], "for_review": False}, "none of our keys"),
        ({}, {"now": NOW + timedelta(days=7)}, "expired at 2026-11-29T12:00:00Z"),
        ({}, {"now": NOW + timedelta(days=7), "by": None}, "expired"),
        ({}, {"last_seen": 4}, "number 3 from ann, and number 4 was seen already"),
    ],
    ids=str,
)
def test_it_may_not_be_used(said: dict[str, Any], facts: dict[str, Any], why: str) -> None:
    error = _why(said, **facts)
    assert error is not None
    assert why in error.title
    assert error.hint
