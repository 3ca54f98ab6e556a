"""Claims: every screen fills its terminal exactly, whatever the case says and however small the terminal is."""

from __future__ import annotations

import string
from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import settings as examples
from hypothesis import strategies as st
from msgspec.structs import replace

from tests import corpora, spite
from tests.desk.making import HandClock
from tests.storage.making import take
from tests.ui.texts import CAPS, TEXTS
from tests.ui.views import SIZES, drawn, fault, looked_at, situation, text_of, words_of
from triage_tui import samples as sample_files
from triage_tui.desk.desk import Desk
from triage_tui.desk.house import House
from triage_tui.domain.case import decode_case
from triage_tui.domain.filter import parse
from triage_tui.domain.rules import Refusal
from triage_tui.domain.words import Outcome, RootCause
from triage_tui.settings.keymap import keymap
from triage_tui.settings.keynames import canonical
from triage_tui.storage.opening import open_workspace
from triage_tui.storage.workspace import Workspace
from triage_tui.ui.commands import COMMANDS
from triage_tui.ui.present.case import Zoom, panes
from triage_tui.ui.present.chrome import Desktop, key_name
from triage_tui.ui.present.form import FIELDS, FormView, form_frame
from triage_tui.ui.present.frame import Frame, pad
from triage_tui.ui.present.help import help_lines
from triage_tui.ui.present.line import Run
from triage_tui.ui.present.looking import at_clause, at_hit, fitted, marked, scrolled, to_end
from triage_tui.ui.present.queue import QueueView, View, list_rows, queue_frame
from triage_tui.ui.present.text import Capabilities, inline, ours
from triage_tui.ui.situation import Situation

IDS = [one for one in (decode_case(raw).id for raw in sample_files.cases()) if not one.startswith("dup-")]
ZOOMS: list[Zoom] = ["both", "conversation", "side"]
KEYS = keymap(COMMANDS, {})


@pytest.fixture(scope="module")
def bench(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Workspace]:
    """A workspace that takes in what a test makes up."""
    workspace = open_workspace(tmp_path_factory.mktemp("bench") / "workspace.db")
    yield workspace
    workspace.close()


def queue_drawn(desk: Desk, words: str, caps: Capabilities, size: tuple[int, int]) -> Frame:
    columns, rows = size
    heads = desk.store.page(parse(""), limit=list_rows(rows)).heads
    views = tuple(View(inline(words, 40), words, n * 1000) for n in range(12))
    view = QueueView(parse(""), words, desk.clock.now(), heads, 0, 1_234_567, views, caps=caps)
    status = (Run(ours("said: {}", inline(words)), "ok"),)
    desktop = Desktop((inline(words, 60),), 12, 345, read_only=True, status=status)
    return queue_frame(view, Situation(head=heads[0]), desktop, columns, rows)


def form_drawn(desk: Desk, case_id: str, size: tuple[int, int], words: str = "") -> Iterator[Frame]:
    sitting = desk.open(case_id).edited(rationale=words)
    for cause in RootCause:
        sitting = sitting.caused(cause)
    for field in FIELDS:
        for outcome, refusal in ((None, None), (Outcome.MODIFY, Refusal("verdict", words or "say which"))):
            frame, top, room = form_frame(FormView(sitting, outcome, field, 0, refusal), *size)
            assert room >= 1
            assert top < len(frame) or size[1] < 15
            yield frame


@pytest.mark.parametrize("size", SIZES, ids=lambda size: f"{size[0]}x{size[1]}")
@pytest.mark.parametrize("case_id", IDS)
def test_every_sample_fills_every_size(reading: Desk, case_id: str, size: tuple[int, int]) -> None:
    for zoom in ZOOMS:
        view = replace(looked_at(reading, case_id), zoom=zoom)
        assert fault(drawn(view, size), size) == ""
        parts = panes(*size, zoom)
        view = fitted(view, parts)
        for moved in (at_hit(view, 1, parts), at_clause(view, 1, parts), scrolled(view, 9, parts), to_end(view, parts)):
            assert fault(drawn(marked(moved), size), size) == ""
    for frame in form_drawn(reading, case_id, size):
        assert fault(frame, size) == ""


