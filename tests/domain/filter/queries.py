"""Queries of every shape the language can say, for properties."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from hypothesis import strategies as st

from triage_tui.domain.filter import And, Between, Compare, Exact, Expr, Not, Or, Prefix, Query, Term, Words
from triage_tui.domain.filter.values import rank
from triage_tui.domain.filter.words import FIELDS, LIMIT, SORTS, Field, Kind

TYPED = st.characters(exclude_categories=("Cc", "Cs"), include_characters="\t\n")
TEXTS = st.one_of(
    st.sampled_from(
        ["", "cyber", "cyber.1", "fr", "OR", "AND", "-x", "a b", 'say "a\\b"', ">=3", "=x", "a,b", "(a)", "*"]
    ),
    st.text(TYPED, max_size=8),
)
ORDERS = st.sampled_from(["<", "<=", ">", ">="])
MINUTES = st.sampled_from([0, 1, 59, 60, 90, 1_440, 2_880, 10_080])
VALUES: dict[Kind, st.SearchStrategy[Any]] = {
    "severity": st.integers(0, 4),
    "number": st.floats(allow_nan=False, allow_infinity=False) | st.sampled_from([0.5, 0.8, 1.0, -0.25]),
    "age": MINUTES.map(lambda minutes: timedelta(minutes=minutes)),
    "day": st.dates(min_value=date(1, 1, 1)) | st.dates(date(2026, 11, 18), date(2026, 11, 24)),
}


def tests(field: Field, texts: st.SearchStrategy[str]) -> st.SearchStrategy[Any]:
    """Tests that the field's values can be put to."""
    if field.kind == "name":
        return st.builds(Exact, texts) | st.builds(Prefix, texts)
    if field.kind == "word":
        return st.builds(Exact, st.sampled_from(field.words))
    if field.kind == "moment":
        return tests(FIELDS["age"], texts) | tests(FIELDS["received"], texts)
    values = VALUES[field.kind]
    ranges = st.lists(values, min_size=2, max_size=2).map(lambda ends: Between(*sorted(ends, key=rank)))
    compared = st.builds(Compare, ORDERS, values) | ranges
    return compared if field.kind == "age" else compared | st.builds(Exact, values)


def terms(texts: st.SearchStrategy[str]) -> st.SearchStrategy[Term]:
    """Conditions on any one field."""
    fields = [field for field in FIELDS.values() if field.kind != "text"]
    return st.one_of(
        st.builds(
            Term,
            st.just(field.name),
            st.lists(tests(field, texts), min_size=1, max_size=3).map(tuple),
            texts if field.name == "score" else st.just(""),
        )
        for field in fields
    )


def exprs(leaves: st.SearchStrategy[Expr]) -> st.SearchStrategy[Expr]:
    """Conditions, and conditions made of others."""
    return st.recursive(leaves, _grown, max_leaves=8)


def _grown(parts: st.SearchStrategy[Expr]) -> st.SearchStrategy[Expr]:
    listed = st.lists(parts, min_size=2, max_size=3).map(tuple)
    return st.builds(Not, parts) | st.builds(And, listed) | st.builds(Or, listed)


QUERIES = st.builds(
    Query,
    st.none() | exprs(terms(TEXTS) | st.builds(Words, TEXTS.filter(str.strip), st.booleans())),
    st.sampled_from(SORTS),
    st.booleans(),
    st.none() | st.integers(1, LIMIT),
)
