"""One condition of a filter as SQL."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import NamedTuple

from triage_tui.domain.filter import Exact, Prefix, Sort, Term, Test, Words
from triage_tui.domain.words import CaseState, Outcome
from triage_tui.storage.where_order import ordered
from triage_tui.storage.where_text import Sql, text_test

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
_LABELS = "case_head.n IN (SELECT n FROM case_label WHERE {})"
_OWN_LABELS = "EXISTS (SELECT 1 FROM json_each(case_head.labels) WHERE {})"
_CAUSES = "case_head.n IN (SELECT n FROM case_cause WHERE {})"
_OWN_CAUSES = "EXISTS (SELECT 1 FROM case_cause WHERE case_cause.n = case_head.n AND ({}))"
HOLDING = "SELECT rowid FROM case_text WHERE case_text MATCH ?"
"""The numbers of the cases whose text holds some words."""
TOUCHED = "case_head.state <> 'open'"
"""Said beside what only a touched case can be: then the short index of touched cases answers."""
_DRAFTED = "case_head.n IN (SELECT n FROM draft)"
_OWN = {_FLAGS: _OWN_FLAGS, _LABELS: _OWN_LABELS, _CAUSES: _OWN_CAUSES}
"""How one row is asked, where rows are looked at one by one."""

SETS = {
    "clause": (_FLAGS, "clause"),
    "flag": (_FLAGS, "classifier"),
    "policy": (_FLAGS, "policy_id"),
    "label": (_LABELS, "value"),
    "cause": (_CAUSES, "value"),
}
"""Where a text that a case may have several times is kept: how to look through them, and at what."""


class Asked(NamedTuple):
    """When and by whom a filter is asked."""

    now_ms: int
    """Milliseconds since 1970."""
    reviewer: str
    along: Sort | None = None
    """The order in which rows are looked at one by one until there are enough; none where all are wanted."""
    short: frozenset[Words] = frozenset()
    """Words in so few cases that all of those are gathered, sooner than each row is asked for them."""


def term_sql(term: Term, asked: Asked) -> Sql:
    """The condition for one field."""
    if term.of:
        clause, start = text_test("clause", Prefix(term.of))
        classifier, _ = text_test("classifier", Prefix(term.of))
        sql, bound = _any(term, lambda test: ordered("score", test, asked.now_ms, column="probability"))
        flags = _OWN_FLAGS if asked.along else _FLAGS
        return flags.format(f"({clause} OR {classifier}) AND {sql}"), (*start, *start, *bound)
    return _any(term, lambda test: _one(term.field, test, asked))


def words_sql(words: Words, asked: Asked) -> Sql:
    """The condition that a case's text holds some words."""
    if asked.along is None or words in asked.short:
        return f"case_head.n IN ({HOLDING})", (_quoted(words),)
    own = "EXISTS (SELECT 1 FROM case_text WHERE rowid = case_head.n AND case_text MATCH ?)"
    # A case without the longest word is not looked through for words side by side, which takes four times as long.
    sought = dict.fromkeys((_quoted(longest(words)), _quoted(words)))
    return " AND ".join(own for _ in sought), tuple(sought)


def longest(words: Words) -> Words:
    """The longest of some words; all of them where none is sure to be a word for the index as well."""
    whole = words.text.split(" ")[: -1 if words.prefix else None]
    found = [one for one in whole if re.search("[a-zA-Z0-9]", one)]
    return Words(max(found, key=len)) if found else words


def _quoted(words: Words) -> str:
    """As the index is asked: quoted, so that no word is an operator."""
    return '"' + words.text.replace('"', '""') + '"' + "*" * words.prefix


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
            return ordered(field, test, asked.now_ms, along=asked.along)


def _stands(word: str, asked: Asked) -> Sql:
    match word:
        case "open":
            return "case_head.state = ?", (word,)
        case "overdue":
            due = "by_due" if asked.along == "due" else "due_ms"
            return f"case_head.{due} < ? AND case_head.state <> 'decided'", (asked.now_ms,)
        case "mine":
            return f"({_DRAFTED} OR case_head.reviewer = ?)", (asked.reviewer,)
        case "purged":
            return "case_head.purged_ms IS NOT NULL", ()
        case "tagged":
            return "case_head.tagged", ()
        case "decided":
            return f"case_head.state = ? AND case_head.outcome IS NOT NULL AND {TOUCHED}", (word,)
        case "closed":
            return f"case_head.state = 'decided' AND case_head.outcome IS NULL AND {TOUCHED}", ()
        case "escalated":
            return f"case_head.outcome = ? AND {TOUCHED}", (Outcome.ESCALATE.value,)
        case _:
            column = "state" if word in tuple(CaseState) else "outbox"
            return f"case_head.{column} = ? AND {TOUCHED}", (word,)


def _has(word: str) -> Sql:
    match word:
        case "draft":
            return _DRAFTED, ()
        case "decision":
            return f"case_head.outcome IS NOT NULL AND {TOUCHED}", ()
        case _:
            # Spelled as the index on it is: one of a few words that the filter knows.
            return f"instr(case_head.has, ' {word} ') > 0", ()


def _among(field: str, test: Test, asked: Asked) -> Sql:
    among, column = SETS[field]
    among = _OWN.get(among, among) if asked.along else among
    if test == Exact(""):
        none = "NOT " + among.format(f"{column} > ''")
        return (f"coalesce(case_head.clause, '') = '' AND {none}" if field == "clause" else none), ()
    sql, bound = text_test(column, test)
    if field == "policy" and "@" in str(bound):
        versioned, _ = text_test("policy_id || '@' || policy_version", test)
        return among.format(f"{sql} OR {versioned}"), (*bound, *bound)
    return among.format(sql), bound
