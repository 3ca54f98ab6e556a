"""Writing a query down as a filter that reads back as the same query."""

from __future__ import annotations

import re

from triage_tui.domain.filter.parse import SAID_OTHERWISE
from triage_tui.domain.filter.scan import quote
from triage_tui.domain.filter.tree import And, Between, Compare, Exact, Expr, Not, Or, Prefix, Query, Term, Test, Words
from triage_tui.domain.filter.values import write_value

_PLAIN_VALUE = re.compile(r'[^\s()",*<>=][^\s()",*]*')
_PLAIN_WORD = re.compile(r'[^\s()":*~-][^\s()":*]*')
_PLAIN_OF = re.compile(r'[^\s()",*<>=]+')


def print_query(query: Query) -> str:
    """The filter in its plainest form; `parse` gives the query back."""
    words = [] if query.where is None else [_print(query.where)]
    if query.sort != "due" or query.reverse:
        words.append(f"sort:{'-' if query.reverse else ''}{query.sort}")
    if query.limit is not None:
        words.append(f"limit:{query.limit}")
    return " ".join(words)


def write_text(text: str) -> str:
    """A value of a field of text, quoted where it must be."""
    return text if _PLAIN_VALUE.fullmatch(text) else quote(text)


def _print(expr: Expr) -> str:
    match expr:
        case And(parts):
            return " ".join(_within(part, And, Or) for part in parts)
        case Or(parts):
            return " OR ".join(_within(part, Or) for part in parts)
        case Not(part):
            return "-" + _within(part, And, Or)
        case Words(text, prefix):
            plain = _PLAIN_WORD.fullmatch(text) and text != "OR" and text not in SAID_OTHERWISE
            return (text if plain else quote(text)) + "*" * prefix
        case Term():
            return _term(expr)


def _within(expr: Expr, *bracketed: type[Expr]) -> str:
    return f"({_print(expr)})" if isinstance(expr, bracketed) else _print(expr)


def _term(term: Term) -> str:
    of = term.of if _PLAIN_OF.fullmatch(term.of) or not term.of else quote(term.of)
    first, *rest = (_test(test) for test in term.tests)
    if of and first[0] not in "<>":
        first = "=" + first
    return f"{term.field}:{of}{','.join((first, *rest))}"


def _test(test: Test) -> str:
    match test:
        case Exact(str(text)):
            return write_text(text)
        case Exact(value):
            return write_value(value)
        case Prefix(start):
            return (write_text(start) if start else "") + "*"
        case Compare(order, value):
            return order + write_value(value)
        case Between(low, high):
            return f"{write_value(low)}..{write_value(high)}"
