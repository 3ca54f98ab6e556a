"""Only the command line and the terminal room write, through few doors; everything else returns what it has to say."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from tests.rules.house import Breach, Source, called, judge, why

DOORS = {
    "triage_tui/cli/printing.py": "results: Safe lines for people, ASCII JSON for programs",
    "triage_tui/cli/main.py": "what went wrong, on stderr, each part through inline()",
    "triage_tui/cli/progress.py": "how far a long act is, on stderr",
    "triage_tui/cli/completion.py": "the shell's script, which click writes",
}
"""Modules that print, and what."""

TERMINAL = "triage_tui/ui/terminal"
CALLS = {"print", "echo", "secho", "Console", "print_json"}
STREAMS = {"stdout", "stderr", "__stdout__", "__stderr__"}


def output(source: Source) -> Iterator[Breach]:
    """Printing, and taking hold of the standard streams, outside the terminal room."""
    if source.under(TERMINAL):
        return
    ours = {node.name for node in source.nodes if isinstance(node, ast.FunctionDef)} | _checked(source)
    for node in source.nodes:
        if isinstance(node, ast.Call) and called(node) in CALLS - ours:
            yield Breach(source.path, node.lineno, "return it, or print it through cli/printing.py")
        elif isinstance(node, ast.Attribute) and node.attr in STREAMS:
            yield Breach(source.path, node.lineno, f"sys.{node.attr} belongs to the command line and the terminal")


def _checked(source: Source) -> set[str]:
    """Names from the printing module: their arguments are Safe, which mypy checks."""
    return {
        alias.name
        for node in source.nodes
        if isinstance(node, ast.ImportFrom) and node.module == "triage_tui.cli.printing"
        for alias in node.names
    }


def test_output_leaves_by_few_doors() -> None:
    judge(output, exceptions=DOORS)


def test_the_rule_can_fail() -> None:
    assert why(output, "print('hello')")
    assert why(output, "click.echo(case.title)", "triage_tui/cli/show.py")
    assert why(output, "from rich.console import Console\nConsole().print(case.title)", "triage_tui/cli/show.py")
    assert why(output, "sys.stdout.write('hello')")
    assert not why(
        output, "from triage_tui.cli.printing import echo, line\necho(line(case.title))", "triage_tui/cli/show.py"
    )
