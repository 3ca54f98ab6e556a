"""Claims: a decision that the source did not take is settled knowingly; nothing is lost, the log says what was done."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import msgspec
import pytest

from tests.desk.making import HandClock
from tests.storage.making import raw_case, take
from tests.ui.links import MINE, NEW, HandLink, argued, changed, decided, finding, settle, stocked, talk
from triage_tui.desk.desk import Desk
from triage_tui.desk.house import House
from triage_tui.desk.settling import Way, disagreement, take_back, why_not
from triage_tui.desk.settling import settle as go
from triage_tui.domain.canonical import sha256
from triage_tui.domain.conversation import Text
from triage_tui.domain.decision import Decision, Evidence
from triage_tui.domain.wire.problems import problem
from triage_tui.domain.words import CaseState, OutboxState, Outcome, Verdict
from triage_tui.errors import Refused
from triage_tui.storage.opening import open_workspace
from triage_tui.storage.workspace import Workspace


@pytest.fixture
def workspace(tmp_path: Path) -> Any:
    path = tmp_path / "workspace.db"
    stocked(path)
    opened = open_workspace(path, reviewer="r1", now=HandClock().now)
    yield opened
    opened.close()


@pytest.fixture
def desk(workspace: Workspace) -> Desk:
    return Desk(workspace, HandClock(), House(reviewer="r1"), HandLink(), workspace)


def row(desk: Desk, made: Decision) -> Any:
    found = desk.outbox.outbox_row(made.id)
    assert found is not None
    return found


def last_words(workspace: Workspace) -> tuple[str, str]:
    """Kind and reason of the newest entry of the log."""
    entry = msgspec.json.decode([*workspace.ledger.lines()][-1])
    return entry["type"], entry["reason"]


def test_mine_is_kept_on_the_new_version_as_a_draft_that_is_to_be_read_again(workspace: Workspace, desk: Desk) -> None:
    made = changed(workspace)
    against = disagreement(desk, row(desk, made))
    assert (against.kind, against.theirs, against.here) == ("version_conflict", None, 2)
    assert against.before is not None
    assert against.after is not None
    assert (against.before.version, against.after.version) == (1, 2)
    sitting = go(desk, against, "mine")
    assert sitting is not None
    draft = sitting.draft
    assert (draft.case_version, draft.supersedes, draft.outcome) == (2, None, Outcome.OVERTURN)
    assert (draft.rationale, draft.root_causes) == (MINE["rationale"], MINE["root_causes"])
    assert draft.active_seconds == 0
    assert row(desk, made).standing.outbox is OutboxState.WITHDRAWN
    assert last_words(workspace) == ("withdraw", "read again on version 2")
    again = desk.decide(sitting, Outcome.OVERTURN).decision
    assert (again.case_version, again.supersedes) == (2, None)


def test_mine_waits_for_the_new_version_to_come(workspace: Workspace, desk: Desk) -> None:
    against = disagreement(desk, row(desk, changed(workspace, here=False)))
    assert why_not(against, "mine") == "version 2 is not here yet: it comes with the next pull"
    with pytest.raises(Refused, match="not here yet"):
        go(desk, against, "mine")
    assert against.after is not None
    assert against.after.turns[-1].content == (Text(text=NEW[-1]),)


def test_theirs_is_taken_by_withdrawing_mine_and_closing_the_case(workspace: Workspace, desk: Desk) -> None:
    made = argued(workspace)
    against = disagreement(desk, row(desk, made))
    assert against.theirs is not None
    assert go(desk, against, "theirs") is None
    kind, reason = last_words(workspace)
    assert (kind, reason) == ("withdraw", f"took the decision of ana (uphold, {against.theirs.id})")
    head = workspace.head("argued")
    assert head is not None
    assert head.state not in (CaseState.OPEN, CaseState.DRAFT)
    assert row(desk, made).standing.outbox is OutboxState.WITHDRAWN


@pytest.mark.parametrize("way", ["mine", "both"])
def test_a_decision_that_stands_on_the_same_version_can_only_be_taken(
    workspace: Workspace, desk: Desk, way: Way
) -> None:
    against = disagreement(desk, row(desk, argued(workspace)))
    assert why_not(against, way) == "ana's decision stands on this version: only a new version opens it again"


def test_both_are_laid_together_once_there_is_a_new_version(workspace: Workspace, desk: Desk) -> None:
    made = argued(workspace)
    fields = [*desk.open("argued").opened.case.flags]
    flags = msgspec.to_builtins(fields)
    take(workspace, raw_case("argued", version=2, conversation=talk(NEW), flags=flags))
    against = disagreement(desk, row(desk, made))
    sitting = go(desk, against, "both")
    assert sitting is not None
    verdicts = {one.clause: one.verdict for one in sitting.draft.opined}
    assert verdicts["net.1"] is None, "they differ, so the reviewer has to say"
    assert sitting.draft.outcome is None
    assert sitting.draft.rationale.split("\n\n")[0] == MINE["rationale"]
    assert "ana: Nobody says whose server it is." in sitting.draft.rationale
    assert last_words(workspace)[1] == "laid beside the other decision on version 2"


def test_evidence_is_kept_only_where_its_words_still_stand(workspace: Workspace, desk: Desk) -> None:
    first, second = (
        Evidence(turn_id=turn, start=0, end=5, sha256=sha256(words.encode()))
        for turn, words in (("t1", "Which"), ("t2", "22 an"))
    )
    found = msgspec.structs.replace(finding(Verdict.BORDERLINE), evidence=(first, second))
    against = disagreement(desk, row(desk, changed(workspace, findings=(found,))))
    sitting = go(desk, against, "mine")
    assert sitting is not None
    assert sitting.draft.opined[0].evidence == (first,)


def test_settling_twice_does_it_once(workspace: Workspace, desk: Desk) -> None:
    against = disagreement(desk, row(desk, changed(workspace)))
    go(desk, against, "mine")
    lines = [*workspace.ledger.lines()]
    with pytest.raises(Refused, match="nothing is in dispute"):
        go(desk, against, "mine")
    assert [*workspace.ledger.lines()] == lines


def test_a_refused_decision_is_taken_back_with_a_reason_and_not_without(workspace: Workspace, desk: Desk) -> None:
    made = decided(workspace, "short", 3, rationale="see above")
    settle(workspace, made, OutboxState.REFUSED, "no", problem("missing_field"))
    for reason in ("", "  \n"):
        with pytest.raises(Refused, match="say why"):
            take_back(desk, row(desk, made), reason)
    assert row(desk, made).standing.outbox is OutboxState.REFUSED
    take_back(desk, row(desk, made), " more to say ")
    assert last_words(workspace) == ("withdraw", "more to say")
    assert desk.open("short").draft.rationale == "see above"


@pytest.mark.parametrize("state", [OutboxState.ACCEPTED, OutboxState.UNKNOWN])
def test_what_the_source_may_have_is_not_taken_back(workspace: Workspace, desk: Desk, state: OutboxState) -> None:
    made = decided(workspace, "short", 3)
    settle(workspace, made, state)
    with pytest.raises(Refused, match="has not refused"):
        take_back(desk, row(desk, made), "because")
    assert row(desk, made).standing.outbox is state


@pytest.mark.parametrize("answer", [b"", b"{", b"[]", b'{"type": 1}', b"\xff"])
def test_an_answer_that_cannot_be_read_is_no_obstacle(workspace: Workspace, desk: Desk, answer: bytes) -> None:
    made = decided(workspace, "short", 3)
    workspace.shelf().settle(made.id, OutboxState.CONFLICT, reason="?", answer=answer)
    against = disagreement(desk, row(desk, made))
    assert (against.problem, against.theirs, against.after) == (None, None, None)
    assert why_not(against, "mine") == "the case has not changed: r sends the decision again"
