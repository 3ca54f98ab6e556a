"""What every rule works on: the Python files of the house, parsed, and one way to judge them."""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import NamedTuple

import pytest

ROOT = Path(__file__).resolve().parents[2]
PACKAGE = ("triage_tui",)
EVERYTHING = ("triage_tui", "tests", "benchmarks", "tools")


@dataclass(frozen=True)
class Source:
    """One Python file."""

    path: str
    """Relative to the repository, with forward slashes."""
    text: str

    @cached_property
    def tree(self) -> ast.Module:
        """The file as Python reads it."""
        return ast.parse(self.text)

    @cached_property
    def nodes(self) -> tuple[ast.AST, ...]:
        """Every node of the tree, in no order that matters."""
        return tuple(ast.walk(self.tree))

    def under(self, *places: str) -> bool:
        """Whether the file is one of these files, or lies in one of these folders."""
        return any(self.path == place or self.path.startswith(f"{place}/") for place in places)


class Breach(NamedTuple):
    """One place where a rule is not kept."""

    where: str
    """A file, or `file::name`: what a table of exceptions calls it."""
    line: int
    why: str


Rule = Callable[[Source], Iterable[Breach]]


def sources(folders: Iterable[str]) -> Iterator[Source]:
    """The Python files of these top-level folders."""
    for folder in folders:
        paths = sorted((ROOT / folder).rglob("*.py"))
        assert paths, f"there is nothing to judge in {folder}"
        for path in paths:
            yield Source(path.relative_to(ROOT).as_posix(), path.read_text(encoding="utf-8"))


def judge(rule: Rule, folders: Iterable[str] = PACKAGE, exceptions: Mapping[str, str] | None = None) -> None:
    """Fail on every breach without an exception, and on every exception that nothing needs any more."""
    exceptions = exceptions or {}
    breaches = [breach for source in sources(folders) for breach in rule(source)]
    left = [f"{b.where}:{b.line}: {b.why}" for b in breaches if b.where not in exceptions]
    stale = [f"{where}: this exception is not needed" for where in exceptions.keys() - {b.where for b in breaches}]
    if left + stale:
        pytest.fail("\n".join(left + stale), pytrace=False)


def why(rule: Rule, text: str, path: str = "triage_tui/desk/snippet.py") -> list[str]:
    """What a rule says of a snippet; how the rules prove that they can fail."""
    return [breach.why for breach in rule(Source(path, text))]


def called(node: ast.AST) -> str:
    """The last name of what is called: `Static` for `widgets.Static(...)`; empty when it has none."""
    if not isinstance(node, ast.Call):
        return ""
    if isinstance(node.func, ast.Attribute):
        return node.func.attr
    return node.func.id if isinstance(node.func, ast.Name) else ""


def imported(node: ast.AST) -> list[str]:
    """Dotted names an import statement brings in: `from a import b` gives `a.b`."""
    if isinstance(node, ast.Import):
        return [alias.name for alias in node.names]
    if isinstance(node, ast.ImportFrom):
        return [f"{node.module}.{alias.name}" for alias in node.names]
    return []
