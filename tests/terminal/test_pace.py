"""Drawing keeps pace with the terminal: over any line the newest state is soon there, and no line is left unused."""

from __future__ import annotations

import heapq
from collections.abc import Callable
from dataclasses import dataclass, field
from itertools import count, pairwise

from hypothesis import given
from hypothesis import strategies as st

from triage_tui.ui.terminal.answers import Answers, Mark
from triage_tui.ui.terminal.pace import PATIENCE, TRUST, WINDOW, Pace

KEYS = 30
"""How often a second a key that is held comes again."""
QUESTION = 20
"""Bytes of a question."""


@dataclass
class Desk:
    """A program that draws a frame for every key, in virtual time, and a terminal at the end of a line.

    It asks once before it draws anything.
    """

    round_trip: float
    rate: float
    """Bytes a second."""
    size: Callable[[float], int]
    """Bytes of a frame that is drawn at a time."""
    mute: bool = False
    """The terminal answers no more."""
    now: float = 0.0
    sent: int = 0
    free: float = 0.0
    """When the line has carried what is on it."""
    state: int = 0
    owed: bool = False
    drawn: list[tuple[float, int]] = field(default_factory=list)
    shown: list[tuple[float, int]] = field(default_factory=list)
    _coming: list[tuple[float, int, Callable[[], None]]] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.answers = Answers(known=True)
        self.pace = Pace(self.answers)
        self._order = count()
        self.ask()

    def at(self, when: float, act: Callable[[], None]) -> None:
        heapq.heappush(self._coming, (when, next(self._order), act))

    def run(self) -> None:
        while self._coming:
            self.now, _, act = heapq.heappop(self._coming)
            act()

    def hold(self, start: float, seconds: float) -> float:
        """Hold a key; give when it was released."""
        times = [start + n / KEYS for n in range(max(int(seconds * KEYS), 1))]
        for when in times:
            self.at(when + self.round_trip / 2, self.key)
        self.run()
        return times[-1]

    def key(self) -> None:
        self.state += 1
        self.draw()

    def draw(self) -> None:
        self.owed = self.pace.waits(self.sent, self.now)
        if self.owed:
            left = self.pace.left(self.now)
            assert left > 0
            self.at(self.now + left, self.catch_up)
            return
        self.drawn.append((self.now, self.state))
        self.shown.append((self.put(self.size(self.now)), self.state))
        if self.pace.due(self.sent):
            self.ask()

    def ask(self) -> None:
        mark = self.answers.ask(self.sent, self.now, (80, 24))
        arrived = self.put(QUESTION)
        if not self.mute:
            self.at(arrived + self.round_trip / 2, lambda: self.hear(mark))

    def put(self, size: int) -> float:
        self.sent += size
        self.free = max(self.free, self.now) + size / self.rate
        return self.free + self.round_trip / 2

    def hear(self, mark: Mark) -> None:
        question = self.answers.answered(mark)
        assert question is not None
        self.pace.answered(question, self.now)
        self.catch_up()

    def catch_up(self) -> None:
        if self.owed:
            self.draw()


@given(st.floats(0.001, 0.3), st.floats(16_000, 1e7), st.integers(50, 5_000), st.floats(0.1, 6.0))
def test_the_newest_state_is_soon_there_over_any_line(
    round_trip: float, rate: float, size: int, seconds: float
) -> None:
    desk = Desk(round_trip, rate, lambda now: size)
    released = desk.hold(1.0, seconds)
    arrived, state = desk.shown[-1]
    assert state == desk.state
    assert arrived - released < 2 * round_trip + 2 * (WINDOW + size) / rate + round_trip / 2 + 0.06


def test_at_half_a_megabit_a_next_case_follows_within_two_round_trips_and_a_frame() -> None:
    desk = Desk(0.08, 64_000, lambda now: 4_000)
    for start in (1.0, 10.0, 20.0):
        released = desk.hold(start, 2.0 + start)
        assert desk.shown[-1][0] - released < 2 * 0.08 + 2 * 4_000 / 64_000


@given(st.floats(0.001, 0.5), st.integers(50, 8_000))
def test_a_line_that_is_only_long_is_soon_used_as_if_nothing_waited(round_trip: float, size: int) -> None:
    desk = Desk(round_trip, 1e9, lambda now: size)
    desk.hold(1.0, 8.0)
    late = [when for when, _ in desk.drawn if when > 7.0]
    assert len(late) >= (8.0 - 6.0) * KEYS - 3


@given(st.floats(0.001, 0.3), st.floats(16_000, 1e9), st.integers(50, 20_000))
def test_pressed_singly_no_frame_waits(round_trip: float, rate: float, size: int) -> None:
    desk = Desk(round_trip, rate, lambda now: size)
    for start in range(1, 61, 6):
        desk.hold(float(start), 1 / KEYS)
        assert desk.drawn[-1] == (start + round_trip / 2, desk.state)


def test_a_line_that_becomes_slow_is_noticed() -> None:
    desk = Desk(0.08, 1e9, lambda now: 4_000)
    desk.hold(1.0, 5.0)
    desk.rate = 64_000
    released = desk.hold(10.0, 4.0)
    assert desk.shown[-1][0] - released < 2 * 0.08 + 2 * 4_000 / 64_000


def test_a_small_move_is_asked_for_now_and_then_only() -> None:
    desk = Desk(0.001, 1e9, lambda now: 160)
    desk.hold(1.0, 10.0)
    assert desk.sent < len(desk.drawn) * 160 * 1.02


def test_an_answer_that_never_comes_stops_nothing_for_long_and_at_last_nothing_at_all() -> None:
    desk = Desk(0.08, 64_000, lambda now: 4_000, mute=True)
    released = desk.hold(1.0, 6.0)
    times = [when for when, _ in desk.drawn]
    assert max(later - sooner for sooner, later in pairwise(times)) < PATIENCE + 2 / KEYS
    assert desk.drawn[-1] == (released + 0.04, desk.state)
    assert sum(when > 1 + TRUST * (PATIENCE + 0.1) for when in times) > 2 * KEYS


def test_a_terminal_that_answers_again_is_waited_for_again() -> None:
    desk = Desk(0.08, 64_000, lambda now: 4_000, mute=True)
    desk.hold(1.0, 4.0)
    desk.mute = False
    desk.hold(60.0, 1 / KEYS)
    released = desk.hold(70.0, 3.0)
    assert desk.shown[-1][0] - released < 2 * 0.08 + 2 * 4_000 / 64_000


def test_a_terminal_that_is_not_known_to_answer_is_neither_asked_nor_waited_for() -> None:
    answers = Answers(known=False)
    pace = Pace(answers)
    answers.ask(0, 0.0, (80, 24))
    assert not any(pace.due(place) or pace.waits(place, 9.0) for place in range(0, 1_000_000, 1_000))
