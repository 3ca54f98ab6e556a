"""One door for untrusted text: only the door makes `Safe`, and only drawing modules make what a terminal draws."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from tests.rules.house import Breach, Source, called, imported, judge, why

DOOR = "triage_tui/ui/present/text.py"

DRAWING = {
    "triage_tui/ui/widgets/board.py": "the palette's segments, as Textual wants them",
    "triage_tui/ui/terminal/app.py": "the one sentence after a crash",
}
"""Modules that may build what is drawn out of `Safe` text, and what they draw."""

FROM_TEXT = {"assemble", "from_text", "from_ansi", "from_rich_text", "from_markup", "styled"}
"""Class methods that build like a call of the class itself."""

DRAWN = {"Segment", "Strip", "Content", "Text"}
LIBRARY = ("rich.", "textual.")


def safe(source: Source) -> Iterator[Breach]:
    """`Safe` made outside the door, by call, cast or lie."""
    if source.path == DOOR:
        return
    for node in source.nodes:
        if called(node) == "Safe" or (isinstance(node, ast.Call) and called(node) == "cast" and _says_safe(node)):
            yield Breach(source.path, node.lineno, "text becomes Safe in ui/present/text.py only")


def _says_safe(node: ast.Call) -> bool:
    return bool(node.args) and "Safe" in ast.unparse(node.args[0])


def templates(source: Source) -> Iterator[Breach]:
    """`ours` with words that are not in the source code."""
    for node in source.nodes:
        if isinstance(node, ast.Call) and called(node) == "ours" and source.path != DOOR:
            first = node.args[0] if node.args else None
            if not (isinstance(first, ast.Constant) and isinstance(first.value, str)):
                yield Breach(
                    source.path, node.lineno, "the first argument of ours() is a literal; the rest are its parts"
                )


def drawing(source: Source) -> Iterator[Breach]:
    """What is drawn, built anywhere: a class of Rich or Textual, or one of its class methods."""
    drawn = {name.split(".")[-1] for node in source.nodes for name in imported(node) if name.startswith(LIBRARY)}
    for node in source.nodes:
        if isinstance(node, ast.Call):
            method = isinstance(node.func, ast.Attribute) and node.func.attr in FROM_TEXT
            owner = node.func.value if isinstance(node.func, ast.Attribute) and method else node.func
            if isinstance(owner, ast.Name) and owner.id in DRAWN & drawn:
                yield Breach(source.path, node.lineno, f"{owner.id} is built by the drawing modules, from Safe text")


def test_only_the_door_makes_text_safe() -> None:
    judge(safe)


def test_our_own_words_are_in_the_code() -> None:
    judge(templates)


def test_only_drawing_modules_draw() -> None:
    judge(drawing, exceptions=DRAWING)


def test_the_rules_can_fail() -> None:
    assert why(safe, "name = Safe(case.title)")
    assert why(safe, "name = cast(Safe, case.title)")
    assert why(safe, "name = cast('text.Safe', case.title)")
    assert why(templates, "ours(case.title)")
    assert why(templates, "ours(f'{case.title}')")
    assert why(templates, "text.ours('by ' + name)")
    assert not why(templates, "ours('by {}', inline(name))")
    assert why(drawing, "from textual.content import Content\nContent(case.title)")
    assert why(drawing, "from rich.text import Text\nText.assemble(case.title)")
    assert not why(drawing, "from textual.strip import Strip\nStrip.join(lines)")
    assert not why(drawing, "from triage_tui.domain.conversation import Text\nText('hello')")
