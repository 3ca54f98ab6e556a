"""Claims: every setting says what it means; the shipped templates and views are usable as they are."""

from __future__ import annotations

import pytest

from triage_tui.domain.filter import parse
from triage_tui.domain.words import Outcome
from triage_tui.settings.describe import Described, describe
from triage_tui.settings.model import Settings


@pytest.mark.parametrize("one", list(describe()), ids=lambda one: one.path)
def test_every_setting_says_in_a_sentence_what_it_means(one: Described) -> None:
    assert one.meaning.endswith(".")
    assert one.kind


@pytest.mark.parametrize("words", Settings().views.values())
def test_shipped_views_are_filters(words: str) -> None:
    parse(words)


def test_every_outcome_has_a_template() -> None:
    for outcome in Outcome:
        assert any(template.fits(outcome) for template in Settings().templates.values()), outcome
