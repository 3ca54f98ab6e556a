"""What moved as a block is moved by the terminal, and looks as if it had been drawn."""

from __future__ import annotations

from collections.abc import Sequence

import pyte
from hypothesis import given
from hypothesis import strategies as st
from rich.color import ColorSystem
from rich.segment import Segment
from rich.style import Style
from textual._compositor import LayoutUpdate
from textual.geometry import Region
from textual.strip import Strip

from tests.terminal import ecma48
from tests.terminal.seen import inkless
from triage_tui.ui.terminal.frame import Frame
from triage_tui.ui.terminal.paint import paint
from triage_tui.ui.terminal.row import Row
from triage_tui.ui.terminal.scroll import Scroll, find

COLUMNS, ROWS = 20, 14
LOOKS = [Style.parse("white on #101010"), Style.parse("bold white on blue")]
TEXTS = [f"line {n} of a text" for n in range(30)] + ["", "", "漢字"]


def screen(lines: Sequence[int]) -> LayoutUpdate:
    strips = [[Strip([Segment(TEXTS[n], LOOKS[n % 2])]).adjust_cell_length(COLUMNS, LOOKS[n % 2])] for n in lines]
    return LayoutUpdate(strips, Region(0, 0, COLUMNS, len(strips)))


def draw(frame: Frame, lines: Sequence[int]) -> str:
    assert paint(screen(lines), frame)
    return frame.draw()


windows = st.builds(
    lambda head, offset, foot: [head, *((offset + n) % len(TEXTS) for n in range(ROWS - 2)), foot],
    st.integers(0, 2),
    st.integers(0, len(TEXTS)),
    st.integers(0, 2),
)
anything = st.lists(st.integers(0, len(TEXTS) - 1), min_size=ROWS, max_size=ROWS)


@given(st.lists(windows | anything, min_size=1, max_size=6))
def test_scrolled_is_as_good_as_drawn(shown: list[list[int]]) -> None:
    terminal = pyte.Screen(COLUMNS, ROWS)
    stream = pyte.Stream(terminal)
    frame = Frame(ColorSystem.TRUECOLOR)
    for lines in shown:
        drawing = draw(frame, lines)
        assert ecma48.strangers(drawing.encode()) == []
        stream.feed(drawing)
        fresh = pyte.Screen(COLUMNS, ROWS)
        pyte.Stream(fresh).feed(draw(Frame(ColorSystem.TRUECOLOR), lines))
        for y in range(ROWS):
            ours, theirs = terminal.buffer[y], fresh.buffer[y]
            assert [inkless(ours[x]) for x in range(COLUMNS)] == [inkless(theirs[x]) for x in range(COLUMNS)]


def test_a_line_down_costs_one_line() -> None:
    frame = Frame(ColorSystem.TRUECOLOR)
    draw(frame, [0, *range(3, 15), 1])
    drawing = draw(frame, [0, *range(4, 16), 1])
    assert "\x1b[2;13r\x1b[2H\x1b[1M\x1b[r" in drawing
    assert len(drawing) < 100


def row(text: str, look: str = "\x00") -> Row:
    return Row.of(text.ljust(COLUMNS), look * COLUMNS)


def rows(*texts: str) -> list[Row]:
    return [row(text) for text in texts]


FRESH = row("?" * COLUMNS)


@given(windows, windows)
def test_a_move_leaves_less_to_write(before: list[int], after: list[int]) -> None:
    shown = [row(f"{n} {TEXTS[n]}") for n in before]
    wanted = dict(enumerate(row(f"{n} {TEXTS[n]}") for n in after))
    move = find(shown, wanted, FRESH)
    if move is not None:
        moved = move.moved(shown, FRESH)
        assert len(moved) == ROWS
        assert sum(moved[y] != wanted[y] for y in wanted) < sum(shown[y] != wanted[y] for y in wanted)


def test_nothing_moves_for_a_few_rows_or_for_blank_ones() -> None:
    assert find(rows(*[""] * 6), dict.fromkeys(range(6), row("", "\x01")), FRESH) is None
    few = rows("a long line", "b long line", "c long line", "d")
    assert find(few, dict(enumerate(rows("b long line", "c long line", "d"))), FRESH) is None


def test_what_lies_beside_moves_along_only_where_nobody_sees_it() -> None:
    lines = [f"{letter * 8}  " for letter in "abcdefghijkl"]
    shown = rows(*(f"{line}side {y}" for y, line in enumerate(lines[:10])))
    wanted = dict(enumerate(rows(*(f"{line}side {y}" for y, line in enumerate(lines[1:11])))))
    assert find(shown, wanted, FRESH) is None
    assert find(shown, wanted, FRESH, unseen=True) == Scroll(0, 10, 1)


def test_down_is_the_other_way() -> None:
    assert Scroll(1, 6, -2).moved(rows(*"abcdef"), row("?")) == rows(*"a??bcd")
