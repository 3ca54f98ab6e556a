"""A key counts when it stood alone for 15 ms on both sides."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from triage_tui.ui.terminal.burst import HOLD, Burst, Verdict

TIMES = st.lists(st.floats(0, 0.2), min_size=1, max_size=20).map(sorted)


@given(TIMES)
def test_accepted_are_exactly_the_keys_without_a_near_neighbour(times: list[float]) -> None:
    burst = Burst()
    for at in times:
        burst.pressed(at)
    for place, at in enumerate(times):
        near = any(abs(at - other) < HOLD for n, other in enumerate(times) if n != place)
        assert burst.judge(at, times[-1] + 1) is (Verdict.REFUSE if near else Verdict.ACCEPT)


@given(st.floats(0, HOLD, exclude_max=True))
def test_a_fresh_key_waits_until_nothing_followed(age: float) -> None:
    burst = Burst()
    burst.pressed(0.0)
    assert burst.judge(0.0, age) is Verdict.WAIT
    assert burst.judge(0.0, HOLD) is Verdict.ACCEPT
    assert burst.judge(0.0, HOLD, pending=True) is Verdict.WAIT


def test_a_waiting_key_is_refused_when_another_follows() -> None:
    burst = Burst()
    burst.pressed(0.0)
    assert burst.judge(0.0, 0.01) is Verdict.WAIT
    burst.pressed(0.012)
    assert burst.judge(0.0, 0.02) is Verdict.REFUSE


@pytest.mark.parametrize("gap", [0.03, 0.1])
def test_a_held_key_repeats(gap: float) -> None:
    burst = Burst()
    for n in range(5):
        burst.pressed(n * gap)
    assert all(burst.judge(n * gap, 9) is Verdict.ACCEPT for n in range(5))


def test_a_key_that_did_not_come_from_the_terminal_is_not_ours_to_refuse() -> None:
    assert Burst().judge(1.0, 1.0) is Verdict.ACCEPT
