"""Pages that the program can write itself are what it would write now (`make docs`)."""

from __future__ import annotations

import pytest

from tests.rules.house import ROOT
from tools.make_docs import PAGES
from triage_tui.cli.verbs import VERBS
from triage_tui.ui.commands import COMMANDS


@pytest.mark.parametrize("name", PAGES)
def test_a_written_page_is_in_step(name: str) -> None:
    assert (ROOT / "docs" / name).read_text(encoding="utf-8") == PAGES[name]()


def test_every_verb_and_every_act_is_documented() -> None:
    cli, keys = PAGES["cli.md"](), PAGES["keys.md"]()
    assert [verb for verb in VERBS if f"triage-tui {verb}" not in cli] == []
    assert [command.id for command in COMMANDS if f"`{command.id}`" not in keys] == []
