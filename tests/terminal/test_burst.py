"""A key counts when it stood alone for 15 ms on both sides and is not being held down."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from triage_tui.ui.terminal.burst import HOLD, REPEAT, Burst, Verdict

PRESSES = st.lists(st.tuples(st.floats(0, 0.5), st.sampled_from("12j")), min_size=1, max_size=20).map(sorted)


def burst_of(presses: list[tuple[float, str]]) -> Burst:
    burst = Burst()
    for at, key in presses:
        assert burst.pressed(key, at) == at
    return burst


@given(PRESSES)
def test_accepted_are_exactly_the_keys_that_came_alone_and_are_not_held(presses: list[tuple[float, str]]) -> None:
    burst = burst_of(presses)
    for place, (at, key) in enumerate(presses):
        others = presses[:place] + presses[place + 1 :]
        near = any(abs(at - other) < HOLD for other, _ in others)
        held = any(key == same and 0 < at - other < REPEAT for other, same in others)
        assert burst.judge(at, 9.0) is (Verdict.REFUSE if near or held else Verdict.ACCEPT)


@given(st.floats(0, HOLD, exclude_max=True))
def test_a_fresh_key_waits_until_nothing_followed(age: float) -> None:
    burst = burst_of([(0.0, "1")])
    assert burst.judge(0.0, age) is Verdict.WAIT
    assert burst.judge(0.0, HOLD) is Verdict.ACCEPT


def test_a_waiting_key_is_refused_when_another_follows() -> None:
    burst = burst_of([(0.0, "1")])
    assert burst.judge(0.0, 0.01) is Verdict.WAIT
    burst.pressed("x", 0.012)
    assert burst.judge(0.0, 0.02) is Verdict.REFUSE


def test_what_was_waiting_while_we_were_busy_may_have_come_right_after() -> None:
    burst = burst_of([(0.0, "1")])
    assert burst.judge(0.0, 0.5, pending=True) is Verdict.WAIT
    assert burst.pressed("2", 0.6) == 0.0
    burst.settled()
    assert burst.judge(0.0, 0.7) is Verdict.REFUSE
    assert burst.pressed("3", 0.8) == 0.8


def test_a_reply_that_was_waiting_costs_nothing() -> None:
    burst = burst_of([(0.0, "1")])
    assert burst.judge(0.0, 0.5, pending=True) is Verdict.WAIT
    burst.settled()
    assert burst.judge(0.0, 0.6) is Verdict.ACCEPT


@pytest.mark.parametrize(("gap", "verdict"), [(0.03, Verdict.REFUSE), (0.2, Verdict.ACCEPT)])
def test_a_key_held_down_decides_once(gap: float, verdict: Verdict) -> None:
    burst = burst_of([(n * gap, "1") for n in range(5)])
    assert burst.judge(0.0, 9) is Verdict.ACCEPT
    assert {burst.judge(n * gap, 9) for n in range(1, 5)} == {verdict}


def test_a_key_that_did_not_come_from_the_terminal_is_not_ours_to_refuse() -> None:
    assert Burst().judge(1.0, 1.0, pending=True) is Verdict.ACCEPT
