"""The filter language: ``clause:cyber* sev:>=3 -lang:fr (age:>2d OR is:overdue) sort:due``."""

from triage_tui.domain.filter.parse import parse
from triage_tui.domain.filter.tree import (
    ALL,
    And,
    Between,
    Compare,
    Exact,
    Expr,
    FilterError,
    Not,
    Or,
    Order,
    Prefix,
    Query,
    Sort,
    Term,
    Test,
    Value,
    Words,
)

__all__ = [
    "ALL",
    "And",
    "Between",
    "Compare",
    "Exact",
    "Expr",
    "FilterError",
    "Not",
    "Or",
    "Order",
    "Prefix",
    "Query",
    "Sort",
    "Term",
    "Test",
    "Value",
    "Words",
    "parse",
]
