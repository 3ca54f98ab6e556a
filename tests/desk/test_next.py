"""Claims: the next case is the next one still to decide in the queue's order, either way and round the end."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.desk.making import HandClock, put
from triage_tui.desk.desk import Desk
from triage_tui.desk.house import House
from triage_tui.domain.filter import Query, parse
from triage_tui.domain.words import Outcome
from triage_tui.storage.opening import open_workspace

CASES = 230
"""More than two pages."""
DECIDED = range(50, 180)
"""A stretch that the queue skips: more than one page."""


@pytest.fixture(scope="module")
def long(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    """Many cases in order of their ids, most of the middle decided."""
    workspace = open_workspace(tmp_path_factory.mktemp("long") / "workspace.db")
    put(workspace, *(f"c{n:03}" for n in range(CASES)), flags=[])
    desk = Desk(workspace, HandClock(), House(reviewer="r1"))
    for n in DECIDED:
        desk.decide(desk.open(f"c{n:03}"), Outcome.UPHOLD)
    yield desk
    workspace.close()


def ids(desk: Desk, words: str = "") -> list[str]:
    return [head.id for head in desk.store.page(parse(words), limit=1000).heads]


@given(start=st.integers(0, CASES - 1), backwards=st.booleans(), turned=st.booleans())
def test_the_next_is_the_nearest_open_one_on_that_side_and_the_first_from_the_other_end_behind_it(
    long: Desk, start: int, backwards: bool, turned: bool
) -> None:
    query = Query(reverse=turned)
    order = [head.n for head in long.store.page(query, limit=1000).heads]
    still = {head.n for head in long.store.page(parse("is:open"), limit=1000).heads}
    way = -1 if backwards else 1
    round_trip = [order[(start + way * step) % CASES] for step in range(1, CASES)]
    expected = next(n for n in round_trip if n in still)
    found = long.next(query, order[start], backwards=backwards)
    assert found is not None
    assert found.n == expected


def test_the_first_is_the_first_open_one(long: Desk) -> None:
    assert long.next(parse("is:decided")) is None
    found = long.next(parse("id:c05* OR id:c20*"))
    assert found is not None
    assert found.id == "c200"


def test_who_goes_through_what_waits_meets_every_case_once(long: Desk) -> None:
    first = long.store.page(parse("")).heads[0]
    assert [head.id for head in islice(long.waiting(parse(""), first.n), 500)] == ids(long, "is:open")[1:]


def test_the_last_case_to_decide_has_no_next_one(tmp_path: Path) -> None:
    workspace = open_workspace(tmp_path / "workspace.db")
    put(workspace, "c1")
    desk = Desk(workspace, HandClock(), House(reviewer="r1"))
    only = desk.next(parse(""))
    assert only is not None
    assert desk.next(parse(""), only.n) is None
    assert desk.next(parse(""), only.n, backwards=True) is None
    workspace.close()
