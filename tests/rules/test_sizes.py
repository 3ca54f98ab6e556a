"""Small rooms: a file fits in a head, a function on a screen."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from tests.rules.house import EVERYTHING, Breach, Source, judge, why

FILE_LINES = 300
FUNCTION_LINES = 40
SMALLER = {"triage_tui/ui/app.py": 150}
"""Files with less room than others: the app only joins what other modules do."""

LARGE_FILES: dict[str, str] = {}
LARGE_FUNCTIONS = {
    "tests/terminal/decider.py::main": "holds an app: Textual may be imported only after the terminal was measured",
}


def files(source: Source) -> Iterator[Breach]:
    lines, most = source.text.count("\n"), SMALLER.get(source.path, FILE_LINES)
    if lines >= most:
        yield Breach(source.path, lines, f"{lines} lines; a file here stays below {most}")


def functions(source: Source) -> Iterator[Breach]:
    for node in source.nodes:
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            lines = (node.end_lineno or node.lineno) - node.lineno + 1
            if lines >= FUNCTION_LINES:
                where = f"{source.path}::{node.name}"
                yield Breach(where, node.lineno, f"{lines} lines; a function stays below {FUNCTION_LINES}")


def test_files_are_small() -> None:
    judge(files, EVERYTHING, LARGE_FILES)


def test_functions_are_small() -> None:
    judge(functions, EVERYTHING, LARGE_FUNCTIONS)


def test_the_rules_can_fail() -> None:
    assert why(files, "x = 1\n" * 300)
    assert why(files, "x = 1\n" * 150, "triage_tui/ui/app.py")
    assert not why(files, "x = 1\n" * 299)
    assert why(functions, "async def f():\n" + "    x = 1\n" * 39)
    assert not why(functions, "def f():\n" + "    x = 1\n" * 38)
