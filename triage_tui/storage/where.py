"""Filters as SQL over ``case_head``: values are always bound, never pasted.

A comparison with something unknown is NULL in SQL and "does not match" here; ``IS NOT TRUE`` keeps that under a minus.
SQLite's parser keeps about a hundred things in mind at once, so the deepest part of every list is written first:
then what nests as deep as a filter may still costs it one place per level.
"""

from __future__ import annotations

from datetime import datetime

from msgspec import Struct

from triage_tui.domain.filter import And, Expr, Not, Or, Query, Term, Words
from triage_tui.domain.values import milliseconds
from triage_tui.storage.where_term import Asked, term_sql, words_sql
from triage_tui.storage.where_text import Bound


class _Piece(Struct, frozen=True):
    sql: str
    bound: tuple[Bound, ...]
    depth: int = 0
    """Levels of parentheses around conditions."""


def where(query: Query, now: datetime, reviewer: str = "") -> tuple[str, tuple[Bound, ...]]:
    """The condition on ``case_head`` for a query's filter, and what to bind to its question marks."""
    return condition(query.where, Asked(milliseconds(now), reviewer))


def condition(expr: Expr | None, asked: Asked) -> tuple[str, tuple[Bound, ...]]:
    """The same for an expression, spelled for how it is asked."""
    if expr is None:
        return "TRUE", ()
    piece = _compile(expr, asked)
    return f"({piece.sql})", piece.bound


def _compile(expr: Expr, asked: Asked) -> _Piece:
    match expr:
        case Term():
            return _Piece(*term_sql(expr, asked))
        case Words():
            return _Piece(*words_sql(expr, asked))
        case Not(part):
            inner = _compile(part, asked)
            return _Piece(f"({inner.sql}) IS NOT TRUE", inner.bound, inner.depth + 1)
        case And(parts):
            return _join(" AND ", [_bracketed(part, asked) for part in parts])
        case Or(parts):
            return _join(" OR ", [_compile(part, asked) for part in parts])


def _bracketed(expr: Expr, asked: Asked) -> _Piece:
    piece = _compile(expr, asked)
    return _Piece(f"({piece.sql})", piece.bound, piece.depth + 1) if isinstance(expr, Or) else piece


def _join(word: str, pieces: list[_Piece]) -> _Piece:
    pieces.sort(key=lambda piece: -piece.depth)
    bound = tuple(value for piece in pieces for value in piece.bound)
    return _Piece(word.join(piece.sql for piece in pieces), bound, pieces[0].depth)
