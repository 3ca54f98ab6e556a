"""No second door: nothing of ours is ever read as markup, and nothing opens a browser.

Textual reads a plain string as markup: `[/x]` in a message would end the program, `[@click=...]` would become live.
So a widget is given drawn content, or words from the code that hold no bracket.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator

from tests.rules.house import Breach, Source, called, imported, judge, why

BANNED_NAMES = {"from_markup", "webbrowser", "Markdown", "MarkdownViewer", "open_url"}
BANNED_IMPORTS = ("rich.markup", "textual.markup", "webbrowser")

METHODS = {"notify", "add_option", "add_options", "add_row", "add_rows", "add_column", "add_columns", "add_leaf"}
"""Methods of Textual that read a string as markup; so does every widget it is given to."""

VERBATIM = {"Input", "TextArea"}
"""Widgets that show a string as it is."""

ATTRIBUTES = {"border_title", "border_subtitle", "tooltip", "sub_title"}
"""Assignments that Textual reads as markup."""

NOT_SHOWN = {"id", "classes", "name", "key", "severity", "variant"}
"""Arguments that never reach the screen."""

FROM_STRINGS = {"str", "repr", "format", "join", "ours", "inline", "cut", "strip", "replace", "upper", "title"}
"""Calls that answer a string."""


def markup(source: Source) -> Iterator[Breach]:
    """Anything that turns a string into markup on purpose."""
    for node in source.nodes:
        names = [node.attr] if isinstance(node, ast.Attribute) else [node.id] if isinstance(node, ast.Name) else []
        names += [part for name in imported(node) for part in name.split(".")]
        if BANNED_NAMES & set(names) or any(name.startswith(BANNED_IMPORTS) for name in imported(node)):
            yield Breach(source.path, _line(node), "nothing untrusted becomes markup, a link or a page")
        if isinstance(node, ast.keyword) and node.arg == "markup" and not _is(node.value, False):
            yield Breach(source.path, node.value.lineno, "markup=False, or leave it out")


def strings(source: Source) -> Iterator[Breach]:
    """Strings given to what would read them as markup."""
    names = [name for node in source.nodes for name in imported(node)]
    readers = METHODS | {name.split(".")[-1] for name in names if name.startswith("textual.widgets.")} - VERBATIM
    for scope in source.nodes:
        if isinstance(scope, ast.FunctionDef | ast.AsyncFunctionDef):
            known = _known(scope)
            for value in [value for node in ast.walk(scope) for value in _read(node, readers)]:
                if _string(value, known):
                    where = f"{source.path}::{scope.name}"
                    yield Breach(where, value.lineno, f"{ast.unparse(value)} would be read as markup: draw it")


def _read(node: ast.AST, readers: set[str]) -> list[ast.expr]:
    """The expressions of this node that Textual reads as markup."""
    if isinstance(node, ast.Assign) and ATTRIBUTES & {getattr(target, "attr", "") for target in node.targets}:
        return [node.value]
    if not isinstance(node, ast.Call) or called(node) not in readers:
        return []
    if any(keyword.arg == "markup" and _is(keyword.value, False) for keyword in node.keywords):
        return []
    return [*node.args, *(keyword.value for keyword in node.keywords if keyword.arg not in NOT_SHOWN)]


def _known(scope: ast.FunctionDef | ast.AsyncFunctionDef) -> dict[str, ast.expr]:
    """What a name of this function stands for: what was assigned to it, or `str()` for an argument annotated so."""
    known: dict[str, ast.expr] = {}
    for argument in [*scope.args.posonlyargs, *scope.args.args, *scope.args.kwonlyargs]:
        if argument.annotation and {"str", "Safe"} & {getattr(n, "id", "") for n in ast.walk(argument.annotation)}:
            known[argument.arg] = ast.Call(ast.Name("str"), [], [])
    for node in ast.walk(scope):
        if isinstance(node, ast.Assign) and len(node.targets) == 1 and isinstance(node.targets[0], ast.Name):
            known[node.targets[0].id] = node.value
    return known


def _string(value: ast.expr, known: dict[str, ast.expr]) -> bool:
    """Whether an expression is a string that may hold a bracket, as far as its function shows."""
    match value:
        case ast.Constant(value=str(words)):
            return "[" in words
        case ast.JoinedStr() | ast.Attribute():
            return True
        case ast.BinOp(left=left, op=ast.Add() | ast.Mod(), right=right):
            return _string(left, known) or _string(right, known)
        case ast.BoolOp(values=values):
            return any(_string(one, known) for one in values)
        case ast.IfExp(body=body, orelse=orelse):
            return _string(body, known) or _string(orelse, known)
        case ast.Starred(value=inner):
            return _string(inner, known)
        case ast.Call():
            return called(value) in FROM_STRINGS
        case ast.Name(id=name):
            return name in known and _string(known[name], {k: v for k, v in known.items() if k != name})
    return False


def _is(node: ast.expr, value: object) -> bool:
    return isinstance(node, ast.Constant) and node.value is value


def _line(node: ast.AST) -> int:
    return int(getattr(node, "lineno", 1))


def test_nothing_becomes_markup() -> None:
    judge(markup)


def test_widgets_are_given_drawn_content() -> None:
    judge(strings)


def test_the_ban_can_fail() -> None:
    assert why(markup, "from rich.markup import escape")
    assert why(markup, "from textual import markup\nmarkup.escape(title)\nContent.from_markup(title)")
    assert why(markup, "import webbrowser")
    assert why(markup, "from textual.widgets import Markdown")
    assert why(markup, "Static(title, markup=True)")
    assert not why(markup, "import html\nhtml.escape(title)\nStatic(title, markup=False)")


def test_the_rule_on_strings_can_fail() -> None:
    def says(body: str, arguments: str = "self, case: Case") -> list[str]:
        imports = "from textual.widgets import Button, Input, Label, Static\n"
        return why(strings, f"{imports}def f({arguments}):\n    {body}", "triage_tui/ui/screens/desk.py")

    assert says("Static(case.title)")
    assert says("Label('by [b]')")
    assert says("self.notify(f'{case.id}')")
    assert says("self.notify(inline(case.id))")
    assert says("self.notify(message='by ' + case.id)")
    assert says("table.add_row(draw(case), case.id)")
    assert says("self.border_title = case.id if case else 'none'")
    assert says("words = str(case)\n    Button(words)")
    assert says("Static(words)", "words: str | None")
    assert says("Static(words)", "words: Safe")
    assert not says("Static(words)", "words: Content")
    assert not says("Input(case.id)")
    assert not says("Selection(case.id)")
    assert not says("words = draw(case)\n    Static(words, id=case.id)")
    assert not says("Static('Loading')\n    self.notify(inline(case.id), markup=False)")
