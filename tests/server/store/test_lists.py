"""Pages of cases: every case once, in an order that holds while cases come and go."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.server.store.making import ANA, FEED, Clock, fill, new_queue, raw_case, raw_decision, refusal, take
from triage_tui.domain.wire.cases import Row
from triage_tui.server.store import Store, cursors

ORDERS = ("priority", "due", "age", "random")


def walk(store: Store, order: str, limit: int, state: str | None = None, queue: str = "q") -> list[Row]:
    rows: list[Row] = []
    cursor = None
    while True:
        page = store.rows(ANA, queue, state, order, limit, cursor)
        rows += page.cases
        cursor = page.next
        if cursor is None:
            return rows


@pytest.mark.parametrize("order", ORDERS)
def test_every_case_is_on_one_page(store: Store, order: str) -> None:
    fill(store, *[raw_case(f"c{n:02}", priority=n % 4 or None) for n in range(25)])
    ids = [row.id for row in walk(store, order, 4)]
    assert sorted(ids) == [f"c{n:02}" for n in range(25)]
    assert len({tuple(row.id for row in walk(store, order, 25)) for _ in range(3)}) == (3 if order == "random" else 1)


def test_a_list_that_is_emptied_while_it_is_read_is_read_whole(store: Store) -> None:
    fill(store, *[raw_case(f"c{n:02}") for n in range(12)])
    seen, cursor = [], None
    while True:
        page = store.rows(ANA, "q", "open", "priority", 5, cursor)
        for row in page.cases:
            seen.append(row.id)
            store.decide(ANA, raw_decision(ANA, row.id), None)
        cursor = page.next
        if cursor is None:
            break
    assert seen == [f"c{n:02}" for n in range(12)]


def test_rows_say_where_a_case_stands(store: Store, clock: Clock) -> None:
    fill(store, *[raw_case(f"c{n}") for n in range(4)])
    take(store, ANA, "c1")
    store.decide(ANA, raw_decision(ANA, "c2"), None)
    store.purge(["c3"])
    states = ("open", "leased", "decided", "closed")
    assert [row.state for row in walk(store, "age", 9)] == list(states)
    assert [[row.id for row in walk(store, "age", 9, state)] for state in states] == [["c0"], ["c1"], ["c2"], ["c3"]]
    clock.on(hours=2)
    assert [row.id for row in walk(store, "age", 9, "open")] == ["c0", "c1"]


stamps = st.none() | st.sampled_from(["2026-01-01T00:00:00Z", "2026-01-02T00:00:00Z", "9999-12-31T23:59:59-12:00"])
fields = st.fixed_dictionaries(
    {"priority": st.none() | st.floats(-1e300, 1e300), "due_at": stamps, "received_at": stamps}
)


@given(st.lists(fields, max_size=8), st.integers(1, 4))
def test_pages_follow_the_order(lasting: Store, said: list[dict[str, Any]], limit: int) -> None:
    queue = new_queue()
    ids = [f"{queue}.{n}" for n in range(len(said))]
    lasting.take_in(FEED, [raw_case(case_id, queue=queue, **one) for case_id, one in zip(ids, said, strict=True)])
    walks = {order: walk(lasting, order, limit, queue=queue) for order in ORDERS}
    for rows in walks.values():
        assert sorted(row.id for row in rows) == ids
    for one, other in pairwise(walks["priority"]):
        assert other.priority is None or (one.priority is not None and one.priority >= other.priority)
    for one, other in pairwise(walks["due"]):
        assert one.due_at is not None or other.due_at is None
        assert one.due_at is None or other.due_at is None or one.due_at <= other.due_at


FORGED = [
    *("x", "%", "e30", "WzFd", "é", "A" * 3000),
    cursors.written(cursors.At("age", (10**30,), "c1")),
    cursors.written(cursors.At("age", (1, 2), "c1", 1)),
    cursors.written(cursors.At("due", (1,), "c1", 1)),
    cursors.written(cursors.At("age", (1,), "c1", -5)),
    cursors.written(cursors.Since("f", 1)),
]


@pytest.mark.parametrize("cursor", FORGED)
def test_a_cursor_of_somebody_else_is_refused(store: Store, cursor: str) -> None:
    refused = refusal(store.rows, ANA, "q", None, "age", 5, cursor)
    assert (refused.kind, refused.pointer) == ("invalid_field", "/cursor")


def test_a_forged_cursor_that_reads_well_goes_on_somewhere(store: Store) -> None:
    fill(store)
    for keys in ((1.5,), (-1,), (1e308,)):
        cursor = cursors.written(cursors.At("age", keys, "\0", 1))
        assert len(store.rows(ANA, "q", None, "age", 5, cursor).cases) in {0, 1}


@pytest.mark.parametrize(("state", "order", "pointer"), [("lost", "age", "/state"), (None, "size", "/order")])
def test_unknown_words_are_refused(store: Store, state: str | None, order: str, pointer: str) -> None:
    assert refusal(store.rows, ANA, "q", state, order, 5, None).pointer == pointer


def test_no_name_of_a_queue_breaks_the_list(store: Store) -> None:
    fill(store)
    assert store.rows(ANA, "q\0'; --", None, "age", 0, None).cases == ()
    assert len(store.rows(ANA, "q", None, "age", 10**9, None).cases) == 1
