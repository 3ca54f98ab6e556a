"""Reading one condition of a filter: ``sev:>=3``, ``clause:cyber*,bio.1``, ``score:cyber>.8``."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import cast

from triage_tui.domain.filter.scan import Scanner
from triage_tui.domain.filter.tree import Between, Compare, Exact, FilterError, Order, Prefix, Term, Test, Value
from triage_tui.domain.filter.values import rank, read_value, write_value
from triage_tui.domain.filter.words import Field

_ORDER = re.compile(r"[<>]=?|=")
_BARE = re.compile(r'[^\s()",]+')
_OF = re.compile(r'[^\s()",<>=]+(?=[<>=])')
_OF_QUOTED = re.compile(r'"(?:[^"\\]|\\.)*"(?=[<>=])', re.DOTALL)


def read_term(scan: Scanner, field: Field) -> Term:
    """The values after a field's colon."""
    of = _of(scan) if field.name == "score" else ""
    tests = [_test(scan, field)]
    while scan.text.startswith(",", scan.at):
        scan.at += 1
        tests.append(_test(scan, field))
    return Term(field.name, tuple(tests), of)


def _of(scan: Scanner) -> str:
    if _OF_QUOTED.match(scan.text, scan.at):
        return scan.quoted() or ""
    found = scan.take(_OF)
    return found[0].removesuffix("*") if found else ""


def _test(scan: Scanner, field: Field) -> Test:
    scan.count()
    start = scan.at
    order = scan.take(_ORDER)
    column = scan.at
    text = scan.quoted()
    if field.kind in ("name", "word"):
        if order is not None:
            scan.refuse(f"{field.name}: is compared with nothing; quote it if it begins like this", start)
        return _named(scan, field, text, column)
    if text is None:
        text = (scan.take(_BARE) or scan.refuse(f"{field.name}: needs a value"))[0]
    if order is not None and order[0] != "=":
        return Compare(cast(Order, order[0]), read_value(field, text, column))
    low, dots, high = text.partition("..")
    if dots:
        return _between(field, low, high, column)
    return _exact(field, read_value(field, text, column), column)


def _named(scan: Scanner, field: Field, text: str | None, column: int) -> Test:
    if text is None:
        found = scan.take(_BARE) or scan.refuse(f"{field.name}: needs a value")
        bare = found[0]
        if "*" in bare[:-1]:
            scan.refuse("* stands only at the end; quote it to mean itself", column + bare.index("*"))
        star, text = bare.endswith("*"), bare.removesuffix("*")
    else:
        star = scan.text.startswith("*", scan.at)
        scan.at += star
    if star and field.kind == "word":
        scan.refuse(f"{field.name}: takes whole words only", column)
    return Prefix(text) if star else Exact(read_value(field, text, column))


def _between(field: Field, low: str, high: str, column: int) -> Between:
    ends = read_value(field, low, column), read_value(field, high, column + len(low) + 2)
    if type(ends[0]) is not type(ends[1]):
        raise FilterError(column, "both ends are durations, or both are days")
    if rank(ends[0]) > rank(ends[1]):
        raise FilterError(column, "the lower end comes first", f"{high}..{low}")
    return Between(*ends)


def _exact(field: Field, value: Value, column: int) -> Exact:
    if isinstance(value, timedelta):
        sign = ">" if field.kind == "age" else "<"
        raise FilterError(column, "say whether more or less than that", sign + write_value(value))
    return Exact(value)
