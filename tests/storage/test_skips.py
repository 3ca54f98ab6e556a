"""A skip of a pulled case waits beside its entry in the log, both or neither, until its source has answered."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from tests.storage.making import START, WINDOW, decide, event, raw_case, take
from triage_tui.domain.outbox import OutgoingSkip
from triage_tui.domain.words import OutboxState
from triage_tui.errors import Refused
from triage_tui.storage.opening import open_workspace
from triage_tui.storage.shelf import Shelf
from triage_tui.storage.workspace import Workspace

URL = "https://triage.example"
NOW = START + timedelta(days=1)


@pytest.fixture
def workspace(path: Path) -> Iterator[Workspace]:
    """An empty workspace at a time of ours."""
    workspace = open_workspace(path, now=lambda: NOW)
    yield workspace
    workspace.close()


@pytest.fixture
def shelf(workspace: Workspace) -> Shelf:
    """Two cases of a source, one of nobody's."""
    shelf = workspace.shelf()
    shelf.take_page(URL, [raw_case("c1"), raw_case("c2")], (), "1")
    take(workspace, raw_case("own"))
    return shelf


def test_what_waits_is_what_the_log_says(workspace: Workspace, shelf: Shelf) -> None:
    said = event("skip", "c1", reason="other", note="why")
    workspace.skip("c1", said)
    workspace.skip("own", event("skip", "own"))
    assert shelf.skip_waiting(NOW) == OutgoingSkip(said.id, "c1", "other", "why")
    shelf.skip_settled(said.id)
    assert shelf.skip_waiting(NOW) is None
    assert shelf.skip_next_try() is None


def test_a_skip_that_the_log_does_not_take_does_not_wait(workspace: Workspace, shelf: Shelf) -> None:
    with pytest.raises(Refused):
        workspace.skip("c1", event("skip", "c1", reason="\ud800"))
    assert shelf.skip_waiting(NOW) is None


def test_the_oldest_comes_first_and_one_that_is_put_off_lets_the_next_one_by(
    workspace: Workspace, shelf: Shelf
) -> None:
    first, second = event("skip", "c2"), event("skip", "c1")
    workspace.skip("c2", first)
    workspace.skip("c1", second)
    shelf.skip_settled(first.id, NOW + WINDOW)
    assert shelf.skip_waiting(NOW) == OutgoingSkip(second.id, "c1", "")
    assert shelf.skip_waiting(NOW + WINDOW) == OutgoingSkip(first.id, "c2", "", attempts=1)
    shelf.skip_settled(second.id)
    assert shelf.skip_next_try() == NOW + WINDOW


@pytest.mark.parametrize("act", ["reopen", "decide"])
def test_what_is_taken_back_before_it_was_told_waits_no_more(workspace: Workspace, shelf: Shelf, act: str) -> None:
    workspace.skip("c1", event("skip", "c1"))
    if act == "reopen":
        workspace.reopen("c1")
    else:
        made = decide(workspace, "c1")
        workspace.release_held(NOW)
        shelf.settle(made.id, OutboxState.ACCEPTED)
    assert shelf.skip_waiting(NOW) is None


def test_a_newer_version_of_the_case_takes_no_word_back(workspace: Workspace, shelf: Shelf) -> None:
    workspace.skip("c1", event("skip", "c1"))
    shelf.take_page(URL, [raw_case("c1", "other words", version=2)], (), "2")
    assert shelf.skip_waiting(NOW) is not None
