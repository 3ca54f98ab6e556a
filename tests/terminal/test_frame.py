"""The frame diff draws what Textual would draw, with fewer bytes, and nothing that is not text or a look."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import pairwise

import pyte
import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.color import ColorSystem
from rich.console import Console
from rich.segment import Segment
from rich.style import Style
from textual._compositor import ChopsUpdate, CompositorUpdate, LayoutUpdate
from textual.geometry import Region
from textual.strip import Strip

from tests.terminal import ecma48
from tests.terminal.seen import inkless
from triage_tui.ui.terminal.frame import Frame
from triage_tui.ui.terminal.paint import paint

COLUMNS, ROWS = 24, 4
CUTS = [0, 10, COLUMNS]
LOOKS = ["", "red on blue", "bold red on blue", "underline", "reverse green", "on #123456", "strike on #123456"]
WORDS = ["a", "word", "    ", "            ", "│─┐", "漢字", "é", "привет", "x" * 30]
CONSOLE = Console(color_system="truecolor", force_terminal=True, legacy_windows=False, _environ={})

segments = st.builds(
    Segment, st.sampled_from(WORDS), st.sampled_from([Style.parse(look) for look in LOOKS]), control=st.none()
)
lines = st.lists(segments, max_size=4)


def strip(line: Iterable[Segment], width: int) -> Strip:
    return Strip(line).adjust_cell_length(width, Style.parse("on #123456"))


@st.composite
def updates(draw: st.DrawFn) -> CompositorUpdate:
    """A whole screen, or some chops of some rows, as the compositor makes them."""
    widths = [stop - start for start, stop in pairwise(CUTS)]
    rows = [[strip(draw(lines), width) for width in widths] for _ in range(ROWS)]
    if draw(st.booleans()):
        return LayoutUpdate(rows, Region(0, 0, COLUMNS, ROWS))
    spans = [(row, 0, COLUMNS) for row in sorted(draw(st.sets(st.integers(0, ROWS - 1), min_size=1)))]
    return ChopsUpdate([dict(zip(CUTS, row, strict=False)) for row in rows], spans, [CUTS[1:]] * ROWS)


def first() -> LayoutUpdate:
    return LayoutUpdate([[strip([], COLUMNS)] for _ in range(ROWS)], Region(0, 0, COLUMNS, ROWS))


class Seen:
    """A terminal without autowrap, as ours is."""

    def __init__(self) -> None:
        self.screen = pyte.Screen(COLUMNS, ROWS)
        self.stream = pyte.Stream(self.screen)
        self.stream.feed("\x1b[?7l")

    def cells(self) -> list[list[pyte.screens.Char]]:
        """What every cell shows; the pen that a cell without ink was drawn with shows nowhere."""
        return [[inkless(self.screen.buffer[y][x]) for x in range(COLUMNS)] for y in range(ROWS)]


def draw(frame: Frame, update: CompositorUpdate) -> str:
    assert paint(update, frame)
    return frame.draw()


@given(st.lists(updates(), max_size=6), st.booleans())
def test_replayed_it_shows_what_stock_output_shows(changes: list[CompositorUpdate], bce: bool) -> None:
    stock, ours, frame = Seen(), Seen(), Frame(ColorSystem.TRUECOLOR, bce=bce)
    for update in [first(), *changes]:
        stock.stream.feed(update.render_segments(CONSOLE))
        drawing = draw(frame, update)
        ours.stream.feed(drawing)
        assert ours.cells() == stock.cells()
        assert ecma48.strangers(drawing.encode()) == []


@given(updates(), updates())
def test_nothing_is_sent_when_nothing_changed_and_all_after_an_interruption(
    before: CompositorUpdate, after: CompositorUpdate
) -> None:
    frame = Frame(ColorSystem.TRUECOLOR)
    for update in (first(), before, after):
        draw(frame, update)
    assert draw(frame, after) == ""
    frame.invalidate()
    assert isinstance(after, LayoutUpdate) or not paint(after, frame)
    again = Seen()
    again.stream.feed("\x1b[41mrubbish left by an editor")
    again.stream.feed(draw(frame, first()))
    blank = Seen()
    blank.stream.feed(first().render_segments(CONSOLE))
    assert again.cells() == blank.cells()


@given(st.text(), st.text(alphabet=st.characters(max_codepoint=0x9F)))
def test_no_text_gets_a_sequence_out(text: str, controls: str) -> None:
    style = Style(link="http://example.org/\x1b]52;c;eA==\x07", meta={"@click": "app.quit"})
    frame = Frame(ColorSystem.TRUECOLOR)
    update = LayoutUpdate([[Strip([Segment(controls + text + controls, style)], COLUMNS)]], Region(0, 0, COLUMNS, 1))
    drawing = draw(frame, update)
    assert ecma48.strangers(drawing.encode()) == []
    assert {one.kind for one in ecma48.parse(drawing.encode())} <= {"TEXT", "CSI"}


def test_one_changed_cell_costs_one_cell() -> None:
    frame = Frame(ColorSystem.TRUECOLOR)
    row = [Segment("a" * COLUMNS, Style.parse("red"))]
    draw(frame, LayoutUpdate([[Strip(row, COLUMNS)]], Region(0, 0, COLUMNS, 1)))
    row = [Segment("a" * 5 + "b" + "a" * (COLUMNS - 6), Style.parse("red"))]
    assert draw(frame, LayoutUpdate([[Strip(row, COLUMNS)]], Region(0, 0, COLUMNS, 1))) == "\x1b[1;6H\x1b[31mb\x1b[m"


@pytest.mark.parametrize("cluster", ["👩‍💻", "👍🏽", "1️⃣", "क्षि", "漢"])
def test_after_a_doubtful_width_the_next_cell_is_addressed(cluster: str) -> None:
    frame = Frame(ColorSystem.TRUECOLOR)
    update = LayoutUpdate([[strip([Segment(f"{cluster}|score")], COLUMNS)]], Region(0, 0, COLUMNS, 1))
    width = Strip([Segment(cluster)]).cell_length
    assert f"{cluster}\x1b[{width + 1}G|score" in draw(frame, update)


def test_without_colours_attributes_stay() -> None:
    frame = Frame(None)
    line = [Segment("x" * COLUMNS, Style.parse("bold red on blue"))]
    assert "\x1b[1mx" in draw(frame, LayoutUpdate([[Strip(line, COLUMNS)]], Region(0, 0, COLUMNS, 1)))


@given(st.text())
def test_a_terminal_that_takes_only_ascii_gets_only_ascii_in_as_many_cells(text: str) -> None:
    frame = Frame(None, ascii_only=True)
    drawing = draw(frame, LayoutUpdate([[strip([Segment(f"│漢{text}")], COLUMNS)]], Region(0, 0, COLUMNS, 1)))
    assert drawing.isascii()
    assert "|??" in drawing


@pytest.mark.parametrize("word", ["שלום", "مرحب", "٦٦٦٦", "\U0001e900\U0001e901\U0001e902\U0001e903"])
def test_letters_that_run_from_right_to_left_do_not_carry_the_rest_along(word: str) -> None:
    update = LayoutUpdate([[strip([Segment(f"{word}|3")], COLUMNS)]], Region(0, 0, COLUMNS, 1))
    assert f"{word}\u200e\x1b[5G|3" in draw(Frame(ColorSystem.TRUECOLOR), update)


def test_a_new_size_is_a_new_screen() -> None:
    frame = Frame(ColorSystem.TRUECOLOR)
    draw(frame, first())
    smaller = LayoutUpdate([[strip([Segment("a")], 8)] for _ in range(2)], Region(0, 0, 8, 2))
    assert draw(frame, smaller).count("\x1b[K") == 2


def test_erasing_paints_only_where_the_terminal_does() -> None:
    blank = LayoutUpdate([[strip([], COLUMNS)]], Region(0, 0, COLUMNS, 1))
    assert "\x1b[K" in draw(Frame(ColorSystem.TRUECOLOR, bce=True), blank)
    assert " " * COLUMNS in draw(Frame(ColorSystem.TRUECOLOR, bce=False), blank)


def test_an_update_that_is_not_understood_is_refused() -> None:
    frame = Frame(ColorSystem.TRUECOLOR)
    assert not paint("a renderable", frame)
    assert not paint(LayoutUpdate([[strip([], 4)]], Region(3, 3, 4, 1)), frame)
