"""Whichever way a few rows are found, they are the rows that the filter means."""

from __future__ import annotations

import sqlite3

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.storage.facts import ME, NOW, matches
from tests.storage.test_where import CASES, DEEP, EXPRS, TERMS, WORDS, db
from triage_tui.domain.filter import And, Expr, Query, Sort, parse
from triage_tui.domain.filter.words import SORTS
from triage_tui.domain.values import milliseconds
from triage_tui.storage import narrow, patience
from triage_tui.storage.listing import Listing, stretches
from triage_tui.storage.pages import Spot, page
from triage_tui.storage.where_term import Asked

__all__ = ["db"]

BY_NUMBER = "SEARCH case_head USING INTEGER PRIMARY KEY (rowid=?)"

WAYS = [(0, 0, 0), (0, 1000, 0), (0, 0, 1000), (20, 20, 20), (1000, 1000, 1000)]
"""How many rows, cases of a word, and numbers of a list are gathered: none, some, all."""


def asked(db: sqlite3.Connection, query: Query, way: tuple[int, int, int]) -> list[Listing]:
    """All the ways that are tried, whether the first leads there or not."""
    with pytest.MonkeyPatch.context() as limits:
        for name, most in zip(("FEW", "WORDY", "MANY"), way, strict=True):
            limits.setattr(narrow, name, most)
        return [rows for rows, _ in stretches(db, query, Asked(milliseconds(NOW), ME))]


def meant(expr: Expr | None) -> set[int]:
    return {n for n, case in enumerate(CASES, 1) if expr is None or matches(expr, case)}


@given(expr=EXPRS, way=st.sampled_from(WAYS), sort=st.sampled_from(SORTS), reverse=st.booleans())
def test_every_way_finds_what_is_meant(
    db: sqlite3.Connection, expr: Expr, way: tuple[int, int, int], sort: Sort, reverse: bool
) -> None:
    for ready in asked(db, Query(expr, sort, reverse), way):
        assert {row[0] for row in ready.start(db, len(CASES))} == meant(expr)


@given(terms=st.lists(TERMS | WORDS, min_size=2, max_size=4), way=st.sampled_from(WAYS), sort=st.sampled_from(SORTS))
def test_every_way_finds_what_several_parts_mean(
    db: sqlite3.Connection, terms: list[Expr], way: tuple[int, int, int], sort: Sort
) -> None:
    expr = And(tuple(terms))
    for ready in asked(db, Query(expr, sort), way):
        assert {row[0] for row in ready.start(db, len(CASES))} == meant(expr)


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("text", DEEP)
def test_whatever_can_be_typed_can_be_asked_every_way(
    db: sqlite3.Connection, text: str, way: tuple[int, int, int]
) -> None:
    still = parse("is:open,draft").where
    assert still is not None
    expr = parse(text).where
    assert expr is not None
    for ready in asked(db, Query(And((expr, still))), way):
        assert {row[0] for row in ready.start(db, len(CASES))} == meant(expr) & meant(still)
    for ready in asked(db, Query(expr), way):
        assert {row[0] for row in ready.start(db, len(CASES))} == meant(expr)
        assert {row[0] for row in ready.beside(db, (0, 1), len(CASES), back=True)} <= meant(expr)


@pytest.mark.parametrize("text", ["clause:cyber.1", "lang:fr", "alpha", "label:bio", "has:hidden"])
def test_a_short_list_is_read_from_its_index_and_a_long_one_met_on_the_way(db: sqlite3.Connection, text: str) -> None:
    expr = parse(text).where
    assert meant(expr)
    assert steps(db, asked(db, Query(expr), (0, 0, 0))[0])[0] == "SCAN case_head USING INDEX case_by_due"
    assert steps(db, asked(db, Query(expr), (1000, 0, 0))[0])[0] == BY_NUMBER


@pytest.mark.parametrize(
    ("text", "queue"), [("outcome:uphold", "touched"), ("is:draft,decided", "touched"), ("is:tagged lang:fr", "tagged")]
)
def test_the_few_that_were_touched_have_a_queue_of_their_own(db: sqlite3.Connection, text: str, queue: str) -> None:
    for sort in SORTS:
        first = asked(db, Query(parse(text).where, sort), (0, 0, 0))[0]
        assert steps(db, first)[0] == f"SCAN case_head USING INDEX case_{queue}_by_{sort}"


@pytest.mark.parametrize(
    "text", ["due:<2d", "due:>2d", "is:overdue", "age:>1d sort:age", "sev:>=3 sort:sev", "score:<.5 sort:score"]
)
def test_what_is_asked_of_the_order_itself_is_where_its_index_begins_or_ends(db: sqlite3.Connection, text: str) -> None:
    query = parse(text)
    (plan,) = steps(db, asked(db, query, (0, 0, 0))[0])
    assert plan.startswith(f"SEARCH case_head USING INDEX case_by_{query.sort} (by_{query.sort}")


def test_where_walking_leads_nowhere_lists_are_cut_with_each_other_and_else_all_rows_looked_at(
    db: sqlite3.Connection,
) -> None:
    *_, cut = asked(db, Query(parse("lang:fr queue:bio").where), (0, 0, 1000))
    assert steps(db, cut)[0] == BY_NUMBER
    *_, scanned = asked(db, Query(parse("lang:fr queue:bio").where), (0, 0, 0))
    assert steps(db, scanned)[0] == "SCAN case_head"


def test_a_walk_that_takes_too_long_is_broken_off_and_the_next_way_taken(db: sqlite3.Connection) -> None:
    asked, query = Asked(milliseconds(NOW), ME), parse("over:>.4 OR over:<0")
    whole = page(db, query, asked, 50, Spot())
    with pytest.MonkeyPatch.context() as limits:
        limits.setattr(narrow, "WALK", -1.0)
        limits.setattr(patience, "BEAT", 1)
        assert page(db, query, asked, 50, Spot()) == whole
        behind = Spot(after=whole.heads[20].n)
        assert page(db, query, asked, 9, behind).heads == whole.heads[21:30]
    assert len(whole.heads) == 50


def test_one_case_is_found_by_its_id(db: sqlite3.Connection) -> None:
    assert steps(db, asked(db, Query(parse("id:c-1").where), (1000, 1000, 1000))[0])[0].startswith("SEARCH case_head")


def steps(db: sqlite3.Connection, ready: Listing) -> list[str]:
    sql = f"EXPLAIN QUERY PLAN SELECT id FROM {ready.table} WHERE {ready.condition} ORDER BY {ready.key}, n"
    return [row[3] for row in db.execute(sql, ready.bound)]
