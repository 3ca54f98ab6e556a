"""One word per thing, and no word that could mean anything."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import PurePosixPath

from tests.rules.house import EVERYTHING, Breach, Source, judge, why

EMPTY = re.compile(r"(manager|helper|util|utility|info|item|process|misc)(s|es)?")
WORD = re.compile(r"[A-Z]?[a-z]+|[A-Z]+(?![a-z])")

NAMED_BY_OTHERS = {
    "triage_tui/server/store/tables.py::process_bind_param": "SQLAlchemy calls this method of a column's type",
    "tests/ptyrun.py::write_process_input": "pyte calls this method of a screen with what the terminal answers",
}
"""Names a library looks up, so that we cannot choose them."""


def words(source: Source) -> Iterator[Breach]:
    """Empty words in the names of modules, classes and functions; a test's name is a sentence and may hold any."""
    stem = PurePosixPath(source.path).stem
    if stem == "data" or _empty(stem):
        yield Breach(source.path, 1, f"a module called {stem} could hold anything")
    for node in source.nodes:
        named = isinstance(node, ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef)
        if named and not node.name.startswith("test_") and _empty(node.name):
            yield Breach(f"{source.path}::{node.name}", node.lineno, f"say what {node.name} is or does")


def _empty(name: str) -> bool:
    return any(EMPTY.fullmatch(word.lower()) for word in WORD.findall(name))


def test_names_say_something() -> None:
    judge(words, EVERYTHING, NAMED_BY_OTHERS)


def test_the_rule_can_fail() -> None:
    assert why(words, "class CaseManager: ...")
    assert why(words, "def process_case(): ...")
    assert why(words, "async def get_items(): ...")
    assert why(words, "def HTTPUtil(): ...")
    assert why(words, "", "triage_tui/storage/helpers.py")
    assert why(words, "", "triage_tui/data.py")
    assert not why(words, "def information(): ...\nclass Itemised: ...\nprocess = 1", "triage_tui/desk/processor.py")
