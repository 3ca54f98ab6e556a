"""However the queue is walked, it reads like the whole list sorted."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from math import inf
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.storage.making import raw_case, raw_pack, take
from triage_tui.domain.filter import ALL, Query, parse
from triage_tui.domain.filter.words import SORTS
from triage_tui.domain.head import CaseHead
from triage_tui.storage import narrow, patience
from triage_tui.storage.opening import open_workspace
from triage_tui.storage.workspace import Workspace

FEW = st.none() | st.sampled_from([0.25, 0.5, 1.0])
DAYS = st.none() | st.sampled_from([f"2026-04-{day:02}T00:00:00Z" for day in (1, 2, 30)])
CASES = st.lists(
    st.fixed_dictionaries(
        {"received_at": DAYS, "due_at": DAYS, "priority": FEW},
        optional={
            "flags": st.lists(st.fixed_dictionaries({"clause": st.sampled_from("ab"), "score": FEW}), max_size=2)
        },
    ),
    max_size=12,
)
QUERIES = st.builds(
    Query,
    where=st.sampled_from([None, parse("is:open").where, parse("clause:a").where]),
    sort=st.sampled_from(SORTS),
    reverse=st.booleans(),
    limit=st.none() | st.integers(1, 6),
)


FEW = st.sampled_from([0, 10])
"""Rows that are gathered: with none, every query walks the order as it does among a million cases."""


@contextmanager
def holding(cases: list[dict[str, Any]]) -> Iterator[Workspace]:
    with TemporaryDirectory() as folder:
        workspace = open_workspace(Path(folder) / "workspace.db")
        try:
            workspace.add_pack(raw_pack("p", "1", a=1, b=4))
            take(workspace, *(raw_case(f"c{n}", **case) for n, case in enumerate(cases)))
            yield workspace
        finally:
            workspace.close()


def rank(head: CaseHead, sort: str) -> float:
    """What the sort puts first has the lowest rank; what is not known comes last."""
    never = datetime.max.replace(tzinfo=UTC)
    match sort:
        case "due":
            return (head.due_at or never).timestamp()
        case "age":
            return (head.received_at or never).timestamp()
        case "sev":
            return -(head.severity if head.severity is not None else -inf)
        case "score":
            return -(head.score if isinstance(head.score, float) else -inf)
        case _:
            return -(head.priority if head.priority is not None else -inf)


def sorted_plainly(workspace: Workspace, query: Query) -> list[int]:
    heads = workspace.page(Query(query.where), limit=1000).heads
    order = sorted(heads, key=lambda head: (rank(head, query.sort), head.n), reverse=query.reverse)
    return [head.n for head in order][: query.limit]


@given(cases=CASES, queries=st.lists(QUERIES, min_size=1, max_size=4), limit=st.integers(1, 5), few=FEW)
def test_pages_make_up_the_sorted_list_both_ways_and_around_every_row(
    cases: list[dict[str, Any]], queries: list[Query], limit: int, few: int
) -> None:
    with holding(cases) as workspace, pytest.MonkeyPatch.context() as limits:
        limits.setattr(narrow, "FEW", few)
        for query in queries:
            whole = sorted_plainly(workspace, query)
            assert [n for page in forwards(workspace, query, limit) for n in page] == whole
            assert [n for page in backwards(workspace, query, whole, limit) for n in page] == whole[::-1][1:]
            assert workspace.count(query) == len(whole)
            for n in whole:
                check_around(workspace, query, whole, n, limit)


def forwards(workspace: Workspace, query: Query, limit: int) -> Iterator[list[int]]:
    page = workspace.page(query, limit=limit)
    assert not page.more_before
    while page.heads:
        yield [head.n for head in page.heads]
        last = page.heads[-1].n
        more, page = page.more_after, workspace.page(query, after=last, limit=limit)
        assert more == bool(page.heads)
        assert page.more_before


def backwards(workspace: Workspace, query: Query, whole: list[int], limit: int) -> Iterator[list[int]]:
    if not whole:
        return
    page = workspace.page(query, before=whole[-1], limit=limit)
    while page.heads:
        yield [head.n for head in reversed(page.heads)]
        assert page.more_after
        more, page = page.more_before, workspace.page(query, before=page.heads[0].n, limit=limit)
        assert more == bool(page.heads)


def check_around(workspace: Workspace, query: Query, whole: list[int], n: int, limit: int) -> None:
    page = workspace.page(query, around=n, limit=limit)
    shown = [head.n for head in page.heads]
    start = whole.index(shown[0])
    assert n in shown
    assert shown == whole[start : start + limit]
    assert len(shown) == min(limit, len(whole))
    assert page.more_before == (start > 0)
    assert page.more_after == (start + len(shown) < len(whole))


def test_a_row_that_the_filter_does_not_show_still_is_a_place(workspace: Workspace) -> None:
    take(workspace, *(raw_case(f"c{n}", queue="ab"[n % 2]) for n in range(4)))
    page = workspace.page(parse("queue:a"), after=2)
    assert [head.n for head in page.heads] == [3]
    assert page.more_before
    assert [head.n for head in workspace.page(parse("queue:a"), before=2).heads] == [1]


def test_an_unknown_row_leads_to_the_start(workspace: Workspace) -> None:
    take(workspace, raw_case("c1"), raw_case("c2"))
    assert workspace.page(ALL, after=99) == workspace.page(ALL)


def test_several_views_are_counted_in_one_go(workspace: Workspace) -> None:
    take(workspace, *(raw_case(f"c{n}", queue="ab"[n % 2]) for n in range(3)))
    assert workspace.counts([ALL, parse("queue:a"), parse("queue:none"), parse("limit:2")]) == [3, 2, 0, 2]
    assert workspace.counts([]) == []


def test_a_count_goes_no_further_than_it_is_wanted(workspace: Workspace) -> None:
    take(workspace, *(raw_case(f"c{n}", queue="ab"[n % 2]) for n in range(9)))
    asked = [ALL, parse("queue:a"), parse("queue:b"), parse("queue:none")]
    assert workspace.counts_up_to(4, asked, lambda: False) == [9, 5, 4, 0]
    assert workspace.counts_up_to(2, asked, lambda: False) == [9, 3, 3, 0]


def test_a_count_that_became_needless_is_broken_off_and_the_next_one_is_made(
    workspace: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    take(workspace, *(raw_case(f"c{n}", queue="ab"[n % 2]) for n in range(9)))
    monkeypatch.setattr(patience, "BEAT", 1)
    for _ in range(2):
        assert workspace.counts_up_to(9, [parse("-queue:a")], lambda: True) is None
        assert workspace.counts_up_to(9, [parse("-queue:a")], lambda: False) == [4]
