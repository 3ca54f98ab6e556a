"""Claims: a conflict shows both sides and what has changed, and is settled knowingly or not at all."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests import corpora
from tests.desk.making import NOON
from tests.domain.test_difference import case
from tests.ui.links import MINE, THEIRS, HandLink, argued, changed, decided, fill, settle, stocked
from tests.ui.seat import Seat, seated
from tests.ui.texts import CAPS, TEXTS
from tests.ui.views import SIZES, fault, text_of
from triage_tui.desk.settling import Disagreement
from triage_tui.domain.case import Flag
from triage_tui.domain.decision import Decision
from triage_tui.domain.difference import difference
from triage_tui.domain.standing import OutboxRow, Standing
from triage_tui.domain.wire.problems import problem
from triage_tui.domain.words import OutboxState
from triage_tui.storage.opening import open_workspace
from triage_tui.ui.present.chrome import Desktop
from triage_tui.ui.present.conflict import ConflictView, conflict_frame
from triage_tui.ui.present.text import Capabilities
from triage_tui.ui.situation import Situation


@pytest.fixture
def path(tmp_path: Path) -> Path:
    stocked(tmp_path / "workspace.db")
    return tmp_path / "workspace.db"


def with_conflict(path: Path, made: Callable[..., Decision], **more: object) -> None:
    """Bring a conflict about."""
    workspace = open_workspace(path, now=lambda: NOON)
    made(workspace, **more)
    workspace.close()


async def opened(seat: Seat) -> None:
    """The conflict in front."""
    await seat.do("go.outbox", "outbox.open")
    assert "conflict ▸" in seat.rows[0]


@pytest.mark.parametrize("size", [(160, 48), (100, 30), (80, 24)])
async def test_both_decisions_are_shown_and_what_differs_is_marked(path: Path, size: tuple[int, int]) -> None:
    with_conflict(path, argued)
    async with seated(path, link=HandLink(), size=size) as seat:
        await opened(seat)
        assert "ana decided version 1 at 11-22 11:49 UTC, before yours came" in seat.rows[1]
        for words in ("yours · 11-22 11:51 UTC", "theirs · ana", "uphold", "overturn", "Nobody says", "own server"):
            assert words in seat.text
        outcome = next(row for row in seat.rows if row[1:].startswith("outcome"))
        assert "≠" in outcome
        if size[0] >= 100:
            assert outcome.index("overturn") < outcome.index("≠") < outcome.index("uphold")
        same = next(row for row in seat.rows if row[1:].startswith("net.2"))
        assert "≠" not in same


async def test_what_has_changed_in_the_case_is_told(path: Path) -> None:
    with_conflict(path, changed)
    async with seated(path, link=HandLink(), size=(160, 48)) as seat:
        await opened(seat)
        assert "you decided version 1, now it is at version 2" in seat.rows[1]
        for words in ("was │ 22 and 80", "now │ 22, 80 and 443", "+ turn 4 assistant", "I will not help with that.",
                      "flag net.1 0.93 → 0.97", "+ flag net.3 0.81", "- flag net.2 0.60", "priority"):  # fmt: skip
            assert words in seat.text


async def test_everything_is_reached_by_scrolling_on_a_small_terminal(path: Path) -> None:
    with_conflict(path, changed)
    async with seated(path, link=HandLink(), size=(80, 24)) as seat:
        await opened(seat)
        assert "flag net.3" not in seat.text
        await seat.do("conflict.page_down")
        assert "flag net.3" in seat.text
        assert "priority" in seat.text
        await seat.do(*["conflict.down"] * 30, "conflict.top")
        assert "yours ·" in seat.text


async def test_keeping_mine_opens_the_new_version_with_the_draft_filled_in(path: Path) -> None:
    with_conflict(path, changed)
    async with seated(path, link=HandLink(), size=(160, 48)) as seat:
        await opened(seat)
        await seat.do("conflict.mine")
        assert seat.in_front == "changed"
        assert "read it again" in seat.said
        assert "It is their own server" in seat.text
        assert "I will not help with that." in seat.text
        assert "conflict" not in seat.rows[0]
        await seat.do("case.overturn")
        assert [(one.case_version, one.supersedes) for one in seat.decisions] == [(2, None)]


async def test_taking_theirs_withdraws_mine_and_leads_back_to_the_outbox(path: Path) -> None:
    with_conflict(path, argued)
    async with seated(path, link=HandLink()) as seat:
        await opened(seat)
        await seat.do("conflict.theirs")
        assert "argued: the decision of ana stands" in seat.said
        assert "▸ outbox" in seat.rows[0]
        assert "conflict" not in seat.rows[0]
        assert "nothing is on its way" in seat.text
        assert seat.decisions == []


@pytest.mark.parametrize(
    ("made", "command", "reason"),
    [
        (argued, "conflict.mine", "ana's decision stands on this version"),
        (argued, "conflict.both", "ana's decision stands on this version"),
        (changed, "conflict.theirs", "no other decision stands"),
        (changed, "conflict.both", "there is no other decision"),
    ],
)
async def test_a_way_that_cannot_be_gone_says_why_and_changes_nothing(
    path: Path, made: Callable[..., Decision], command: str, reason: str
) -> None:
    with_conflict(path, made)
    async with seated(path, link=HandLink(), size=(100, 40)) as seat:
        await opened(seat)
        assert f"not now: {reason}" in seat.text
        before = [*seat.workspace.ledger.lines()]
        await seat.do(command)
        assert reason in seat.said
        assert [*seat.workspace.ledger.lines()] == before


async def test_mine_is_taken_back_from_the_conflict_with_a_reason(path: Path) -> None:
    with_conflict(path, argued)
    async with seated(path, link=HandLink()) as seat:
        await opened(seat)
        await seat.do("conflict.withdraw")
        await seat.type("I was wrong")
        await seat.press("enter")
        assert seat.in_front == "argued"
        assert b"I was wrong" in [*seat.workspace.ledger.lines()][-1]


async def test_what_somebody_settled_meanwhile_is_not_settled_twice(path: Path) -> None:
    with_conflict(path, argued)
    async with seated(path, link=HandLink()) as seat:
        await opened(seat)
        (made,) = seat.decisions
        seat.workspace.retry(made.id)
        await seat.do("conflict.theirs")
        assert "nothing is in dispute about this decision any more" in seat.said
        assert len(seat.decisions) == 1


async def test_a_lease_that_was_lost_says_who_had_the_case_and_how_to_go_on(path: Path) -> None:
    workspace = open_workspace(path, now=lambda: NOON)
    lost = problem("lease_lost", holder="ben")
    settle(workspace, decided(workspace, "short", 3), OutboxState.CONFLICT, "The lease has ended", lost)
    workspace.close()
    async with seated(path, link=HandLink()) as seat:
        await opened(seat)
        assert "your lease had ended, and ben had the case · r in the outbox sends yours again" in seat.rows[1]
        assert "the case is the same here as when you decided it" in seat.text


async def test_the_case_is_opened_from_the_conflict(tmp_path: Path) -> None:
    fill(tmp_path / "workspace.db")
    async with seated(tmp_path / "workspace.db", link=HandLink()) as seat:
        await opened(seat)
        await seat.do("conflict.case")
        assert seat.in_front == "argued"


HOSTILE = st.one_of(st.sampled_from(corpora.hostile()), TEXTS)


@given(HOSTILE, HOSTILE, HOSTILE, st.sampled_from(SIZES), CAPS)
def test_whatever_others_wrote_the_frame_is_whole_and_safe(
    name: str, words: str, clause: str, size: tuple[int, int], caps: Capabilities
) -> None:
    mine = Decision(
        id="d", case_id="c", case_version=1, case_sha256="0" * 64, reviewer="r1", decided_at=NOON,
        **{**MINE, "rationale": words},
    )  # fmt: skip
    theirs = msgspec.structs.replace(mine, reviewer=name, **{**THEIRS, "rationale": words[::-1]})
    before = case([words, name], flags=(Flag(clause=clause, score=words, reason=name),))
    after = case([words + "x", clause], version=2, flags=(Flag(clause=name, score=0.5, reason=words),))
    found = difference(before, after)
    for said in (problem("already_decided", decision=theirs), problem("lease_lost", holder=name), None):
        row = OutboxRow(Standing(mine, OutboxState.CONFLICT), reason=words)
        against = Disagreement(row, said, before, after, 2)
        now = Situation(linked=True, against=against)
        for top in (0, 3):
            view = ConflictView(against, found, NOON, top, caps)
            assert fault(conflict_frame(view, now, Desktop(), *size), size) == ""


def test_a_long_change_is_shown_from_where_it_begins() -> None:
    before, after = case(["a" * 5000 + "old" + "b" * 5000]), case(["a" * 5000 + "new" + "b" * 5000], version=2)
    mine = Decision(id="d", case_id="c", case_version=1, case_sha256="0" * 64, reviewer="r1", decided_at=NOON, **MINE)
    against = Disagreement(OutboxRow(Standing(mine, OutboxState.CONFLICT)), None, before, after, 2)
    view = ConflictView(against, difference(before, after), NOON)
    text = text_of(conflict_frame(view, Situation(against=against), Desktop(), 100, 48))
    assert "old" in text
    assert "new" in text
