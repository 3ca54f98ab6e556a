"""Claims: every sign that the program draws has a plain one, the same wherever only ASCII is drawn."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

import triage_tui.ui
from tests.ui.seat import THEMES
from triage_tui.ui.paint import Palette
from triage_tui.ui.present.line import Run
from triage_tui.ui.present.text import Safe
from triage_tui.ui.terminal.frame import Frame


def drawn_signs() -> list[str]:
    """What is not ASCII in the words that the program gives out as its own."""
    found = set[str]()
    for path in Path(triage_tui.ui.__path__[0]).rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "ours":
                found |= {sign for sign in ast.unparse(node.args[0]) if not sign.isascii()}
    return sorted(found)


@pytest.mark.parametrize("sign", drawn_signs(), ids=ascii)
def test_a_sign_is_drawn_as_the_same_plain_one_by_choice_and_by_need(sign: str) -> None:
    ((by_choice, _),) = Palette(THEMES["mono"].styles, ascii_only=True).words((Run(Safe(sign), "text"),))
    assert by_choice.isascii()
    assert len(by_choice) == 1
    frame = Frame(None, ascii_only=True)
    frame.begin(1, 1)
    frame.put(0, 0, [(sign, None)], 1)
    assert by_choice in frame.draw()
