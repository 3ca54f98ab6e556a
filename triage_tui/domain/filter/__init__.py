"""The filter language: ``clause:cyber* sev:>=3 -lang:fr (age:>2d OR is:overdue) sort:due``."""

from triage_tui.domain.filter.complete import Completion, Known, complete
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
from triage_tui.domain.filter.write import print_query

__all__ = [
    "ALL",
    "And",
    "Between",
    "Compare",
    "Completion",
    "Exact",
    "Expr",
    "FilterError",
    "Known",
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
    "complete",
    "parse",
    "print_query",
]
