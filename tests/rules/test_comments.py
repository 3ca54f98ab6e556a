"""Nothing is left for later, and no check is switched off in silence."""

from __future__ import annotations

import ast
import io
import re
import tokenize
from collections.abc import Iterator

from tests.rules.house import EVERYTHING, ROOT, Breach, Source, judge, why

PROMISE = re.compile(r"\b(TODO|FIXME|XXX|HACK)\b")

SWITCHED_OFF = re.compile(r"#\s*(noqa|type:\s*ignore|pragma:)(.*)")
REASON = re.compile(r"\S+\s+(-|#)\s+\S+ \S+")
"""A code, then why: `# noqa: S608 - the table name is a constant`."""


def promises(source: Source) -> Iterator[Breach]:
    """Comments and docstrings that promise, and code that is not there yet."""
    for token in tokenize.generate_tokens(io.StringIO(source.text).readline):
        if token.type == tokenize.COMMENT and PROMISE.search(token.string):
            yield Breach(source.path, token.start[0], "do it, or leave it out")
    for node in source.nodes:
        if isinstance(node, ast.Expr) and PROMISE.search(ast.unparse(node)):
            yield Breach(source.path, node.lineno, "do it, or leave it out")
        if isinstance(node, ast.Raise) and "NotImplementedError" in ast.unparse(node):
            yield Breach(source.path, node.lineno, "build it, or leave it out")


def silence(source: Source) -> Iterator[Breach]:
    """Checks switched off without saying which and why."""
    for number, line in enumerate(source.text.splitlines(), start=1):
        found = SWITCHED_OFF.search(line)
        if found and not REASON.search(found[2]):
            yield Breach(source.path, number, f"say which check and why after `# {found[1]}`")


def test_nothing_is_left_for_later() -> None:
    judge(promises, EVERYTHING)


def test_checks_are_switched_off_with_a_reason() -> None:
    judge(silence, ["triage_tui", "benchmarks", "tools"])


def test_documents_promise_nothing() -> None:
    pages = [*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md"), *(ROOT / "sample_cases").glob("*.md")]
    assert [page.name for page in pages if PROMISE.search(page.read_text(encoding="utf-8"))] == []


def test_the_rule_can_fail() -> None:
    assert why(promises, "x = 1  # TODO: more")
    assert why(promises, 'def f():\n    """FIXME one day."""')
    assert why(promises, "raise NotImplementedError")
    assert not why(promises, 'MARKS = ("TODO",)  # the mark of a card')
    assert why(silence, "f()  # noqa")
    assert why(silence, "f()  # type: ignore[arg-type]")
    assert not why(silence, "f()  # noqa: S608 - the name is a constant of ours")
    assert not why(silence, "f()  # type: ignore[arg-type]  # the stubs are behind the library")
