"""A filter finds in SQL exactly the cases that it means."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.domain.filter.queries import TEXTS, exprs, terms
from tests.storage.facts import ME, NAMES, NOW, made_up, matches
from tests.storage.shelf import fill, shelf
from triage_tui.domain.filter import Expr, Prefix, Query, Words, parse
from triage_tui.storage.listing import listing
from triage_tui.storage.where import where
from triage_tui.storage.where_text import following, text_test

SAID = ["alpha", "beta", "alphabet", "OR", 'say "x"', "!!!", "NEAR(a b)", "-beta", "*"]
TERMS = terms(st.sampled_from(NAMES) | TEXTS)
WORDS = st.builds(Words, st.lists(st.sampled_from(SAID), min_size=1, max_size=2).map(" ".join), st.booleans())
EXPRS = exprs(TERMS | WORDS)
CASES = [made_up(Random(seed), seed, SAID) for seed in range(300)]


@pytest.fixture(scope="module")
def db() -> Iterator[sqlite3.Connection]:
    db = shelf()
    fill(db, CASES)
    yield db
    db.close()


def found(db: sqlite3.Connection, expr: Expr | None) -> list[int]:
    condition, bound = where(Query(expr), NOW, ME)
    return [n for (n,) in db.execute(f"SELECT n FROM case_head WHERE {condition} ORDER BY n", bound)]


@settings(max_examples=100)
@given(st.lists(TERMS | WORDS, min_size=5, max_size=20))
def test_sql_finds_what_every_condition_means(db: sqlite3.Connection, conditions: list[Expr]) -> None:
    for condition in conditions:
        assert found(db, condition) == [n for n, case in enumerate(CASES, 1) if matches(condition, case)]


@given(EXPRS)
def test_sql_finds_what_conditions_mean_together(db: sqlite3.Connection, expr: Expr) -> None:
    assert found(db, expr) == [n for n, case in enumerate(CASES, 1) if matches(expr, case)]


DEEP = [
    "(" * 64 + "a" + ")" * 64,
    "-" * 64 + "cause:other,wrong_clause",
    "-(a OR " * 31 + "-label:x" + ")" * 31,
    "(a OR b (" * 32 + "score:cyber>.8,.1..3" + ") OR c d)" * 32,
    "".join("((sev:3 OR -b) " for _ in range(31)) + "is:mine,overdue" + ")" * 31,
    "".join("(a OR (b (c OR -(d " for _ in range(12)) + "e" + "))))" * 12,
    " ".join(["-(a OR b)"] * 99),
    "sev:" + ",".join("1" * 200),
    " OR ".join(["is:mine clause:x*"] * 90),
]


@pytest.mark.parametrize("text", DEEP)
def test_whatever_can_be_typed_can_be_asked(db: sqlite3.Connection, text: str) -> None:
    expr = parse(text).where
    meant = {n for n, case in enumerate(CASES, 1) if matches(expr, case)}
    assert set(found(db, expr)) == meant
    limited = listing(Query(expr, limit=len(CASES)), NOW, ME)
    assert {row[0] for row in limited.start(db, len(CASES))} == meant
    assert {row[0] for row in limited.beside(db, (0, 1), len(CASES), back=True)} <= meant


def test_the_empty_query_finds_every_case(db: sqlite3.Connection) -> None:
    assert where(Query(), NOW) == ("TRUE", ())


@given(EXPRS)
def test_values_are_bound_and_never_pasted(expr: Expr) -> None:
    condition, bound = where(Query(expr), NOW, ME)
    assert condition.count("?") == len(bound)
    assert '"' not in condition.replace("'@'", "")


PLANS = {
    "clause:cyber.1": "INDEX case_flag_clause (clause=?)",
    "clause:cyber*": "INDEX case_flag_clause (clause>? AND clause<?)",
    "id:c-1": "INDEX sqlite_autoindex_case_head_1 (id=?)",
    "id:c-*": "INDEX sqlite_autoindex_case_head_1 (id>? AND id<?)",
    "is:draft": "INDEX case_touched (state=?)",
    "is:tagged": "INDEX case_tagged",
    "word": "case_text VIRTUAL TABLE INDEX",
    "has:hidden": "INDEX case_has_hidden",
    "label:x": "PRIMARY KEY (value=?)",
}


@pytest.mark.parametrize("text", PLANS)
def test_common_filters_are_answered_by_an_index(db: sqlite3.Connection, text: str) -> None:
    condition, bound = where(parse(text), NOW, ME)
    steps = [row[3] for row in db.execute(f"EXPLAIN QUERY PLAN SELECT n FROM case_head WHERE {condition}", bound)]
    assert any(PLANS[text] in step for step in steps), steps


def test_the_queue_in_its_usual_order_is_never_sorted(db: sqlite3.Connection) -> None:
    for sort in ("due", "age", "sev", "score", "priority"):
        ready = listing(parse(f"sev:>=3 -lang:fr sort:{sort}"), NOW, ME)
        sql = f"EXPLAIN QUERY PLAN SELECT id FROM {ready.table} WHERE {ready.condition} ORDER BY {ready.key}, n"
        steps = [row[3] for row in db.execute(sql, ready.bound)]
        assert steps == [f"SCAN case_head USING INDEX case_by_{sort}"]


@given(TEXTS, TEXTS)
def test_a_beginning_is_a_range_of_texts(db: sqlite3.Connection, start: str, text: str) -> None:
    condition, bound = text_test("text", Prefix(start))
    row = db.execute(f"SELECT {condition} FROM (SELECT ? AS text)", (*bound, text)).fetchone()
    assert bool(row[0]) == (text.startswith(start) and text != "")


def test_the_last_code_point_has_nothing_after_it() -> None:
    assert following("a\U0010ffff") == "b"
    assert following("\U0010ffff") is None
    assert following("\ud7ff") == "\ue000"
