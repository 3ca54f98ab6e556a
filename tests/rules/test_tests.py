"""Tests are claims about the product: they never sleep, and never fake a part of ours."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from tests.rules.house import Breach, Source, called, imported, judge, why

FAKES = ("unittest.mock", "mock", "pytest_mock")

SLOW_ON_PURPOSE = {
    "tests/terminal/decider.py": "a screen that is busy for a while, so that keys pile up before it",
}
"""Programs of the tests that play somebody slow."""


def idle(source: Source) -> Iterator[Breach]:
    """Sleeping instead of waiting for something."""
    for node in source.nodes:
        if isinstance(node, ast.Call) and called(node) == "sleep" and not _zero(node):
            yield Breach(source.path, node.lineno, "wait for what should happen, not for a while")


def _zero(node: ast.Call) -> bool:
    return bool(node.args) and isinstance(node.args[0], ast.Constant) and node.args[0].value == 0


def fakes(source: Source) -> Iterator[Breach]:
    """Mock objects: they agree with whatever the test believes."""
    for node in source.nodes:
        if any(name == fake or name.startswith(f"{fake}.") for name in imported(node) for fake in FAKES):
            yield Breach(
                source.path, getattr(node, "lineno", 1), "use the real part, or a small one that keeps its promises"
            )


def test_tests_do_not_sleep() -> None:
    judge(idle, ["tests"], SLOW_ON_PURPOSE)


def test_tests_use_the_real_parts() -> None:
    judge(fakes, ["tests"])


def test_the_rules_can_fail() -> None:
    assert why(idle, "time.sleep(0.1)")
    assert not why(idle, "await asyncio.sleep(0)")
    assert why(fakes, "from unittest.mock import patch")
    assert why(fakes, "import unittest.mock")
