"""Claims: the outbox shows every decision that is not through and why, and what is done there is done with a reason."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from tests import corpora
from tests.desk.making import NOON
from tests.ui.links import HandLink, decided, fill, settle, stocked
from tests.ui.seat import Seat, seated
from tests.ui.texts import CAPS, TEXTS
from tests.ui.views import SIZES, fault, text_of
from triage_tui.desk.link import Linked
from triage_tui.domain.decision import Decision
from triage_tui.domain.standing import OutboxRow, Standing
from triage_tui.domain.words import OutboxState, Outcome
from triage_tui.settings.model import Reviewer
from triage_tui.ui.present.chrome import Desktop
from triage_tui.ui.present.outbox import OutboxView, outbox_frame
from triage_tui.ui.present.text import Capabilities
from triage_tui.ui.situation import Situation

STATES = ["conflict!", "conflict!", "refused", "unknown", "held", "queued", "accepted"]


@pytest.fixture
def filled_box(tmp_path: Path) -> Path:
    path = tmp_path / "workspace.db"
    fill(path)
    return path


def cursor_row(seat: Seat) -> str:
    """The row under the cursor."""
    return next(row for row in seat.rows if row.startswith(" ▸ "))


async def to(seat: Seat, case_id: str) -> None:
    """Put the cursor on the decision about a case."""
    await seat.do("outbox.top")
    while case_id not in cursor_row(seat):
        await seat.do("outbox.down")


async def test_every_decision_that_is_not_through_is_there_with_its_state_and_reason(filled_box: Path) -> None:
    async with seated(filled_box, link=HandLink(), size=(160, 48)) as seat:
        await seat.do("go.outbox")
        assert [row[3:].split()[0] for row in seat.rows[3:10]] == STATES
        for words in ("A field is required: rationale", "no answer came", "has changed", "the source has it"):
            assert words in seat.text
        assert "2 in conflict · 1 refused · 1 unknown" in seat.rows[1]
        await to(seat, "just-now")
        assert "7s" in cursor_row(seat)


async def test_it_opens_from_a_case_and_leads_back_to_it(filled_box: Path) -> None:
    async with seated(filled_box, link=HandLink()) as seat:
        await seat.do("queue.open")
        case = seat.in_front
        await seat.do("go.outbox", "back")
        assert "CLAUSES" in seat.text
        assert seat.in_front == case
        await seat.do("go.outbox", "go.queue")
        assert seat.in_front is None
        assert seat.app.screen is seat.app.queue


async def test_a_decision_that_met_no_conflict_opens_its_case(filled_box: Path) -> None:
    async with seated(filled_box, link=HandLink()) as seat:
        await seat.do("go.outbox")
        await to(seat, "done")
        await seat.do("outbox.open")
        assert seat.in_front == "done"
        assert "outbox" not in seat.rows[0]


async def test_what_was_refused_is_sent_again_and_the_link_is_told(filled_box: Path) -> None:
    link = HandLink()
    async with seated(filled_box, link=link) as seat:
        await seat.do("go.outbox")
        await to(seat, "short")
        await seat.do("outbox.retry")
        assert "short goes out again" in seat.said
        assert link.asked == ["poke"]
        assert "queued" in cursor_row(seat)
        assert "short" in cursor_row(seat)


@pytest.mark.parametrize(
    ("case_id", "command", "reason"),
    [
        ("done", "outbox.retry", "the source has it"),
        ("just-now", "outbox.retry", "it is held"),
        ("done", "outbox.withdraw", "decide the case anew to replace it"),
        ("just-now", "outbox.withdraw", "u takes it back"),
        ("lost-line", "outbox.withdraw", "it is on its way"),
    ],
)
async def test_what_cannot_be_done_is_refused_with_a_reason(
    filled_box: Path, case_id: str, command: str, reason: str
) -> None:
    async with seated(filled_box, link=HandLink()) as seat:
        await seat.do("go.outbox")
        await to(seat, case_id)
        before = [*seat.workspace.ledger.lines()]
        await seat.do(command)
        assert reason in seat.said
        assert [*seat.workspace.ledger.lines()] == before


async def test_a_refused_decision_is_taken_back_only_with_a_reason(filled_box: Path) -> None:
    async with seated(filled_box, link=HandLink()) as seat:
        await seat.do("go.outbox")
        await to(seat, "short")
        before = [*seat.workspace.ledger.lines()]
        await seat.do("outbox.withdraw")
        await seat.press("enter")
        assert "say why" in seat.said
        await seat.do("outbox.withdraw")
        await seat.press("escape")
        assert [*seat.workspace.ledger.lines()] == before
        await seat.do("outbox.withdraw")
        await seat.type("needs more words")
        await seat.press("enter")
        assert seat.in_front == "short"
        (added,) = [*seat.workspace.ledger.lines()][len(before) :]
        assert b"needs more words" in added


async def test_news_leaves_the_cursor_on_its_decision(filled_box: Path) -> None:
    link = HandLink()
    async with seated(filled_box, link=link) as seat:
        await seat.do("go.outbox")
        await to(seat, "waiting")
        settle(seat.workspace, decided(seat.workspace, "own-server", 1), OutboxState.REFUSED, "no")
        link.tell()
        await seat.settled()
        assert "waiting" in cursor_row(seat)
        assert "own-server" in seat.text
        assert "the source refused a decision" in seat.said


async def test_the_source_is_asked_at_once_on_demand_and_undo_leads_to_the_case(filled_box: Path) -> None:
    link = HandLink()
    async with seated(filled_box, link=link, reviewer=Reviewer(name="r1")) as seat:
        await seat.do("go.outbox", "outbox.send")
        assert link.asked == ["poke"]
        await seat.do("undo")
        assert seat.in_front is not None
        assert "taken back" in seat.said or "next decision replaces" in seat.said


async def test_an_empty_outbox_says_so(tmp_path: Path) -> None:
    path = tmp_path / "workspace.db"
    stocked(path)
    async with seated(path, link=HandLink("offline"), size=(80, 24)) as seat:
        await seat.do("go.outbox")
        assert "nothing is on its way" in seat.text
        assert "offline: decisions wait here" in seat.rows[1]
        await seat.do("outbox.down", "outbox.open")
        assert "there is no decision here" in seat.said


def row_of(state: OutboxState, case_id: str = "c", reason: str = "", **more: object) -> OutboxRow:
    """One decision in a state."""
    made = Decision(
        id="d", case_id=case_id, case_version=1, case_sha256="0" * 64, outcome=Outcome.INSUFFICIENT_CONTEXT,
        reviewer="r1", decided_at=NOON - timedelta(hours=2),
    )  # fmt: skip
    held = NOON + timedelta(seconds=9) if state is OutboxState.HELD else None
    row = OutboxRow(Standing(made, state, held), 12, NOON + timedelta(minutes=2), reason)
    return replace(row, **more)


@given(
    st.lists(st.tuples(st.sampled_from(OutboxState), st.sampled_from(corpora.hostile()), TEXTS), max_size=5),
    st.sampled_from(SIZES),
    CAPS,
)
def test_whatever_the_source_says_the_frame_is_whole_and_safe(
    told: list[tuple[OutboxState, str, str]], size: tuple[int, int], caps: Capabilities
) -> None:
    rows = tuple(row_of(state, case_id, reason) for state, case_id, reason in told)
    linked = Linked("online", NOON - timedelta(seconds=4), skew=-600.0)
    for cursor in range(max(len(rows), 1)):
        view = OutboxView(rows, linked, NOON, cursor, caps=caps)
        assert fault(outbox_frame(view, Situation(linked=True), Desktop(), *size), size) == ""


def test_a_long_outbox_shows_the_part_around_the_cursor_and_all_of_its_reason() -> None:
    rows = tuple(row_of(OutboxState.REFUSED, f"case-{n}", f"reason {n} " + "word " * 30) for n in range(100))
    view = OutboxView(rows, Linked("online"), NOON, 60, 50)
    text = text_of(outbox_frame(view, Situation(linked=True), Desktop(), 80, 24))
    assert "▸ refused    case-60" in text
    assert "case-49" not in text
    assert text.count("word") > 20
