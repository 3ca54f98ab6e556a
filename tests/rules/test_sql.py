"""SQL that every Python we support takes: `?1` with a sequence warns from 3.12 and is refused from 3.14."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

from tests.rules.house import Breach, Source, judge, why

NUMBERED = re.compile(r"\?[0-9]")


def placeholders(source: Source) -> Iterator[Breach]:
    """Numbered placeholders in the statements of the storage room."""
    for node in source.nodes:
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and NUMBERED.search(node.value):
            yield Breach(source.path, node.lineno, "bind with ? in order, or with :name and a dict")


def test_placeholders_have_no_numbers() -> None:
    judge(placeholders, ["triage_tui/storage", "tests/storage"])


def test_the_rule_can_fail() -> None:
    assert why(placeholders, 'db.execute("SELECT ?1, ?1", (1,))')
    assert why(placeholders, 'db.execute(f"SELECT {column} WHERE n = ?1", (1,))')
    assert not why(placeholders, 'db.execute("SELECT ?, :name")')