@pytest.mark.parametrize("size", SIZES, ids=lambda size: f"{size[0]}x{size[1]}")
def test_the_queue_fills_every_size(reading: Desk, size: tuple[int, int]) -> None:
    assert fault(queue_drawn(reading, "", Capabilities(), size), size) == ""
    empty = QueueView(parse(""), "", reading.clock.now())
    assert fault(queue_frame(empty, Situation(), Desktop(), *size), size) == ""
    assert fault(queue_frame(replace(empty, query=parse("x")), Situation(), Desktop(), *size), size) == ""


@examples(max_examples=40)
@given(words=TEXTS, caps=CAPS, size=st.sampled_from(SIZES) | st.tuples(st.integers(20, 180), st.integers(6, 50)))
def test_hostile_words_in_every_place_fill_every_size(
    bench: Workspace, words: str, caps: Capabilities, size: tuple[int, int]
) -> None:
    shown_by(bench, words, caps, size)


@pytest.mark.parametrize("words", corpora.hostile(), ids=list(corpora.named()))
def test_every_text_written_to_harm_fills_its_rows(bench: Workspace, words: str) -> None:
    shown_by(bench, words, Capabilities(), (84, 24))


def shown_by(workspace: Workspace, words: str, caps: Capabilities, size: tuple[int, int]) -> None:
    """Take a case full of these words in, and draw every screen there is of it."""
    desk = Desk(workspace, HandClock(), House(reviewer="r1"))
    workspace.add_pack(spite.pack(words))
    head = workspace.head("spite")
    take(workspace, spite.case("spite", words, version=head.version + 1 if head else 1))
    for zoom in ZOOMS:
        view = replace(looked_at(desk, "spite", caps), zoom=zoom)
        assert fault(drawn(view, size), size) == ""
        assert fault(drawn(at_clause(view, 1, panes(*size, zoom)), size), size) == ""
    assert fault(queue_drawn(desk, words, caps, size), size) == ""
    for frame in form_drawn(desk, "spite", size, words):
        assert fault(frame, size) == ""


def test_a_wide_case_screen_shows_text_clauses_and_facts_side_by_side(reading: Desk) -> None:
    view = looked_at(reading, IDS[2])
    wide, middle, small, tiny = (text_of(drawn(view, size)) for size in ((160, 48), (100, 30), (80, 24), (50, 12)))
    assert "CLAUSES (" in wide
    assert "CLAUSES (" in middle
    assert "CLAUSES (" not in small
    assert "Tab to zoom" in small
    assert "Tab to zoom" not in tiny
    assert all("user #1" in each for each in (wide, middle, small, tiny))
    assert "CLAUSES (" in text_of(drawn(replace(view, zoom="side"), (80, 24)))


@pytest.mark.parametrize("context", ["queue", "case"])
@pytest.mark.parametrize("cells", [20, 59, 80, 160])
def test_help_names_every_key_that_works_here(reading: Desk, context: str, cells: int) -> None:
    lines = help_lines(situation(looked_at(reading, IDS[0])), context, KEYS, cells)
    assert fault(pad(lines, len(lines), cells), (cells, len(lines))) == ""
    text = " ".join(words_of(line)[14:].strip() for line in lines)
    here = [one for one in COMMANDS if one.context in (context, "everywhere")]
    assert cells < 30 or [one.help for one in here if one.help not in text] == []
    keys = [words_of(line)[:14].split() for line in lines if not words_of(line).startswith("──")]
    assert len([one for one in keys if one]) == len(here)


def test_a_key_that_types_a_character_is_shown_as_that_character() -> None:
    assert [char for char in string.punctuation if key_name(canonical(char)) != char] == []
