"""A filter finds in SQL exactly the cases that it means."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from datetime import datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.domain.filter.queries import TEXTS, grown, terms
from tests.storage.facts import ME, NOW, Facts, Flagged, matches
from tests.storage.shelf import fill, shelf
from triage_tui.domain.filter import Expr, Prefix, Query, Words, parse
from triage_tui.domain.filter.words import FIELDS, HAS
from triage_tui.domain.words import OutboxState, Outcome, RootCause
from triage_tui.storage.listing import listing
from triage_tui.storage.where import where
from triage_tui.storage.where_text import following, text_test

SAID = st.lists(st.sampled_from(["alpha", "beta", "alphabet", "OR", 'say "x"', "!!!", "NEAR(a b)", "-beta", "*"]))
SHARES = st.none() | st.sampled_from([0.1, 0.5, 0.8, 1.0])
MOMENTS = st.none() | st.integers(-40, 40).map(lambda quarter: NOW + timedelta(hours=6 * quarter))
FLAGS = st.lists(
    st.builds(Flagged, st.none() | TEXTS, TEXTS, st.none() | TEXTS, st.none() | TEXTS, SHARES), max_size=3
).map(tuple)


@st.composite
def cases(draw: st.DrawFn) -> Facts:
    """A case as the store would keep it."""
    state = draw(st.sampled_from(["open", "draft", "skipped", "decided"]))
    decided = state == "decided"
    has = draw(st.sets(st.sampled_from(HAS[2:])))
    return Facts(
        *(draw(TEXTS) for _ in range(3)),
        draw(st.sampled_from(FIELDS["origin"].words)),
        *(draw(TEXTS) for _ in range(3)),
        draw(st.none() | st.integers(0, 4)),
        draw(SHARES),
        draw(MOMENTS),
        draw(MOMENTS),
        draw(FLAGS),
        tuple(draw(st.lists(TEXTS, max_size=2))),
        frozenset(has | ({"draft"} if state == "draft" else {"decision"} if decided else set())),
        " ".join(draw(SAID)),
        state,
        draw(st.booleans()),
        draw(st.sampled_from(Outcome)) if decided else None,
        draw(st.sampled_from([one for one in OutboxState if one != "withdrawn"])) if decided else None,
        draw(st.sampled_from([ME, "bob"])) if decided else None,
        tuple(draw(st.lists(st.sampled_from(RootCause), max_size=2))) if decided else (),
    )


LEAVES = st.one_of(
    *(terms(field, TEXTS) for field in FIELDS.values() if field.kind != "text"),
    st.builds(Words, SAID.map(" ".join).filter(str.strip), st.booleans()),
)
EXPRS: st.SearchStrategy[Expr] = st.recursive(LEAVES, grown, max_leaves=6)


@pytest.fixture(scope="module")
def db() -> Iterator[sqlite3.Connection]:
    db = shelf()
    yield db
    db.close()


def found(db: sqlite3.Connection, expr: Expr | None, now: datetime = NOW) -> list[int]:
    condition, bound = where(Query(expr), now, ME)
    return [n for (n,) in db.execute(f"SELECT n FROM case_head WHERE {condition} ORDER BY n", bound)]


@given(st.lists(cases(), max_size=6, unique_by=lambda case: case.id), st.lists(EXPRS, min_size=1, max_size=12))
def test_sql_finds_what_the_filter_means(db: sqlite3.Connection, cases: list[Facts], exprs: list[Expr]) -> None:
    fill(db, cases)
    try:
        for expr in exprs:
            assert found(db, expr) == [n for n, case in enumerate(cases, 1) if matches(expr, case)]
    finally:
        db.rollback()


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
    query = parse(text)
    assert found(db, query.where) == []
    top = listing(Query(query.where, limit=5), NOW, ME)
    assert top.start(db, 5) == []
    assert top.beside(db, (0, 1), 5, back=True) == []


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
}


@pytest.mark.parametrize("text", PLANS)
def test_common_filters_are_answered_by_an_index(db: sqlite3.Connection, text: str) -> None:
    condition, bound = where(parse(text), NOW, ME)
    steps = [row[3] for row in db.execute(f"EXPLAIN QUERY PLAN SELECT n FROM case_head WHERE {condition}", bound)]
    assert any(PLANS[text] in step for step in steps), steps


def test_the_queue_in_its_usual_order_is_never_sorted(db: sqlite3.Connection) -> None:
    for sort in ("due", "age", "sev", "score", "priority"):
        ready = listing(parse(f"sev:>=3 -lang:fr sort:{sort}"), NOW, ME)
        sql = f"EXPLAIN QUERY PLAN SELECT id FROM {ready.source} ORDER BY {ready.key}, n"
        steps = [row[3] for row in db.execute(sql, ready.bound)]
        assert steps == [f"SCAN case_head USING INDEX case_by_{sort}"]


@given(TEXTS, TEXTS)
def test_a_beginning_is_a_range_of_texts(start: str, text: str) -> None:
    condition, bound = text_test("?1", Prefix(start))
    numbered = condition.replace(">= ?", ">= ?2").replace("< ?", "< ?3")
    row = sqlite3.connect(":memory:").execute(f"SELECT {numbered}", (text, *bound)).fetchone()
    assert bool(row[0]) == (text.startswith(start) and text != "")


def test_the_last_code_point_has_nothing_after_it() -> None:
    assert following("a\U0010ffff") == "b"
    assert following("\U0010ffff") is None
    assert following("\ud7ff") == "\ue000"
