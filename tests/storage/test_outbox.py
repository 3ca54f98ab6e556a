"""The outbox as a reviewer looks after it: trouble first, sent again on request, and settled with a word in the log."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.storage.making import START, WINDOW, decide, draft, event, raw_case, take
from tests.storage.test_layouts import of_the_first_layout
from triage_tui.domain.decision import Decision
from triage_tui.domain.filter import ALL, parse
from triage_tui.domain.journal import faults
from triage_tui.domain.words import CaseState, OutboxState
from triage_tui.errors import WorkspaceError
from triage_tui.storage.opening import open_workspace
from triage_tui.storage.workspace import Workspace

Settle = Callable[[str, OutboxState], Decision]


@pytest.fixture
def settled(workspace: Workspace) -> Settle:
    """Decides a case, and has the source say something of that."""
    shelf = workspace.shelf()

    def act(case_id: str, state: OutboxState) -> Decision:
        take(workspace, raw_case(case_id))
        made = decide(workspace, case_id)
        workspace.release_held(made.decided_at + WINDOW)
        shelf.sending([made.id])
        shelf.settle(made.id, state, reason="because", answer=b"{}")
        return made

    return act


def state_of(workspace: Workspace, case_id: str) -> CaseState:
    head = workspace.head(case_id)
    assert head is not None
    return head.state


def test_trouble_comes_first_then_what_is_on_its_way_then_what_was_accepted(
    workspace: Workspace, settled: Settle
) -> None:
    states = [OutboxState.ACCEPTED, OutboxState.QUEUED, OutboxState.CONFLICT, OutboxState.REFUSED, OutboxState.UNKNOWN]
    made = {state: settled(f"c-{state}", state) for state in states}
    take(workspace, raw_case("held"), raw_case("gone"))
    held, gone = decide(workspace, "held"), decide(workspace, "gone")
    workspace.withdraw(gone.id, event("withdraw", "gone", decision_id=gone.id))
    rows = [row.standing.decision.id for row in workspace.outbox(START)]
    order = [OutboxState.UNKNOWN, OutboxState.REFUSED, OutboxState.CONFLICT]
    assert rows == [
        *(made[one].id for one in order),
        held.id,
        made[OutboxState.QUEUED].id,
        made[OutboxState.ACCEPTED].id,
    ]
    assert len(workspace.outbox(held.decided_at)) == 5
    assert len(workspace.outbox(START, 2)) == 2


@pytest.mark.parametrize(
    ("state", "after"),
    [
        (OutboxState.CONFLICT, OutboxState.QUEUED),
        (OutboxState.REFUSED, OutboxState.QUEUED),
        (OutboxState.QUEUED, OutboxState.QUEUED),
        (OutboxState.UNKNOWN, OutboxState.UNKNOWN),
    ],
)
def test_what_waits_or_was_turned_down_can_be_tried_again(
    workspace: Workspace, settled: Settle, state: OutboxState, after: OutboxState
) -> None:
    made = settled("c1", state)
    assert workspace.retry(made.id)
    (waiting,) = workspace.shelf().waiting(made.decided_at + WINDOW, 5)
    assert (waiting.decision_id, waiting.unknown) == (made.id, after is OutboxState.UNKNOWN)


def test_what_was_accepted_is_never_sent_again(workspace: Workspace, settled: Settle) -> None:
    made = settled("c1", OutboxState.ACCEPTED)
    shelf = workspace.shelf()
    assert not workspace.retry(made.id)
    shelf.sending([made.id])
    shelf.settle(made.id, OutboxState.UNKNOWN)
    assert not workspace.settle_conflict(made.id, event("withdraw", "c1", decision_id=made.id))
    row = workspace.outbox_row(made.id)
    assert row is not None
    assert row.standing.outbox is OutboxState.ACCEPTED


def test_a_conflict_is_settled_by_a_draft_in_its_place(workspace: Workspace, settled: Settle) -> None:
    made = settled("c1", OutboxState.CONFLICT)
    mine = draft("c1", rationale="still so")
    assert workspace.settle_conflict(made.id, event("withdraw", "c1", decision_id=made.id), draft=mine)
    opened = workspace.open_case("c1")
    assert opened is not None
    assert (opened.draft, opened.standing, opened.head.state) == (mine, None, CaseState.DRAFT)
    assert not list(faults(workspace.ledger.lines()))
    assert not workspace.settle_conflict(made.id, event("withdraw", "c1", decision_id=made.id))


def test_a_conflict_is_settled_by_leaving_the_case_to_the_other_decision(workspace: Workspace, settled: Settle) -> None:
    made = settled("c1", OutboxState.CONFLICT)
    assert workspace.settle_conflict(made.id, event("withdraw", "c1", decision_id=made.id), close=True)
    assert state_of(workspace, "c1") is CaseState.CLOSED
    assert workspace.count(parse("is:closed")) == 1


def test_what_an_older_workspace_had_not_sent_yet_is_sent(path: Path) -> None:
    of_the_first_layout(path)
    workspace = open_workspace(path)
    (waiting,) = workspace.shelf().waiting(START + 1_000 * WINDOW, 5)
    assert (waiting.case_id, waiting.attempts, waiting.fence) == ("c1", 0, None)
    assert workspace.care.check() == []
    workspace.close()


def test_a_page_is_kept_whole_or_not_at_all(workspace: Workspace, path: Path) -> None:
    shelf = workspace.shelf()
    shelf.take_page("s", [raw_case("c1")], [], "1")
    with sqlite3.connect(path) as db:
        db.execute("CREATE TRIGGER full BEFORE INSERT ON pulled BEGIN SELECT raise(ABORT, 'no room'); END")
    db.close()
    with pytest.raises(WorkspaceError, match="no room"):
        shelf.take_page("s", [raw_case("c2")], ["c1"], "2")
    assert (shelf.cursor("s"), workspace.count(ALL), state_of(workspace, "c1")) == ("1", 1, CaseState.OPEN)


def test_what_a_source_can_do_is_remembered(workspace: Workspace) -> None:
    shelf = workspace.shelf()
    shelf.learn("s", b"{}")
    assert (shelf.learned("s"), shelf.learned("t"), shelf.cursor("s")) == (b"{}", None, None)
