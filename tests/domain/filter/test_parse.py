"""What is typed is what is meant, and what cannot be meant is shown where it stands."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from triage_tui.domain.filter import (
    ALL,
    And,
    Between,
    Compare,
    Exact,
    Expr,
    FilterError,
    Not,
    Or,
    Prefix,
    Query,
    Term,
    Words,
    parse,
)

CYBER = Term("clause", (Prefix("cyber"),))
SEVERE = Term("sev", (Compare(">=", 3),))
FRENCH = Term("lang", (Exact("fr"),))
OLD = Term("age", (Compare(">", timedelta(days=2)),))
OVERDUE = Term("is", (Exact("overdue"),))

MEANT: dict[str, Expr] = {
    "word": Words("word"),
    "over-night 3/4": And((Words("over-night"), Words("3/4"))),
    '"a phrase"': Words("a phrase"),
    r'"say \"a\\b\""': Words(r'say "a\b"'),
    "wor*": Words("wor", prefix=True),
    '"two wor"*': Words("two wor", prefix=True),
    "text:word": Words("word"),
    'text:"a phrase"': Words("a phrase"),
    "clause:cyber*": CYBER,
    "~c cyber*": CYBER,
    "~ccyber*": CYBER,
    "~s >=3 ~l fr": And((SEVERE, FRENCH)),
    "CLAUSE:cyber*": CYBER,
    "clause:*": Term("clause", (Prefix(""),)),
    'lang:""': Term("lang", (Exact(""),)),
    'queue:"a b",c*': Term("queue", (Exact("a b"), Prefix("c"))),
    "sev:3,4": Term("sev", (Exact(3), Exact(4))),
    "sev:=3": Term("sev", (Exact(3),)),
    "sev:1..3": Term("sev", (Between(1, 3),)),
    "score:.5...75": Term("score", (Between(0.5, 0.75),)),
    "score:cyber>.8": Term("score", (Compare(">", 0.8),), "cyber"),
    "score:cyber*>.8": Term("score", (Compare(">", 0.8),), "cyber"),
    'score:"a b"=.5,<.1': Term("score", (Exact(0.5), Compare("<", 0.1)), "a b"),
    "over:>-1e-3": Term("over", (Compare(">", -0.001),)),
    "age:>90m": Term("age", (Compare(">", timedelta(minutes=90)),)),
    "age:12h..3w": Term("age", (Between(timedelta(hours=12), timedelta(weeks=3)),)),
    "due:<=2026-11-20": Term("due", (Compare("<=", date(2026, 11, 20)),)),
    "received:2026-11-20": Term("received", (Exact(date(2026, 11, 20)),)),
    "state:open": Term("is", (Exact("open"),)),
    "by:ada": Term("reviewer", (Exact("ada"),)),
    "labels:x": Term("label", (Exact("x"),)),
    "-lang:fr": Not(FRENCH),
    "--lang:fr": Not(Not(FRENCH)),
    "-(a b)": Not(And((Words("a"), Words("b")))),
    "a OR b c": Or((Words("a"), And((Words("b"), Words("c"))))),
    "(a OR b) c": And((Or((Words("a"), Words("b"))), Words("c"))),
    "((a))": Words("a"),
    "or": Words("or"),
    "ORder": Words("ORder"),
    "a\u00a0b\tc": And((Words("a"), Words("b"), Words("c"))),
}


@pytest.mark.parametrize("text", MEANT)
def test_what_is_typed_is_meant(text: str) -> None:
    assert parse(text) == Query(MEANT[text])


def test_the_example_of_the_drawings() -> None:
    query = parse("clause:cyber* sev:>=3 -lang:fr (age:>2d OR is:overdue) sort:-due limit:200")
    assert query == Query(And((CYBER, SEVERE, Not(FRENCH), Or((OLD, OVERDUE)))), "due", reverse=True, limit=200)


@pytest.mark.parametrize("text", ["", "   ", "sort:due"])
def test_nothing_typed_asks_for_every_case(text: str) -> None:
    assert parse(text) == ALL


def test_order_and_limit_may_stand_anywhere_outside_of_parentheses() -> None:
    assert parse("limit:5 a sort:-sev OR b") == Query(Or((Words("a"), Words("b"))), "sev", reverse=True, limit=5)


REFUSED = {
    "lnag:fr": (0, "lang:"),
    "a (sve:3)": (3, "sev:"),
    "sotr:due": (0, "sort:"),
    "frobnicate:x": (0, ""),
    "is:overdu": (3, "overdue"),
    "is:open,dcided": (8, "decided"),
    "outcome:overturned": (8, "overturn"),
    "origin:robot": (7, "report"),
    "is:open*": (3, ""),
    "sort:duee": (5, "due"),
    "sort:due sort:sev": (9, ""),
    "(a sort:due)": (3, ""),
    "-sort:due": (1, ""),
    "limit:0": (6, ""),
    "limit:1e9": (6, ""),
    "limit:1000001": (6, ""),
    "limit:٣": (6, ""),
    "sev:7": (4, ""),
    "sev:٣": (4, ""),
    "sev:4..1": (4, "1..4"),
    "sev:1..x": (7, ""),
    "score:high": (6, ""),
    "score:>1e999": (7, ""),
    "over:>nan": (6, ""),
    "age:2d": (4, ">2d"),
    "due:3d": (4, "<3d"),
    "due:1d..2026-11-20": (4, ""),
    "age:>2x": (5, ""),
    "received:>2d": (10, ""),
    "received:2026-02-30": (9, ""),
    "lang:>fr": (5, ""),
    "clause:": (7, ""),
    "clause:a,": (9, ""),
    "clause:a*b": (8, ""),
    "a*b": (1, ""),
    "*": (0, ""),
    '""': (0, ""),
    "a AND b": (2, ""),
    "NOT a": (0, ""),
    "- a": (0, ""),
    "a -": (2, ""),
    "-)": (0, ""),
    "OR a": (0, ""),
    "a OR": (2, ""),
    "a OR OR b": (2, ""),
    "(a": (0, ""),
    "a (b": (2, ""),
    "a)": (1, ""),
    "()": (0, ""),
    '"never closed': (0, ""),
    'a"b"': (1, ""),
    "a(b)": (1, ""),
    "(a)(b)": (3, ""),
    "~x y": (0, "~c"),
    "~": (0, "~c"),
    "a\x1bb": (1, ""),
    "\ud800": (0, ""),
    "\x00": (0, ""),
}


@pytest.mark.parametrize("text", REFUSED)
def test_what_cannot_be_meant_is_shown_where_it_stands(text: str) -> None:
    with pytest.raises(FilterError) as caught:
        parse(text)
    assert (caught.value.column, caught.value.suggestion) == REFUSED[text]
    assert caught.value.reason
    assert f"column {caught.value.column + 1} " in caught.value.title
    assert caught.value.suggestion in caught.value.hint
    assert caught.value.exit_code == 2


@pytest.mark.parametrize(
    ("typed", "corrected"),
    [
        ("a lnag:fr", "a lang:fr"),
        ("is:open,dcided b", "is:open,decided b"),
        ("age:2d", "age:>2d"),
        ("sev:4..1", "sev:1..4"),
        ("sort:duee", "sort:due"),
    ],
)
def test_a_suggestion_belongs_at_the_column(typed: str, corrected: str) -> None:
    with pytest.raises(FilterError) as caught:
        parse(typed)
    assert corrected.startswith(typed[: caught.value.column] + caught.value.suggestion)
    assert parse(corrected)


@pytest.mark.parametrize(
    ("text", "column"),
    [
        ("a" * 2_001, 2_000),
        ("(" * 65 + "a" + ")" * 65, 64),
        ("-" * 65 + "a", 64),
        ("a " * 200 + "a", 400),
        ("sev:" + "1," * 200 + "1", 404),
    ],
)
def test_a_hostile_filter_is_refused_at_its_limit(text: str, column: int) -> None:
    with pytest.raises(FilterError) as caught:
        parse(text)
    assert caught.value.column == column


@pytest.mark.parametrize(
    "text", ["a" * 2_000, "(" * 64 + "a" + ")" * 64, "-" * 64 + "a", "a " * 200, '"' + "(" * 99 + '"']
)
def test_the_limits_themselves_are_allowed(text: str) -> None:
    assert parse(text).where is not None


PIECES = st.sampled_from(
    [*' ()"-,*:~=<>.', "OR", "sev:", "score:", "clause:", "due:", "sort:", "2d", "a", "3", "\\", "\x00"]
)


@given(st.text() | st.lists(PIECES).map("".join))
def test_whatever_is_typed_is_read_or_refused_inside_the_text(text: str) -> None:
    column = 0
    try:
        parse(text)
    except FilterError as error:
        column = error.column
    assert 0 <= column <= len(text)
