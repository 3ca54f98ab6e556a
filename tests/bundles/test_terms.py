"""A whole file is used by whom it is meant for, in time, and never an old one again."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from tests.bundles.made import ANN, BEN, EVE, NOW, manifest
from triage_tui.bundles.terms import for_review, meant_for
from triage_tui.domain.bundle import Party
from triage_tui.errors import Refused
from triage_tui.signing.keys import PublicKey

FOR_BEN = manifest()
EVERYBODY, PASSPHRASE = manifest(audience=()), manifest(audience=(Party(key_id=""),))


def _review(**facts: Any) -> None:
    for_review(FOR_BEN, facts.pop("by", ANN.public), **{"now": NOW, "last_seen": 2} | facts)


@pytest.mark.parametrize("own", [[BEN.public], [EVE.public, BEN.public]])
def test_it_is_for_whom_it_is_meant(own: list[PublicKey]) -> None:
    meant_for(FOR_BEN, own)
    meant_for(EVERYBODY, [])
    meant_for(PASSPHRASE, [])


@pytest.mark.parametrize("own", [[EVE.public], []])
def test_it_is_for_nobody_else(own: list[PublicKey]) -> None:
    with pytest.raises(Refused) as told:
        meant_for(FOR_BEN, own)
    assert told.value.title == f"it is meant for ben ({BEN.public.id}), and that is none of our keys"
    assert told.value.hint


@pytest.mark.parametrize(
    "facts",
    [{}, {"now": NOW + timedelta(days=7, microseconds=-1)}, {"last_seen": 3}, {"last_seen": 9, "by": None}],
    ids=str,
)
def test_it_may_be_reviewed(facts: dict[str, Any]) -> None:
    _review(**facts)


@pytest.mark.parametrize(
    ("facts", "why"),
    [
        ({"now": NOW + timedelta(days=7)}, "expired at 2026-11-29T12:00:00Z"),
        ({"now": NOW + timedelta(days=7), "by": None}, "expired"),
        ({"last_seen": 4}, "number 3 from ann, and number 4 was seen already"),
    ],
    ids=str,
)
def test_it_may_not_be_reviewed(facts: dict[str, Any], why: str) -> None:
    with pytest.raises(Refused) as told:
        _review(**facts)
    assert why in told.value.title
    assert told.value.hint
