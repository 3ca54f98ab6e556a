"""Whichever way a few rows are found, they are the rows that the filter means."""

from __future__ import annotations

import sqlite3

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.storage.facts import ME, NOW, matches
from tests.storage.test_where import CASES, DEEP, EXPRS, db
from triage_tui.domain.filter import Expr, Query, parse
from triage_tui.storage import narrow
from triage_tui.storage.listing import Listing, stretches

__all__ = ["db"]

WAYS = [(0, 0), (0, 1000), (20, 20), (1000, 1000)]
"""How many rows, and how many cases of a word, are gathered: none, some, all."""


def asked(db: sqlite3.Connection, expr: Expr | None, way: tuple[int, int]) -> Listing:
    with pytest.MonkeyPatch.context() as limits:
        limits.setattr(narrow, "FEW", way[0])
        limits.setattr(narrow, "MANY", way[1])
        return stretches(db, Query(expr), NOW, ME)


def meant(expr: Expr | None) -> set[int]:
    return {n for n, case in enumerate(CASES, 1) if expr is None or matches(expr, case)}


@given(expr=EXPRS, way=st.sampled_from(WAYS))
def test_every_way_finds_what_is_meant(db: sqlite3.Connection, expr: Expr, way: tuple[int, int]) -> None:
    assert {row[0] for row in asked(db, expr, way).start(db, len(CASES))} == meant(expr)


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("text", DEEP)
def test_whatever_can_be_typed_can_be_asked_every_way(db: sqlite3.Connection, text: str, way: tuple[int, int]) -> None:
    ready = asked(db, parse(text).where, way)
    assert {row[0] for row in ready.start(db, len(CASES))} == meant(parse(text).where)
    assert {row[0] for row in ready.beside(db, (0, 1), len(CASES), back=True)} <= meant(parse(text).where)


@pytest.mark.parametrize("text", ["clause:cyber.1", "is:tagged", "lang:fr", "alpha", "outcome:uphold"])
def test_a_short_list_is_read_from_its_index_and_a_long_one_met_on_the_way(db: sqlite3.Connection, text: str) -> None:
    expr = parse(text).where
    assert meant(expr)
    assert steps(db, asked(db, expr, (0, 0)))[0] == "SCAN case_head USING INDEX case_by_due"
    assert steps(db, asked(db, expr, (1000, 1000)))[0].startswith("SEARCH case_head")


def test_one_case_is_found_by_its_id(db: sqlite3.Connection) -> None:
    assert steps(db, asked(db, parse("id:c-1").where, (1000, 1000)))[0].startswith("SEARCH case_head")


def steps(db: sqlite3.Connection, ready: Listing) -> list[str]:
    sql = f"EXPLAIN QUERY PLAN SELECT id FROM {ready.source} ORDER BY {ready.key}, n"
    return [row[3] for row in db.execute(sql, ready.bound)]
