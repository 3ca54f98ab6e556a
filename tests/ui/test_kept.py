"""Claims: what is remembered of a screen never shows in it, and what stays in view is not made again."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import settings as examples
from hypothesis import strategies as st
from msgspec.structs import replace

from tests.ui.views import SIZES, drawn
from triage_tui.desk.desk import Desk
from triage_tui.domain.case import Case
from triage_tui.domain.conversation import Conversation, Turn
from triage_tui.domain.words import Verdict
from triage_tui.ui.present import looking, sections
from triage_tui.ui.present.case import CaseView, panes
from triage_tui.ui.present.conversation import Marks, Rows
from triage_tui.ui.present.find import find
from triage_tui.ui.present.kept import Kept
from triage_tui.ui.present.text import FULL
from triage_tui.ui.present.transcript import Anchor, Place, Transcript

FOLD_LINES = 3
NARROW = st.integers(5, 14)
"""Cells in which hardly anything fits beside the gutter."""
IDS = (
    "sample-02-bulk-extraction",
    "sample-09-click-fraud-agent",
    "sample-15-hostile-transcript",
    "sample-23-long-test-log",
)
"""Two clauses, many folds, hidden characters; and some of each."""
STEPS = st.one_of(
    st.tuples(st.just("scroll"), st.integers(-60, 60)),
    st.tuples(st.just("scroll"), st.sampled_from([-1, 1])),
    st.tuples(st.sampled_from(["turn", "flag", "clause"]), st.sampled_from([-1, 1])),
    st.tuples(st.just("search"), st.sampled_from(["", "e", "the", "Q"])),
    st.tuples(st.just("resize"), st.sampled_from(SIZES) | st.tuples(NARROW | st.integers(15, 170), st.integers(5, 50))),
    st.tuples(st.just("judge"), st.sampled_from([None, *Verdict])),
    st.tuples(st.just("wait"), st.integers(1, 200_000)),
    st.tuples(st.sampled_from(["top", "end", "fold", "fold all", "blanks", "zoom"]), st.none()),
)


def stepped(view: CaseView, size: tuple[int, int], what: str, how: Any) -> CaseView:
    """The view after one more thing that a reviewer may do."""
    parts = panes(*size, view.zoom)
    match what:
        case "scroll":
            return looking.scrolled(view, how, parts)
        case "turn":
            return looking.at_turn(view, how)
        case "flag":
            return looking.marked(looking.at_hit(view, how, parts))
        case "clause":
            return looking.marked(looking.at_clause(view, how, parts))
        case "search":
            return looking.marked(replace(view, match=0), find(view.text, how))
        case "judge":
            return replace(view, sitting=view.sitting.judged(view.clause, how))
        case "wait":
            return replace(view, now=view.now + timedelta(seconds=how))
        case "top":
            return looking.to_top(view)
        case "end":
            return looking.to_end(view, parts)
        case "fold":
            found = looking.foldable_in_view(view, parts)
            return looking.refolded(view, *found) if found is not None else view
        case "zoom":
            return replace(view, zoom=looking.ZOOMS[view.zoom])
    top = view.text.anchor_of(view.top)
    if what == "fold all":
        view.text.toggle_all_folds()
    elif what == "blanks":
        view.text.set_expanded(not view.text.expanded)
    return replace(view, top=view.text.place_of(top))


def afresh(view: CaseView) -> CaseView:
    """The same view, of which nothing was drawn before."""
    text = Transcript(view.sitting.opened.case, caps=view.caps, fold_lines=FOLD_LINES)
    text.set_expanded(view.text.expanded)
    text.set_width(view.text.width)
    for piece in view.text.unfolded:
        text.toggle_fold(*piece)
    return replace(view, text=text, kept=Kept())


@examples(max_examples=100)
@given(case_id=st.sampled_from(IDS), steps=st.lists(STEPS, min_size=5, max_size=30))
def test_a_remembered_screen_is_the_screen_made_afresh(
    reading: Desk, case_id: str, steps: list[tuple[str, Any]]
) -> None:
    size = SIZES[0]
    view = looking.look(reading.open(case_id), reading.clock.now(), FULL, FOLD_LINES)
    for what, how in steps:
        size = how if what == "resize" else size
        parts = panes(*size, view.zoom)
        view, again = (stepped(looking.fitted(one, parts), size, what, how) for one in (view, afresh(view)))
        view, again = (looking.fitted(one, panes(*size, one.zoom)) for one in (view, again))
        assert drawn(view, size) == drawn(again, size), what


def long_talk(turns: int) -> Transcript:
    said = [Turn(role=("user", "assistant")[n % 2], text=f"Turn {n}.\n" + "words " * 40) for n in range(turns)]
    return Transcript(Case(id="long", conversation=Conversation(turns=tuple(said))))


def test_to_scroll_by_a_row_makes_one_row() -> None:
    text, rows, marks, top = long_talk(20), Rows(), Marks(), Place(0, 0, 0)
    before = rows.in_view(text, top, marks, 40, 60)
    for by in (1, 1, -1, 1):
        top = text.moved(top, by)
        after = rows.in_view(text, top, marks, 40, 60)
        one, other = (before[1:], after[:-1]) if by > 0 else (before[:-1], after[1:])
        assert all(a is b for a, b in zip(one, other, strict=True))
        before = after


def test_what_is_out_of_view_is_forgotten() -> None:
    text, rows, marks, top = long_talk(20), Rows(), Marks(), Place(0, 0, 0)
    before = rows.in_view(text, top, marks, 10, 60)
    rows.in_view(text, text.moved(top, 30), marks, 10, 60)
    again = rows.in_view(text, top, marks, 10, 60)
    assert before == again
    assert not any(a is b for a, b in zip(before, again, strict=True))


def test_other_words_in_the_status_row_leave_every_other_row_as_it_is(reading: Desk) -> None:
    view = looking.look(reading.open(IDS[0]), reading.clock.now(), FULL, FOLD_LINES)
    view = looking.fitted(view, panes(*SIZES[0], view.zoom))
    frames = [drawn(view, SIZES[0]) for _ in range(2)]
    assert all(a is b for a, b in zip(*frames, strict=True))


def test_of_many_turns_only_those_in_view_are_taken_apart(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[int] = []
    part_text = sections.part_text
    monkeypatch.setattr(sections, "part_text", lambda part: asked.append(1) or part_text(part))
    text = long_talk(3_000)
    for top in (Place(0, 0, 0), text.last_top(40), text.place_of(Anchor(1_500, 0, 20))):
        Rows().in_view(text, top, Marks(), 40, 60)
    assert len(asked) < 60
