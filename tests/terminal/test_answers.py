"""Every answer vouches for what was sent before its question, and for nothing else."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from triage_tui.ui.terminal.answers import Answers

SIZES = st.tuples(st.integers(1, 300), st.integers(1, 100))


@given(SIZES, st.integers(1, 400))
def test_no_two_open_questions_have_the_same_mark(size: tuple[int, int], questions: int) -> None:
    answers = Answers(known=True)
    for place in range(questions):
        answers.ask(place, 0.0, size)
    marks = [question.mark for question in answers.open]
    assert len(marks) == len(set(marks))
    assert answers.open[-1].place == questions - 1


@given(SIZES.filter(lambda size: size[0] >= 10 and size[1] >= 2))
def test_marks_lie_on_the_screen(size: tuple[int, int]) -> None:
    answers = Answers(known=True)
    for place in range(250):
        row, column = answers.ask(place, 0.0, size)
        assert column <= size[0]
        assert row <= size[1]


def test_an_answer_settles_the_questions_before_it() -> None:
    answers = Answers(known=False)
    first, second, third = (answers.ask(place, 0.0, (80, 24)) for place in (10, 20, 30))
    question = answers.answered(second)
    assert question is not None
    assert question.place == 20
    assert answers.answered(first) is None
    assert [question.mark for question in answers.open] == [third]


@given(st.tuples(st.integers(1, 99), st.integers(1, 200)))
def test_what_nobody_asked_settles_nothing(mark: tuple[int, int]) -> None:
    answers = Answers(known=True)
    asked = answers.ask(10, 0.0, (80, 24))
    assert (answers.answered(mark) is None) == (mark != asked)


@given(st.integers(1, 40))
def test_a_key_that_looks_like_an_answer_settles_nothing(modifiers: int) -> None:
    """F3 with modifiers is sent as if the cursor were in the first row."""
    answers = Answers(known=True)
    for place in range(200):
        answers.ask(place, 0.0, (80, 24))
    assert answers.answered((1, modifiers)) is None


def test_what_was_asked_before_somebody_else_had_the_terminal_has_to_be_asked_anew() -> None:
    answers = Answers(known=True)
    mark = answers.ask(10, 0.0, (80, 24))
    answers.forget()
    assert answers.asked < 10
    assert answers.answered(mark) is None
