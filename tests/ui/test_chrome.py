"""Claims: the key bar names whole commands only, greys what cannot be done, and always says where help is."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from tests.ui.texts import TEXTS
from tests.ui.views import looked_at, situation, words_of
from triage_tui.desk.desk import Desk
from triage_tui.settings.keymap import keymap
from triage_tui.ui.commands import COMMANDS
from triage_tui.ui.present.chrome import Desktop, key_bar, key_name, status_bar, title
from triage_tui.ui.present.line import Run, width
from triage_tui.ui.present.text import inline
from triage_tui.ui.situation import Situation

CONTEXTS = ("queue", "case")
BAR = {name: [one for one in COMMANDS if one.bar and one.context in (name, "everywhere")] for name in CONTEXTS}


@pytest.mark.parametrize("context", CONTEXTS)
@given(cells=st.integers(20, 260))
def test_commands_stand_in_the_bar_whole_or_not_at_all(context: str, cells: int) -> None:
    line = key_bar(Situation(), context, Desktop(), cells)
    assert width(line) == cells
    text = words_of(line)
    assert text.endswith("? help ")
    entries = {f" {key_name(one.keys[0])} {one.title}" for one in BAR[context]}
    left = text.removesuffix("? help ").rstrip()
    for entry in sorted(entries, key=len, reverse=True):
        left = left.replace(entry, "", 1)
    assert left.strip() == ""


def test_the_wider_the_bar_the_more_it_names_and_the_decisions_come_first(reading: Desk) -> None:
    now = situation(looked_at(reading, "sample-04-kill-the-process"))
    named = [len(re.findall(r" \S+ [A-Z]", words_of(key_bar(now, "case", Desktop(), n)))) for n in range(20, 260)]
    assert named == sorted(named)
    narrow = words_of(key_bar(now, "case", Desktop(), 80))
    assert all(f" {n} " in narrow for n in range(1, 7))


def test_what_cannot_be_done_is_grey(reading: Desk) -> None:
    now = situation(looked_at(reading, "sample-04-kill-the-process"))
    free = {run.text.strip(): run.role for run in key_bar(now, "case", Desktop(), 200)}
    shut = {run.text.strip(): run.role for run in key_bar(replace(now, read_only="no"), "case", Desktop(), 200)}
    assert (free["Uphold"], shut["Uphold"]) == ("key-label", "muted")
    assert shut["Search"] == "key-label"


def test_the_bar_shows_the_reviewers_own_keys() -> None:
    keys = keymap(COMMANDS, {"queue.tag": "T", "queue.skip": "X"})
    assert " X Skip" in words_of(key_bar(Situation(), "queue", Desktop(keys=keys), 200))


@given(
    words=TEXTS,
    status=TEXTS,
    cells=st.integers(20, 200),
    counts=st.tuples(st.integers(0, 10**6), st.integers(0, 10**6)),
)
def test_title_and_status_are_one_row_each_whatever_they_say(
    words: str, status: str, cells: int, counts: tuple[int, int]
) -> None:
    desktop = Desktop((inline(words),), *counts, read_only=True)
    assert width(title(desktop, cells)) == cells
    assert width(status_bar((Run(inline(status), "ok"),), cells)) == cells


def test_keys_are_named_as_they_are_written_on_them() -> None:
    named = {"minus": "-", "ctrl+d": "C-d", "g q": "gq", "space": "Spc", "slash": "/", "G": "G", "pagedown": "PgDn"}
    assert {key: key_name(key) for key in named} == named
