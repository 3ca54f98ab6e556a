"""Claims: the whole of a conversation can be reached, row by row, at every width, and places survive every change."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from tests.ui.texts import CAPS, TEXTS
from triage_tui.domain.case import Appeal, Case, Report
from triage_tui.domain.conversation import Conversation, Reasoning, Text, ToolCall, ToolResult, Turn
from triage_tui.ui.present import transcript
from triage_tui.ui.present.text import cells
from triage_tui.ui.present.transcript import Anchor, Block, Place, Transcript

PARTS = st.one_of(
    st.builds(Text, text=TEXTS),
    st.builds(Reasoning, text=TEXTS),
    st.builds(ToolResult, text=TEXTS | st.just("line\n" * 30)),
    st.builds(ToolCall, name=st.just("sh"), input=TEXTS),
)
TURNS = st.builds(
    Turn, role=st.sampled_from(["user", "assistant", "tool"]), parts=st.lists(PARTS, max_size=3).map(tuple)
)
CASES = st.builds(
    Case,
    id=st.just("c1"),
    conversation=st.builds(Conversation, turns=st.lists(TURNS, max_size=4).map(tuple)),
    report=st.none() | st.builds(Report, text=TEXTS),
    appeal=st.none() | st.builds(Appeal, statement=TEXTS),
)
TRANSCRIPTS = st.builds(Transcript, CASES, caps=CAPS, fold_lines=st.integers(0, 6))
WIDTHS = st.integers(8, 70)
START = Place(0, 0, 0)


@pytest.fixture(scope="module", autouse=True)
def small_chunks() -> Iterator[None]:
    """Chunks small enough that texts here have several, and few of them kept."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(transcript, "CHUNK", 96)
        patch.setattr(transcript, "KEPT", 3)
        yield


def places(text: Transcript) -> list[Place]:
    return list(text.walk(START))


def blocks(text: Transcript) -> list[Block]:
    return [block for n in range(len(text.sections)) for block in text.blocks(n)]


def chosen(data: Any, text: Transcript) -> Place:
    all_places = places(text)
    assume(all_places)
    return all_places[data.draw(st.integers(0, len(all_places) - 1))]


@given(text=TRANSCRIPTS, width=WIDTHS, expanded=st.booleans())
def test_every_row_fits_and_no_character_is_left_out(text: Transcript, width: int, expanded: bool) -> None:
    text.set_width(width)
    text.set_expanded(expanded)
    for place in (one for one in places(text) if one.row == 0 and text.block(one).kind == "text"):
        layout = text.layout(place.section, place.block)
        shown, rows = layout.shown.text, layout.rows
        assert all(cells(shown[a:b]) <= width for a, b in rows)
        assert all(end <= start for (_, end), (start, _) in pairwise(rows))
        between = [shown[end:start] for (_, end), (start, _) in pairwise([(0, 0), *rows, (len(shown), len(shown))])]
        assert set("".join(between)) <= {" ", "\n"}


@given(text=TRANSCRIPTS)
def test_the_blocks_make_up_the_whole_text(text: Transcript) -> None:
    for n, section in enumerate(text.sections):
        for p, piece in enumerate(section.pieces):
            made = [one for one in text.blocks(n) if one.piece == p and one.kind in ("text", "fold")]
            assert "".join(piece.text[one.start : one.end] for one in made) == piece.text


@given(text=TRANSCRIPTS, width=WIDTHS, data=st.data())
def test_a_place_is_found_again_by_its_anchor(text: Transcript, width: int, data: Any) -> None:
    text.set_width(width)
    place = chosen(data, text)
    again = text.place_of(text.anchor_of(place))
    if again != place:
        assert text.block(place).kind == "text"
        layout = text.layout(place.section, place.block)
        begin = layout.rows[place.row][0]
        assert any(a < begin < b for a, b, _ in layout.shown.tokens), "only a row within a token"
        assert again < place


@given(text=TRANSCRIPTS, before=WIDTHS, after=WIDTHS, data=st.data())
def test_the_same_words_are_at_the_top_at_another_width(text: Transcript, before: int, after: int, data: Any) -> None:
    text.set_width(before)
    anchor = text.anchor_of(chosen(data, text))
    text.set_width(after)
    place = text.place_of(anchor)
    assert text.anchor_of(place) <= anchor
    following = text.moved(place, 1)
    assert following == place or text.anchor_of(following) > anchor or within_token(text, following, anchor)


