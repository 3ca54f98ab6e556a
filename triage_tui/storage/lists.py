"""What the indexes have ready: the numbers of the cases that meet one part of a filter, and shorter queues."""

from __future__ import annotations

from collections.abc import Iterable

from msgspec import Struct

from triage_tui.domain.filter import Exact, Expr, Or, Prefix, Term, Words
from triage_tui.domain.filter.words import STANDS
from triage_tui.storage.where import condition
from triage_tui.storage.where_order import KEYS, SORT_OF
from triage_tui.storage.where_term import HOLDING, TOUCHED, Asked, words_sql
from triage_tui.storage.where_text import Bound, Sql, text_test

_COLUMNS = frozenset({"id", "lang", "queue", "origin", "domain", "tier", "model", "outcome", "reviewer"})
_OF_DECIDED = frozenset({"outcome", "reviewer", "cause"})
_TOUCHING = frozenset(STANDS) - {"open", "overdue", "tagged", "mine", "purged"}
_UNLISTED = frozenset({"open", "purged"}) | (_TOUCHING - {"draft", "skipped", "decided", "escalated"})
"""What is true of too many cases, or of cases in no list."""
_TABLES = {"clause": ("clause", "case_flag"), "label": ("value", "case_label"), "cause": ("value", "case_cause")}
_MOST = 20
"""Lists that are laid together for one part."""


class List(Struct, frozen=True):
    """The numbers of the cases that meet one part of a filter; some of them maybe twice."""

    part: Expr
    sql: str
    bound: tuple[Bound, ...]


def list_of(part: Expr, asked: Asked) -> List | None:
    """The list of a part, where indexes have it."""
    single = _singles(part)
    found = [sql for one in single if (sql := _one(one, asked)) is not None]
    if len(found) < len(single) or len(found) > _MOST:
        return None
    bound = tuple(value for _, values in found for value in values)
    return List(part, " UNION ALL ".join(sql for sql, _ in found), bound)


def order_of(parts: Iterable[Expr | None]) -> tuple[str, str]:
    """The shortest queue that holds all cases which meet these parts: how its indexes begin, and its own condition."""
    held = [part for part in parts if isinstance(part, Term)]
    if any(all(_touches(one) for one in _singles(part)) for part in held):
        return "touched_", TOUCHED
    if any(part == Term("is", (Exact("tagged"),)) for part in held):
        return "tagged_", "case_head.tagged"
    return "", "TRUE"


def _singles(part: Expr) -> list[Expr]:
    match part:
        case Or(parts):
            return [one for inner in parts for one in _singles(inner)]
        case Term(tests=tests) if len(tests) > 1:
            return [Term(part.field, (test,), part.of) for test in tests]
    return [part]


def _touches(part: Expr) -> bool:
    match part:
        case Term(field="is", tests=(Exact(word),)):
            return word in _TOUCHING
        case Term(field="has", tests=(Exact(word),)):
            return word == "decision"
        case Term(field=field, tests=(test,)):
            return field in _OF_DECIDED and test != Exact("")
    return False


def _one(part: Expr, asked: Asked) -> Sql | None:
    match part:
        case Words():
            return HOLDING.replace("rowid", "rowid AS n", 1), words_sql(part, asked._replace(along=None))[1]
        case Term(of=of) if of:
            return None
        case Term(tests=(Exact("") | Prefix(""),)):
            return None
        case Term(field="clause" | "label" | "cause" as field, tests=(test,)):
            column, table = _TABLES[field]
            sql, bound = text_test(column, test)
            return f"SELECT n FROM {table} WHERE {sql}", bound
        case Term(field="is", tests=(Exact("overdue"),)):
            return _heads(part, asked._replace(along="due"), " INDEXED BY case_by_due")
        case Term(field="is", tests=(Exact(word),)) if word in _UNLISTED:
            return None
        case Term(field=field) if field in SORT_OF:
            along = SORT_OF[field]
            return _heads(part, asked._replace(along=along), f" INDEXED BY case_{KEYS[along]}")
        case Term(field=field) if field in _COLUMNS or field in ("is", "has"):
            return _heads(part, asked)
    return None


def _heads(part: Term, asked: Asked, index: str = "") -> Sql:
    sql, bound = condition(part, asked)
    return f"SELECT n FROM case_head{index} WHERE {sql}", bound
