"""Only the command line and the terminal room write: everything else returns what it has to say."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from tests.rules.house import Breach, Source, called, judge, why

WRITERS = ("triage_tui/cli", "triage_tui/ui/terminal", "triage_tui/__main__.py")
ASKED_FOR = {
    "triage_tui/export/target.py": "the bytes of an export, where standard output is its target",
}
"""Modules elsewhere that write, and what."""

STREAMS = {"stdout", "stderr", "__stdout__", "__stderr__"}


def output(source: Source) -> Iterator[Breach]:
    """Writing to the standard streams outside the rooms that may."""
    if source.under(*WRITERS):
        return
    for node in source.nodes:
        if isinstance(node, ast.Call) and called(node) in {"print", "echo", "secho"}:
            yield Breach(source.path, node.lineno, "return it; the command line prints")
        elif isinstance(node, ast.Attribute) and node.attr in STREAMS:
            yield Breach(source.path, node.lineno, f"sys.{node.attr} belongs to the command line and the terminal")


def test_only_two_rooms_write() -> None:
    judge(output, exceptions=ASKED_FOR)


def test_the_rule_can_fail() -> None:
    assert why(output, "print('hello')")
    assert why(output, "click.echo('hello')")
    assert why(output, "sys.stdout.write('hello')")
    assert not why(output, "print('hello')", "triage_tui/cli/show.py")
