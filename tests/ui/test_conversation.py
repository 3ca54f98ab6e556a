"""Claims: the conversation pane is exactly its size, every untrusted row begins behind our gutter, marks are exact."""

from __future__ import annotations

from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from tests.ui.test_transcript import TRANSCRIPTS, places
from tests.ui.texts import TEXTS
from tests.ui.views import words_of
from triage_tui.domain.case import Case
from triage_tui.domain.conversation import Conversation, Turn
from triage_tui.ui.present.conversation import GUTTER, Mark, Marks, conversation
from triage_tui.ui.present.find import find
from triage_tui.ui.present.frame import take
from triage_tui.ui.present.line import Line, width
from triage_tui.ui.present.transcript import Place, Transcript

WIDTHS = st.integers(GUTTER + 8, 90)


def said(words: str) -> Transcript:
    """One turn that says these words."""
    return Transcript(Case(id="c1", conversation=Conversation(turns=(Turn(role="user", text=words),))))


@given(text=TRANSCRIPTS, height=st.integers(1, 30), cells=WIDTHS, data=st.data())
def test_the_pane_is_exactly_its_size_wherever_it_begins(text: Transcript, height: int, cells: int, data: Any) -> None:
    text.set_width(cells - GUTTER)
    top = data.draw(st.sampled_from(places(text)))
    lines = conversation(text, top, Marks(), height, cells)
    assert [width(line) for line in lines] == [cells] * height


@given(text=TRANSCRIPTS, cells=WIDTHS)
def test_every_row_begins_with_our_gutter(text: Transcript, cells: int) -> None:
    text.set_width(cells - GUTTER)
    walked = places(text)
    for place, line in zip(walked, conversation(text, Place(0, 0, 0), Marks(), len(walked), cells), strict=True):
        kind = text.block(place).kind
        assert words_of(take(line, GUTTER)) == {"gap": "    ", "heading": words_of(take(line, GUTTER))}.get(
            kind, "│   "
        )
        assert kind == "gap" or words_of(line)[0] == "│"
        if kind == "text":
            layout = text.layout(place.section, place.block)
            shown = layout.shown.text[slice(*layout.rows[place.row])]
            assert words_of(line)[GUTTER:].rstrip() == shown.rstrip()


@given(words=TEXTS.filter(bool), cells=WIDTHS, data=st.data())
def test_a_mark_covers_what_it_marks_and_nothing_else(words: str, cells: int, data: Any) -> None:
    start = data.draw(st.integers(0, len(words) - 1))
    end = data.draw(st.integers(start + 1, len(words)))
    text = said(words)
    text.set_width(cells - GUTTER)
    marks = Marks.of([Mark(0, 0, start, end, "hit", 7)], {0: 1})
    count = len(places(text))
    lines = conversation(text, Place(0, 0, 0), marks, count, cells)
    for place, line in zip(text.walk(Place(0, 0, 0)), lines, strict=True):
        block = text.block(place)
        if block.kind != "text" or start >= block.end or end <= block.start:
            assert drawn_as(line, 0, "hit") == set()
            continue
        layout = text.layout(place.section, place.block)
        a = layout.shown.to_display(max(start, block.start) - block.start)
        b = layout.shown.to_display(min(end, block.end) - block.start, end=True)
        first, last = layout.rows[place.row]
        tokens = {n for t, u, _ in layout.shown.tokens for n in range(t, u)}
        within = {n for n in range(first, last) if a <= n < b}
        assert drawn_as(line, first, "hit") == within - tokens
        assert not within or words_of(line)[1:GUTTER] == " 7 "


@given(words=TEXTS.filter(lambda words: bool(words.strip())), number=st.integers(1, 2000), current=st.booleans())
def test_a_flags_number_leaves_a_blank_before_the_words(words: str, number: int, current: bool) -> None:
    text = said(words)
    marks = Marks.of([Mark(0, 0, 0, len(words), "hit-current" if current else "hit", number)], {0: 1})
    count = len(places(text))
    gutters = {words_of(take(line, GUTTER)) for line in conversation(text, Place(0, 0, 0), marks, count, 60)}
    told = str(number) if number < 100 else "++"
    wanted = f"┃{'▶' if current else ' '}{told} " if number < 10 else f"{'▶' if current else '┃'}{told} "
    assert wanted in gutters


def drawn_as(line: Line, first: int, role: str) -> set[int]:
    """Display offsets of the characters of a row that are drawn in a role; the row begins at `first`."""
    found: set[int] = set()
    at = first
    for run in line[2:]:
        if run.role == role:
            found |= set(range(at, at + len(run.text)))
        at += len(run.text)
    return found


@given(words=st.text("ab", max_size=40), wanted=st.text("ab", min_size=1, max_size=3))
def test_a_search_finds_what_str_finds(words: str, wanted: str) -> None:
    found = find(said(words), wanted)
    starts, at = [], words.find(wanted)
    while at >= 0:
        starts.append(at)
        at = words.find(wanted, at + len(wanted))
    assert [(one.start, one.end) for one in found] == [(n, n + len(wanted)) for n in starts]


def test_a_capital_makes_a_search_exact_and_signs_are_only_signs() -> None:
    text = said("Port port PORT .* [a")
    assert [len(find(text, words)) for words in ("port", "Port", "PORT", ".*", "[a", "", "x")] == [3, 1, 1, 1, 1, 0, 0]


def test_a_heading_says_what_its_turn_hides_and_that_there_is_more_than_was_looked_at() -> None:
    def heading(words: str) -> str:
        return words_of(conversation(said(words), Place(0, 0, 0), Marks(), 1, 90)[0])

    assert "hidden" not in heading("nothing to see")
    assert "· 1 hidden shown: bidi" in heading("a\u202eb")
    assert "+ hidden shown: zero width" in heading("a\u200bb " * 40_000)
