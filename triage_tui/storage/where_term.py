"""One condition of a filter as SQL."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import NamedTuple

from triage_tui.domain.filter import Between, Compare, Exact, Order, Prefix, Term, Test, Value, Words
from triage_tui.domain.filter.values import day_starts
from triage_tui.domain.values import milliseconds
from triage_tui.domain.words import CaseState, Outcome
from triage_tui.storage.where_text import Bound, Sql, text_test

DAY = 86_400_000
"""Milliseconds."""

COLUMNS = {
    "id": "case_head.id",
    "lang": "case_head.language",
    "queue": "case_head.queue",
    "origin": "case_head.origin",
    "domain": "case_head.domain",
    "tier": "case_head.tier",
    "model": "case_head.model",
    "outcome": "case_head.outcome",
    "reviewer": "case_head.reviewer",
}
"""Where a text that a case has once is kept."""

_FLAGS = "case_head.n IN (SELECT n FROM case_flag WHERE {})"
_OWN_FLAGS = "EXISTS (SELECT 1 FROM case_flag WHERE case_flag.n = case_head.n AND ({}))"
"""The same, asked of one row at a time."""
_LABELS = "EXISTS (SELECT 1 FROM json_each(case_head.labels) WHERE {})"
_CAUSES = (
    "EXISTS (SELECT 1 FROM standing, json_each(standing.causes)"
    " WHERE standing.n = case_head.n AND standing.version = case_head.version AND ({}))"
)
HOLDING = "SELECT rowid FROM case_text WHERE case_text MATCH ?"
"""The numbers of the cases whose text holds some words."""
_TOUCHED = "case_head.state <> 'open'"
"""Said beside what only a touched case can be: then the short index of touched cases answers."""
_DRAFTED = "case_head.n IN (SELECT n FROM draft)"

SETS = {
    "clause": (_FLAGS, "clause"),
    "flag": (_FLAGS, "classifier"),
    "policy": (_FLAGS, "policy_id"),
    "label": (_LABELS, "value"),
    "cause": (_CAUSES, "value"),
}
"""Where a text that a case may have several times is kept: how to look through them, and at what."""

ORDERED = {
    "sev": "case_head.severity",
    "score": "case_head.probability",
    "over": "case_head.over",
    "age": "case_head.received_ms",
    "received": "case_head.received_ms",
    "due": "case_head.due_ms",
}
"""Where what can be compared is kept."""

FLIPPED: dict[Order, Order] = {"<": ">", "<=": ">=", ">": "<", ">=": "<="}
"""An age grows as the moment of arrival shrinks."""


class Asked(NamedTuple):
    """When and by whom a filter is asked."""

    now_ms: int
    """Milliseconds since 1970."""
    reviewer: str
    walking: bool = False
    """Whether rows are looked at one by one until there are enough, so that nothing should be gathered first."""
    common: frozenset[Words] = frozenset()
    """Words in so many cases that a row is sooner asked for them than all of those are gathered."""


def term_sql(term: Term, asked: Asked) -> Sql:
    """The condition for one field."""
    if term.of:
        clause, start = text_test("clause", Prefix(term.of))
        classifier, _ = text_test("classifier", Prefix(term.of))
        sql, bound = _any(term, lambda test: _ordered("probability", "score", test, asked.now_ms))
        flags = _OWN_FLAGS if asked.walking else _FLAGS
        return flags.format(f"({clause} OR {classifier}) AND {sql}"), (*start, *start, *bound)
    return _any(term, lambda test: _one(term.field, test, asked))


def words_sql(words: Words, asked: Asked) -> Sql:
    """The condition that a case's text holds some words; quoted, so that no word is an operator of the index."""
    quoted = '"' + words.text.replace('"', '""') + '"' + "*" * words.prefix
    own = "EXISTS (SELECT 1 FROM case_text WHERE rowid = case_head.n AND case_text MATCH ?)"
    return own if words in asked.common else f"case_head.n IN ({HOLDING})", (quoted,)


def _any(term: Term, one: Callable[[Test], Sql]) -> Sql:
    if len(term.tests) == 1:
        return one(term.tests[0])
    pieces = [one(test) for test in term.tests]
    return f"({' OR '.join(sql for sql, _ in pieces)})", tuple(value for _, bound in pieces for value in bound)


def _one(field: str, test: Test, asked: Asked) -> Sql:
    match test:
        case Exact(str(word)) if field == "is":
            return _stands(word, asked)
        case Exact(str(word)) if field == "has":
            return _has(word)
        case _ if field in COLUMNS:
            return text_test(COLUMNS[field], test)
        case _ if field in SETS:
            return _among(field, test, asked)
        case _:
            return _ordered(ORDERED[field], field, test, asked.now_ms)


def _stands(word: str, asked: Asked) -> Sql:
    match word:
        case "open":
            return "case_head.state = ?", (word,)
        case "overdue":
            return "case_head.due_ms < ? AND case_head.state <> 'decided'", (asked.now_ms,)
        case "mine":
            return f"({_DRAFTED} OR case_head.reviewer = ?)", (asked.reviewer,)
        case "tagged":
            return "case_head.tagged", ()
        case "escalated":
            return f"case_head.outcome = ? AND {_TOUCHED}", (Outcome.ESCALATE.value,)
        case _:
            column = "state" if word in tuple(CaseState) else "outbox"
            return f"case_head.{column} = ? AND {_TOUCHED}", (word,)


def _has(word: str) -> Sql:
    match word:
        case "draft":
            return _DRAFTED, ()
        case "decision":
            return f"case_head.outcome IS NOT NULL AND {_TOUCHED}", ()
        case _:
            return "instr(case_head.has, ?) > 0", (f" {word} ",)


def _among(field: str, test: Test, asked: Asked) -> Sql:
    among, column = SETS[field]
    among = _OWN_FLAGS if among is _FLAGS and asked.walking else among
    if test == Exact(""):
        return "NOT " + among.format(f"{column} > ''"), ()
    sql, bound = text_test(column, test)
    if field == "policy" and "@" in str(bound):
        versioned, _ = text_test("policy_id || '@' || policy_version", test)
        return among.format(f"{sql} OR {versioned}"), (*bound, *bound)
    return among.format(sql), bound


def _ordered(column: str, field: str, test: Test, now_ms: int) -> Sql:
    match test:
        case Exact(date() as day):
            return _ordered(column, field, Between(day, day), now_ms)
        case Between(low, high):
            least, from_ = _compared(field, ">=", low, now_ms)
            most, to = _compared(field, "<=", high, now_ms)
            return f"{column} {least} ? AND {column} {most} ?", (from_, to)
        case Compare(order, value):
            order, bound = _compared(field, order, value, now_ms)
            return f"{column} {order} ?", (bound,)
        case Exact(int() | float() as value):
            return f"{column} = ?", (value,)
        case _:
            raise ValueError(test)


def _compared(field: str, order: Order, value: Value, now_ms: int) -> tuple[Order, Bound]:
    if isinstance(value, timedelta):
        length = value // timedelta(milliseconds=1)
        return (FLIPPED[order], now_ms - length) if field == "age" else (order, now_ms + length)
    if isinstance(value, date):
        start = milliseconds(day_starts(value))
        return (">=" if order in (">", ">=") else "<"), start + DAY * (order in (">", "<="))
    return order, value
