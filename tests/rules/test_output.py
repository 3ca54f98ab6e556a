"""Only the command line and the terminal room write, through few doors; everything else returns what it has to say."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from tests.rules.house import Breach, Source, called, judge, why

DOORS = {
    "triage_tui/cli/printing.py": "results: Safe lines for people, ASCII JSON for programs",
    "triage_tui/cli/show.py": "one case: Safe lines to the pager; its raw bytes, refused on a terminal",
    "triage_tui/cli/outgoing.py": "the bytes of an export",
    "triage_tui/cli/progress.py": "how far a long act is, on stderr",
    "triage_tui/cli/completion.py": "the shell's script, which click writes",
}
"""Modules that print more than our own words and Safe text, and what."""

PRINTING = {"print", "echo", "secho", "echo_via_pager", "Console"}
SAFE = {"ours", "inline", "line", "block", "cut", "len"}
"""Calls whose answer may be printed."""

STREAMS = {"stdout", "stderr", "__stdout__", "__stderr__"}


def output(source: Source) -> Iterator[Breach]:
    """Printing outside the command line, or printing what may be untrusted."""
    if source.under("triage_tui/ui/terminal"):
        return
    in_cli = source.under("triage_tui/cli", "triage_tui/__main__.py")
    checked = _checked(source)
    for node in source.nodes:
        if isinstance(node, ast.Call) and called(node) in PRINTING - checked:
            if not in_cli or not node.args or not all(map(_safe, node.args)):
                yield Breach(source.path, node.lineno, "return it, or print it through cli/printing.py")
        elif isinstance(node, ast.Attribute):
            raw = node.attr in {"buffer", "write"} and getattr(node.value, "attr", "") in STREAMS
            if raw or (node.attr in STREAMS and not in_cli):
                yield Breach(source.path, node.lineno, f"{ast.unparse(node)} belongs to a few named modules")


def _safe(words: ast.expr) -> bool:
    """Whether what is printed is, to the eye, ours: literals, constants, and what the door answers."""
    if isinstance(words, ast.JoinedStr):
        return all(_safe(part.value) for part in words.values if isinstance(part, ast.FormattedValue))
    named = isinstance(words, ast.Name) and words.id.isupper()
    return named or isinstance(words, ast.Constant) or called(words) in SAFE


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
    def says(code: str) -> list[str]:
        return why(output, code, "triage_tui/cli/list.py")

    assert why(output, "print('hello')")
    assert why(output, "x = sys.stdout.encoding")
    assert says("click.echo(case.title)")
    assert says("click.echo(f'{PROGRAM}: {case.title}')")
    assert says("from rich.console import Console\nConsole().print(case.title)")
    assert says("sys.stdout.write(case.title)")
    assert says("sys.stdout.buffer.write(case.raw)")
    assert not says("click.echo(f'{PROGRAM}: {inline(case.title)}')\nsys.stdout.flush()")
    assert not says("from triage_tui.cli.printing import echo, line\necho(line(case.title))")