def within_token(text: Transcript, place: Place, anchor: Anchor) -> bool:
    """Whether a row begins within the very token that begins at the anchor."""
    return text.anchor_of(place) == anchor


@given(text=TRANSCRIPTS, width=WIDTHS, by=st.integers(-300, 300), data=st.data())
def test_moving_is_walking(text: Transcript, width: int, by: int, data: Any) -> None:
    text.set_width(width)
    place = chosen(data, text)
    walked = places(text)
    wanted = min(max(walked.index(place) + by, 0), len(walked) - 1)
    assert text.moved(place, by) == walked[wanted]


@given(text=TRANSCRIPTS, width=WIDTHS, height=st.integers(1, 40))
def test_the_last_screenful_ends_with_the_last_row(text: Transcript, width: int, height: int) -> None:
    text.last_top(height)  # At another width, which counts no more.
    text.set_width(width)
    walked = places(text)
    assert text.last_top(height) == walked[max(len(walked) - height, 0)]


@given(text=TRANSCRIPTS, data=st.data())
def test_folding_and_unfolding_changes_nothing_else(text: Transcript, data: Any) -> None:
    before = places(text)
    foldable = [(n, p) for n, one in enumerate(text.sections) for p, piece in enumerate(one.pieces) if piece.foldable]
    assume(foldable)
    one = data.draw(st.sampled_from(foldable))
    text.toggle_fold(*one)
    assert text.fold_at(*one) is None
    text.toggle_fold(*one)
    assert places(text) == before
    text.toggle_all_folds()
    assert all(text.fold_at(*each) is None for each in foldable)
    text.toggle_all_folds()
    assert places(text) == before


def long_output(lines: int) -> Case:
    result = ToolResult(text="".join(f"line {n}\n" for n in range(lines)))
    return Case(id="c1", conversation=Conversation(turns=(Turn(role="tool", parts=(result,)),)))


def test_what_is_folded_says_how_much_it_hides_and_is_reached_through_its_fold() -> None:
    text = Transcript(long_output(50), fold_lines=20)
    kinds = [block.kind for block in blocks(text)]
    assert kinds == ["heading", "label", "text", "fold", "gap"]
    hidden = Anchor(0, 0, text.sections[0].pieces[0].text.index("line 30"))
    assert text.block(text.place_of(hidden)).kind == "fold"
    text.toggle_fold(0, 0)
    section, number, row = text.place_of(hidden)
    layout = text.layout(section, number)
    assert layout.shown.text[slice(*layout.rows[row])] == "line 30"


def test_short_output_is_never_folded_and_zero_folds_nothing() -> None:
    assert "fold" not in [block.kind for block in blocks(Transcript(long_output(20), fold_lines=20))]
    assert "fold" not in [block.kind for block in blocks(Transcript(long_output(500), fold_lines=0))]


@pytest.mark.parametrize("words", ["x" * 3_000_000, "a b\n" * 400_000, "\u202e" * 200_000, "漢" * 500_000])
def test_of_a_huge_text_only_what_is_seen_is_laid_out(words: str, monkeypatch: pytest.MonkeyPatch) -> None:
    seen: list[int] = []
    visible = transcript.visible
    monkeypatch.setattr(transcript, "CHUNK", 16_384)

    def counting(raw: str, *rest: Any, **named: Any) -> Any:
        seen.append(len(raw))
        return visible(raw, *rest, **named)

    monkeypatch.setattr(transcript, "visible", counting)
    turns = (Turn(role="user", text=words), Turn(role="assistant", text="end"))
    text = Transcript(Case(id="c1", conversation=Conversation(turns=turns)), caps=transcript.CONSERVATIVE)
    for place in (START, text.last_top(50), text.place_of(Anchor(0, 0, len(words) // 2))):
        top = text.moved(place, -30)
        assert len([one for one, _ in zip(text.walk(top), range(50), strict=False)]) > 30
    assert sum(seen) <= 12 * 16_384
