"""Every failure has a type: nothing swallows the unexpected, but the two places where the program ends."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from tests.rules.house import Breach, Source, called, judge, why

BROAD = {"Exception", "BaseException"}

BOUNDARIES = {
    "triage_tui/__main__.py": "the end of the program: a crash report without case text, and status 1",
    "triage_tui/sources/keyrings.py": "a desktop's keyring: backends raise what D-Bus and system libraries raise",
}
"""Where anything at all may arrive, and leaves as one line and an exit status."""


def broad(source: Source) -> Iterator[Breach]:
    """Handlers that catch everything, and errors that say nothing."""
    for node in source.nodes:
        if isinstance(node, ast.ExceptHandler) and _catches_all(node) and not _passes_on(node):
            yield Breach(source.path, node.lineno, "catch the errors that can happen here, by name")
        elif isinstance(node, ast.Call) and called(node) == "suppress" and BROAD & set().union(*map(_names, node.args)):
            yield Breach(source.path, node.lineno, "suppress the errors that can happen here, by name")
        elif isinstance(node, ast.Raise) and node.exc is not None and BROAD & _names(node.exc):
            yield Breach(source.path, node.lineno, "raise an error with a type of its own (triage_tui/errors.py)")


def _catches_all(node: ast.ExceptHandler) -> bool:
    return node.type is None or bool(_names(node.type) & BROAD)


def _passes_on(node: ast.ExceptHandler) -> bool:
    """Whether the handler only cleans up: it ends by raising what it caught."""
    last = node.body[-1]
    return isinstance(last, ast.Raise) and last.exc is None


def _names(node: ast.expr) -> set[str]:
    if isinstance(node, ast.Call):
        node = node.func
    parts = node.elts if isinstance(node, ast.Tuple) else [node]
    return {part.id for part in parts if isinstance(part, ast.Name)}


def test_errors_are_caught_by_name() -> None:
    judge(broad, exceptions=BOUNDARIES)


def test_the_rule_can_fail() -> None:
    assert why(broad, "try: f()\nexcept: g()")
    assert why(broad, "try: f()\nexcept (OSError, Exception): g()")
    assert not why(broad, "try: f()\nexcept BaseException:\n    undo()\n    raise")
    assert why(broad, "with suppress(BaseException): f()")
    assert why(broad, "raise Exception('no')")
    assert not why(broad, "try: f()\nexcept (OSError, ValueError) as error: raise Refused('no') from error")
