"""A written query reads back as the same query."""

from __future__ import annotations

import pytest
from hypothesis import assume, given

from tests.domain.filter.queries import QUERIES
from triage_tui.domain.filter import Query, parse
from triage_tui.domain.filter.scan import LENGTH
from triage_tui.domain.filter.write import print_query


@given(QUERIES)
def test_a_written_query_reads_back_as_the_same(query: Query) -> None:
    text = print_query(query)
    assume(len(text) <= LENGTH)
    assert parse(text) == query
    assert print_query(parse(text)) == text


@pytest.mark.parametrize(
    ("typed", "written"),
    [
        ("  ~c cyber*   (sev:>=3)  ", "clause:cyber* sev:>=3"),
        ("state:open by:ada labels:x", "is:open reviewer:ada label:x"),
        ("(a b) OR (c)", "a b OR c"),
        ('text:word "x" "OR" "a b" "-c"', 'word x "OR" "a b" "-c"'),
        ("age:>48h due:<90m age:>0h", "age:>2d due:<90m age:>0w"),
        ("score:cyber*=.50 over:>1.0", "score:cyber=0.5 over:>1"),
        ("limit:5 sort:due a", "a limit:5"),
        ("sort:-due", "sort:-due"),
        ("", ""),
    ],
)
def test_the_plainest_form_is_written(typed: str, written: str) -> None:
    assert print_query(parse(typed)) == written
