"""A key counts when it was pressed after the case in front had been shown."""

from __future__ import annotations

from itertools import count

from hypothesis import given
from hypothesis import strategies as st

from triage_tui.ui.terminal.answers import Answers, Mark
from triage_tui.ui.terminal.arrival import PATIENCE, Arrival


class Guarded:
    """A guard and its terminal; every frame and question is a hundred bytes."""

    def __init__(self, *, answers: bool) -> None:
        self.answers = Answers(known=answers)
        self.arrival = Arrival(self.answers)
        self._places = count(100, 100)

    def ask(self, now: float = 0.0) -> Mark:
        return self.answers.ask(next(self._places), now, (80, 24))

    def draw(self, now: float = 0.0) -> Mark:
        """Send the frame of what is true now, and ask."""
        self.arrival.expect()
        self.arrival.frame_sent(next(self._places), now)
        assert self.arrival.unasked
        return self.ask(now)

    def hear(self, mark: Mark, now: float) -> None:
        if (question := self.answers.answered(mark)) is not None:
            self.arrival.answered(question.place, now)


def test_before_anything_is_expected_keys_count() -> None:
    assert Guarded(answers=True).arrival.why_not(5.0) == ""


def test_where_the_terminal_answers_only_its_answer_counts() -> None:
    desk = Guarded(answers=True)
    mark = desk.draw(1.0)
    assert "not shown" in desk.arrival.why_not(60.0)
    desk.hear(mark, 61.0)
    assert not desk.arrival.shown(60.9)
    assert desk.arrival.shown(61.0)


def test_where_it_never_answers_time_after_the_frame_counts() -> None:
    desk = Guarded(answers=False)
    desk.arrival.expect()
    assert not desk.arrival.shown(1e9)
    desk.draw(1.0)
    assert not desk.arrival.shown(1.0 + PATIENCE / 2)
    assert desk.arrival.shown(1.0 + PATIENCE)


def test_the_first_answer_shows_that_the_terminal_answers() -> None:
    desk = Guarded(answers=False)
    desk.hear(desk.draw(1.0), 1.1)
    desk.draw(2.0)
    assert desk.answers.known
    assert not desk.arrival.shown(99.0)


@given(st.integers(1, 60), st.data())
def test_only_an_answer_for_the_case_in_front_counts(earlier: int, data: st.DataObject) -> None:
    desk = Guarded(answers=True)
    late = [desk.draw() for _ in range(earlier)]
    mark = desk.draw()
    for answer in data.draw(st.permutations(late)):
        desk.hear(answer, 1.0)
        assert not desk.arrival.shown(2.0)
    desk.hear(mark, 3.0)
    assert desk.arrival.shown(3.0)


def test_what_was_asked_before_the_frame_says_nothing_about_it() -> None:
    desk = Guarded(answers=True)
    before = desk.ask()
    desk.arrival.expect()
    desk.hear(before, 1.0)
    desk.arrival.frame_sent(1_000, 2.0)
    assert desk.arrival.unasked
    assert not desk.arrival.shown(3.0)


def test_a_frame_that_never_went_out_is_never_shown() -> None:
    desk = Guarded(answers=True)
    desk.draw()
    desk.arrival.expect()
    desk.hear(desk.ask(), 1.0)
    assert not desk.arrival.shown(9.0)


def test_a_lost_answer_does_no_lasting_harm() -> None:
    desk = Guarded(answers=True)
    desk.draw()
    desk.hear(desk.ask(1.0), 1.2)
    assert desk.arrival.shown(1.3)
    assert not desk.answers.open
