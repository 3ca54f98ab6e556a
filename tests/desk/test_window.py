"""Claim: a window on the queue shows what a list of the whole queue would show, wherever the cursor goes."""

from __future__ import annotations

from collections.abc import Iterator
from random import Random
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test

from tests.desk.making import flag, put
from triage_tui.desk import window
from triage_tui.desk.window import Window
from triage_tui.domain.filter import Query, parse
from triage_tui.storage.opening import open_workspace
from triage_tui.storage.workspace import Workspace

CASES = 75
QUERIES = [
    "", "sort:-due", "sort:sev", "sort:-score", "sort:age limit:31", "sort:-sev limit:5", "clause:net.1",
    "id:c04", "id:nothing", "is:open sort:score",
]  # fmt: skip


@pytest.fixture(scope="module", autouse=True)
def small_chunks() -> Iterator[None]:
    """Chunks small enough that every queue here has several."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(window, "CHUNK", 8)
        patch.setattr(window, "MOST", 45)
        yield


@pytest.fixture(scope="module")
def queue(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Workspace]:
    """Cases that differ, and do not, in what queues are sorted by."""
    workspace = open_workspace(tmp_path_factory.mktemp("queue") / "workspace.db")
    dice = Random(5)
    for n in range(CASES):
        score = dice.choice([0.1, 0.5, 0.9])
        put(workspace, f"c{n:02}", flags=[flag(dice.choice(["net.1", "net.2"]), score)], **_dates(dice))
    yield workspace
    workspace.close()


def _dates(dice: Random) -> dict[str, Any]:
    day = dice.randrange(1, 28)
    return {"received_at": f"2026-04-{day:02}T00:00:00Z"} if day > 5 else {}


class Walk(RuleBasedStateMachine):
    """Moves a window and a list of all rows alike."""

    workspace: Workspace

    @initialize(words=st.sampled_from(QUERIES), rows=st.integers(1, 20))
    def open(self, words: str, rows: int) -> None:
        query: Query = parse(words)
        self.all = [head.n for head in self.workspace.page(query, limit=1000).heads]
        self.window = Window(self.workspace, query)
        self.window.rows = rows
        self.at = 0

    @rule(by=st.integers(-90, 90) | st.sampled_from([1, -1, 10, -10]))
    def move(self, by: int) -> None:
        self.window.move(by)
        self.at = max(min(self.at + by, len(self.all) - 1), 0)

    @rule()
    def to_start(self) -> None:
        self.window.to_start()
        self.at = 0

    @rule()
    def to_end(self) -> None:
        self.window.to_end()
        self.at = max(len(self.all) - 1, 0)

    @rule(rows=st.integers(1, 20))
    def resize(self, rows: int) -> None:
        self.window.rows = rows

    @rule()
    def reload(self) -> None:
        self.window.reload()

    @rule(to=st.integers(0, CASES))
    def reload_at(self, to: int) -> None:
        if to < len(self.all):
            self.window.reload(self.all[to])
            self.at = to

    @invariant()
    def shows_what_a_list_shows(self) -> None:
        heads, cursor = self.window.in_view
        shown = [head.n for head in heads]
        if not self.all:
            assert (shown, self.window.head) == ([], None)
            return
        assert self.window.head is not None
        assert self.window.head.n == shown[cursor] == self.all[self.at]
        assert shown == self.all[self.at - cursor : self.at - cursor + len(shown)]
        assert len(shown) == min(self.window.rows, len(self.all))


def test_a_window_is_a_list(queue: Workspace) -> None:
    class Here(Walk):
        workspace = queue

    run_state_machine_as_test(Here)


@given(words=st.sampled_from(QUERIES))
def test_the_end_read_backwards_is_the_start_read_forwards(queue: Workspace, words: str) -> None:
    window = Window(queue, parse(words))
    window.to_end()
    walked = []
    for _ in range(CASES + 1):
        walked.append(window.head)
        window.move(-1)
    order = [*queue.page(parse(words), limit=1000).heads]
    padding = [order[0]] * (CASES + 1 - len(order)) if order else [None] * (CASES + 1)
    assert walked == [*reversed(order), *padding]


def test_a_case_that_left_the_queue_is_replaced_by_the_one_behind_it(queue: Workspace) -> None:
    window = Window(queue, parse("-is:tagged"))
    window.rows = 6
    window.move(12)
    gone, behind = window.head, window.in_view[0]
    assert gone is not None
    window.move(1)
    follower = window.head
    window.move(-1)
    queue.tag([gone.id], True)
    window.reload()
    queue.tag([gone.id], False)
    assert window.head == follower
    assert gone in behind
