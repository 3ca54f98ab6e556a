"""Claims: lines are cut, laid over and put side by side by the cell, whatever the text is made of."""

from __future__ import annotations

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from tests.ui.texts import CAPS, TEXTS
from tests.ui.views import words_of
from triage_tui.ui.present.frame import beside, box, centred, drop, over, pad, rule, spread, take
from triage_tui.ui.present.line import Line, Run, fit, width
from triage_tui.ui.present.text import cells, inline
from triage_tui.ui.present.wrap import rows

SAFE = st.builds(inline, TEXTS, st.integers(0, 40), CAPS)
LINES = st.lists(st.builds(Run, SAFE, st.sampled_from(["text", "token", "muted"])), max_size=6).map(tuple)
CELLS = st.integers(0, 90)


def exact(line: Line, limit: int) -> bool:
    """Whether a line takes exactly so many cells, as a whole and run by run."""
    return width(line) == limit


@given(line=LINES, limit=CELLS)
def test_a_line_fits_exactly_and_keeps_its_beginning(line: Line, limit: int) -> None:
    fitted = fit(line, limit)
    assert exact(fitted, limit)
    if width(line) <= limit:
        assert fitted[: len(line)] == line
    else:
        assert words_of(line).startswith(words_of(fitted).rstrip(" …."))


@given(line=LINES, at=CELLS)
def test_a_line_cut_in_two_is_as_long_as_before(line: Line, at: int) -> None:
    assert exact(take(line, at), at)
    assert width(drop(line, at)) == max(width(line) - at, 0)


@given(line=LINES, at=st.integers(0, 40), middle=LINES, cut=st.integers(0, 40))
def test_what_is_laid_over_covers_its_cells_and_no_others(line: Line, at: int, middle: Line, cut: int) -> None:
    frame = [fit(line, 90)] * 3
    laid = over(frame, [middle], at, 1, cut)
    assert all(exact(row, 90) for row in laid)
    assert (laid[0], laid[2]) == (frame[0], frame[2])
    assert words_of(drop(laid[1], at + cut)) == words_of(drop(frame[1], at + cut))
    assert words_of(take(laid[1], at)) == words_of(take(frame[1], at))


@given(left=LINES, right=LINES, limit=st.integers(1, 90))
def test_the_right_edge_is_kept_when_there_is_no_room(left: Line, right: Line, limit: int) -> None:
    line = spread(left, right, limit)
    assert exact(line, limit)
    if width(right) < limit:
        assert words_of(line).endswith(words_of(right))


@given(lines=st.lists(LINES, max_size=5), other=st.lists(LINES, max_size=5), left=st.integers(1, 60))
def test_columns_have_their_divider_at_one_place(lines: list[Line], other: list[Line], left: int) -> None:
    for row in beside(lines, other, left, 90):
        assert exact(row, 90)
        assert words_of(take(drop(row, left), 1)) == "│"


@given(title=LINES, lines=st.lists(LINES, max_size=9), size=st.integers(5, 90), height=st.integers(5, 20))
def test_a_box_stays_on_the_screen(title: Line, lines: list[Line], size: int, height: int) -> None:
    screen = pad([], height, 90)
    laid = centred(screen, title, lines, size)
    assert len(laid) == height
    assert all(exact(row, 90) for row in laid)
    assert sum(words_of(row).count("└") for row in laid) == 1 or height < 5


@given(title=LINES, lines=st.lists(LINES, max_size=3), size=st.integers(12, 90))
def test_a_box_is_closed_all_round(title: Line, lines: list[Line], size: int) -> None:
    drawn = box(title, lines, size)
    for row in drawn[1:-1]:
        assert exact(row, size)
        assert (words_of(row)[0], words_of(row)[-1]) == ("│", "│")
    assert all(exact(row, size) for row in drawn)


@given(notes=LINES, limit=CELLS)
def test_a_rule_is_as_wide_as_it_is_told(notes: Line, limit: int) -> None:
    assert exact(rule(limit, *notes), limit)


@given(text=TEXTS.map(lambda raw: inline(raw, 500)), limit=st.integers(2, 60))
def test_rows_fill_their_width_as_far_as_words_allow(text: str, limit: int) -> None:
    found = rows(text, limit)
    assert all(cells(text[a:b]) <= limit for a, b in found)
    assert "".join(text[a:b] for a, b in found).replace(" ", "") == text.replace(" ", "")
    for (a, b), (start, end) in pairwise(found):
        word = text[start:end].split(" ")[0]
        assert cells(text[a:b]) + cells(text[b:start]) + cells(word) > limit or not word
