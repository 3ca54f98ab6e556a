"""A key counts when it was pressed after the case in front had been shown."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from triage_tui.ui.terminal.arrival import MARKS, PATIENCE, Arrival


def test_before_anything_is_expected_keys_count() -> None:
    assert Arrival(answers=True).why_not(5.0) == ""


def test_where_the_terminal_answers_only_its_answer_counts() -> None:
    arrival = Arrival(answers=True)
    arrival.expect()
    mark = arrival.frame_sent(1.0)
    assert "not shown" in arrival.why_not(60.0)
    arrival.acknowledged(mark, 61.0)
    assert not arrival.shown(60.9)
    assert arrival.shown(61.0)


def test_where_it_never_answers_time_after_the_frame_counts() -> None:
    arrival = Arrival(answers=False)
    arrival.expect()
    assert not arrival.shown(1e9)
    arrival.frame_sent(1.0)
    assert not arrival.shown(1.0 + PATIENCE / 2)
    assert arrival.shown(1.0 + PATIENCE)


def test_the_first_answer_shows_that_the_terminal_answers() -> None:
    arrival = Arrival(answers=False)
    arrival.expect()
    arrival.acknowledged(arrival.frame_sent(1.0), 1.1)
    arrival.expect()
    arrival.frame_sent(2.0)
    assert arrival.answers
    assert not arrival.shown(99.0)


@given(st.integers(1, len(MARKS) - 1), st.data())
def test_only_an_answer_for_the_case_in_front_counts(earlier: int, data: st.DataObject) -> None:
    arrival = Arrival(answers=True)
    late = []
    for _ in range(earlier):
        arrival.expect()
        late.append(arrival.frame_sent(0.0))
    arrival.expect()
    mark = arrival.frame_sent(0.0)
    for answer in data.draw(st.permutations(late)):
        arrival.acknowledged(answer, 1.0)
        assert not arrival.shown(2.0)
    arrival.acknowledged(mark, 3.0)
    assert arrival.shown(3.0)


def test_a_lost_answer_does_no_lasting_harm() -> None:
    arrival = Arrival(answers=True)
    arrival.expect()
    arrival.frame_sent(0.0)
    again = arrival.frame_sent(1.0)
    arrival.acknowledged(again, 1.2)
    assert arrival.shown(1.3)
