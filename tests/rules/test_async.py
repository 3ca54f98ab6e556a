"""Waiting is for those who talk to a network or a person; everything else is plain code without an async twin."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from tests.rules.house import Breach, Source, judge, why

MAY_WAIT = ("triage_tui/ui", "triage_tui/sources", "triage_tui/sync", "triage_tui/server")

ASYNC = ast.AsyncFunctionDef | ast.AsyncFor | ast.AsyncWith | ast.Await


def waiting(source: Source) -> Iterator[Breach]:
    """Async code in a plain room."""
    for node in source.nodes:
        if isinstance(node, ASYNC) and not source.under(*MAY_WAIT):
            yield Breach(source.path, node.lineno, "this room is plain synchronous code")


def test_plain_rooms_never_wait() -> None:
    judge(waiting)


def test_the_rule_can_fail() -> None:
    assert why(waiting, "async def decide(): ...")
    assert not why(waiting, "async def pull(): await link()", "triage_tui/sync/pull.py")
