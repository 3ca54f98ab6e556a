"""The state of the link says what a reviewer has to know, and waits are as long as they should be."""

from __future__ import annotations

from datetime import UTC, datetime
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from triage_tui.domain.wire.outcomes import Later, SignedOut, Unknown
from triage_tui.domain.wire.problems import SourceRefused, problem
from triage_tui.domain.words import OutboxState
from triage_tui.errors import NotSignedIn, TriageError, Unreachable
from triage_tui.sync.backoff import backoff
from triage_tui.sync.link import LinkState, answered, counted, failed, patience, sent

NOW = datetime(2026, 11, 22, tzinfo=UTC)
ONLINE = LinkState("online", NOW)


@pytest.mark.parametrize(
    ("error", "health"),
    [
        (NotSignedIn("no"), "signed_out"),
        (Unreachable("gone"), "offline"),
        (SourceRefused(problem("rate_limited")), "paused"),
        (SourceRefused(problem("unavailable")), "paused"),
        (SourceRefused(problem("forbidden")), "online"),
        (TriageError("the disk is full"), "online"),
    ],
)
def test_a_question_without_an_answer_says_why(error: TriageError, health: str) -> None:
    after = failed(ONLINE, error)
    assert (after.health, after.reason, after.since) == (health, error.title, NOW)


def test_a_sending_that_failed_says_why() -> None:
    outcomes = (Later("x"), Later("x", 5.0), Unknown("x"), SignedOut("x"))
    assert [sent(ONLINE, one).health for one in outcomes] == ["offline", "paused", "offline", "signed_out"]


def test_an_answer_makes_good_whatever_was_before() -> None:
    after = answered(failed(ONLINE, Unreachable("gone")), NOW, 0.1, 2.0)
    assert (after.health, after.reason, after.skew, after.offline) == ("online", "", 2.0, False)
    assert answered(ONLINE, NOW, 4.0, None).health == "slow"


def test_clocks_may_differ_by_five_minutes() -> None:
    assert [answered(ONLINE, NOW, 0, skew).clock_is_off for skew in (-301, -300, 0, 300, 301)] == [
        True, False, False, False, True,
    ]  # fmt: skip


def test_what_waits_is_all_that_was_not_answered() -> None:
    state = counted(ONLINE, dict.fromkeys(OutboxState, 2))
    assert (state.waiting, state.sending, state.conflicts, state.refused, state.unknown) == (8, 2, 2, 2, 2)


def test_a_source_says_how_long_it_wants_to_be_left_alone() -> None:
    assert patience(SourceRefused(problem("rate_limited", retry_after=7.0))) == 7.0
    assert patience(Unreachable("gone")) is None


@given(st.integers(0, 10_000), st.integers())
def test_waits_grow_to_a_minute_and_no_further(failures: int, seed: int) -> None:
    assert 0 <= backoff(failures, Random(seed)) <= min(60, 2 ** min(failures, 20))


def test_waits_are_spread_over_the_whole_time() -> None:
    dice = Random(1)
    waits = sorted(backoff(20, dice) for _ in range(1_000))
    assert waits[100] < 12
    assert waits[900] > 48
