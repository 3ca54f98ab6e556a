"""While a filter is typed, what could come next is offered with how many cases it would give."""

from __future__ import annotations

from collections.abc import Iterable

from hypothesis import given
from hypothesis import strategies as st

from tests.domain.filter.queries import TYPED
from triage_tui.domain.filter import Exact, Term, parse
from triage_tui.domain.filter.complete import Completion, complete
from triage_tui.domain.filter.words import FIELDS, SORTS


class Desk:
    """What one desk knows."""

    def __init__(self, **known: list[tuple[str, int, str]]) -> None:
        self.known = known

    def values(self, field: str) -> Iterable[tuple[str, int, str]]:
        return self.known.get(field, [])


DESK = Desk(
    clause=[("cyber.1", 9, "Malicious code"), ("cyber.2", 63, "Attacks"), ("bio.1", 4, "Weapons")],
    lang=[("fr", 2, ""), ("", 7, "")],
    queue=[("a b", 1, ""), ('say "x"', 1, ""), ("red\x1b[31m", 9, "")],
    **{"is": [("open", 5, ""), ("overdue", 1, "")]},
)


def offered(text: str, column: int | None = None) -> list[str]:
    return [one.text for one in complete(text, len(text) if column is None else column, DESK)]


def test_an_empty_filter_offers_every_field_and_wish() -> None:
    assert offered("") == [f"{name}:" for name in (*FIELDS, "sort", "limit")]
    assert all(one.title for one in complete("", 0, DESK))


def test_fields_are_offered_by_how_they_begin() -> None:
    assert offered("sev:3 -(o") == ["over:", "origin:", "outcome:"]
    assert complete("sev:3 -ou", 9, DESK) == [Completion("outcome:", None, FIELDS["outcome"].title, 7)]


def test_values_come_with_counts_and_titles_most_frequent_first() -> None:
    assert complete("clause:cy", 9, DESK) == [
        Completion("cyber.2", 63, "Attacks", 7),
        Completion("cyber.1", 9, "Malicious code", 7),
    ]


def test_a_list_goes_on_after_its_comma() -> None:
    assert complete("clause:bio.1,CYBER.1", 20, DESK) == [Completion("cyber.1", 9, "Malicious code", 13)]


def test_fixed_words_are_offered_even_where_no_case_has_them() -> None:
    assert offered("is:o")[0] == "open"
    assert complete("is:te", 5, DESK) == []
    assert [(one.text, one.count) for one in complete("state:es", 8, DESK)] == [("escalated", None)]
    assert offered("sort:") == list(SORTS)


def test_values_are_quoted_where_they_must_be_and_left_out_where_they_cannot_be_typed() -> None:
    assert offered("queue:") == ['"a b"', r'"say \"x\""']
    assert offered('queue:"a') == ['"a b"']
    assert offered("lang:") == ['""', "fr"]


def test_only_what_stands_before_the_cursor_counts() -> None:
    assert offered("clause:b OR x", 8) == ["bio.1"]


def test_free_text_offers_nothing() -> None:
    assert offered('"cla') == []
    assert offered('"a phrase" "cla') == []
    assert offered("text:cla") == []
    assert offered("nonsense:c") == []


@given(st.text(TYPED, max_size=6))
def test_a_completed_value_can_be_read(value: str) -> None:
    before = "clause:x,"
    [offer] = complete(before, len(before), Desk(clause=[(value, 1, "")]))
    assert parse(before[: offer.start] + offer.text).where == Term("clause", (Exact("x"), Exact(value)))


@given(st.text(), st.integers(0, 40))
def test_whatever_is_typed_gets_an_answer(text: str, column: int) -> None:
    for one in complete(text, column, DESK):
        assert 0 <= one.start <= len(text)
