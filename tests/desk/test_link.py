"""Claims: what somebody else holds is not decided here, and a decision says when its source could not know of it."""

from __future__ import annotations

from itertools import islice
from pathlib import Path

import pytest

from tests.desk.making import NOON, HandClock
from tests.ui.links import HandLink, stocked
from triage_tui.desk.desk import Desk
from triage_tui.desk.house import House
from triage_tui.desk.link import Health, Leased, why_not_leased
from triage_tui.domain.filter import ALL
from triage_tui.domain.words import Outcome
from triage_tui.errors import Refused
from triage_tui.storage.opening import open_workspace


@pytest.fixture
def path(tmp_path: Path) -> Path:
    stocked(tmp_path / "workspace.db")
    return tmp_path / "workspace.db"


@pytest.mark.parametrize(
    ("health", "offline"),
    [("online", False), ("slow", False), ("offline", True), ("connecting", True), ("signed_out", True)],
)
def test_a_decision_says_whether_it_was_taken_offline(path: Path, health: Health, offline: bool) -> None:
    workspace = open_workspace(path)
    desk = Desk(workspace, HandClock(), House(reviewer="r1"), HandLink(health), workspace)
    made = desk.decide(desk.open("waiting"), Outcome.ESCALATE).decision
    workspace.close()
    assert made.client is not None
    assert made.client.offline is offline


def test_a_case_that_somebody_else_holds_is_not_decided_and_one_that_is_only_unleased_is(path: Path) -> None:
    workspace, link = open_workspace(path), HandLink()
    desk = Desk(workspace, HandClock(), House(reviewer="r1"), link, workspace)
    link.grant("waiting", "taken", 20, "ana")
    with pytest.raises(Refused, match="ana holds this case until 12:20 UTC · your draft is kept"):
        desk.decide(desk.open("waiting"), Outcome.ESCALATE)
    link.grant("waiting", "ended")
    desk.decide(desk.open("waiting"), Outcome.ESCALATE)
    workspace.close()


def test_a_skip_is_told_to_the_source_at_once(path: Path) -> None:
    workspace, link = open_workspace(path), HandLink()
    desk = Desk(workspace, HandClock(), House(reviewer="r1"), link, workspace)
    desk.skip(desk.open("waiting").opened.head, "other")
    assert link.asked == ["poke"]
    workspace.close()


def test_the_next_case_is_one_that_nobody_else_holds(path: Path) -> None:
    workspace, link = open_workspace(path), HandLink()
    desk = Desk(workspace, HandClock(), House(reviewer="r1"), link, workspace)
    first, second, third = (head.id for head in islice(desk.waiting(ALL), 3))
    link.grant(first, "taken")
    link.grant(second, "ended")
    assert [head.id for head in islice(desk.waiting(ALL), 2)] == [second, third]
    for head in workspace.page(ALL).heads:
        link.grant(head.id, "taken")
    assert desk.next(ALL) is None
    assert desk.open(first).opened.head.id == first
    workspace.close()


def test_the_reason_names_what_is_known_of_the_holder() -> None:
    assert why_not_leased(None) is None
    assert why_not_leased(Leased("c", "held", NOON)) is None
    assert why_not_leased(Leased("c", "taken")) == "somebody else holds this case · your draft is kept"


def test_a_workspace_without_a_source_has_no_outbox_to_look_after(path: Path) -> None:
    workspace = open_workspace(path)
    with pytest.raises(Refused, match="no source"):
        _ = Desk(workspace, HandClock(), House(reviewer="r1")).outbox
    workspace.close()
