"""Claims: the shipped keys are sound, a reviewer's own take their place, unsound ones are refused with the reason."""

from __future__ import annotations

import string

import pytest
from textual.keys import _character_to_key

from triage_tui.settings.keymap import BadKeymap, keymap
from triage_tui.settings.keynames import canonical, shown
from triage_tui.ui.commands import COMMANDS


def test_the_shipped_keys_are_sound() -> None:
    keys = keymap(COMMANDS, {})
    assert set(keys) == {command.id for command in COMMANDS}
    assert keys["help"] == ("question_mark",)


def test_own_keys_take_the_place_of_the_commands() -> None:
    keys = keymap(COMMANDS, {"undo": ["shift+y", "ctrl+t"], "redo": []})
    assert keys["undo"] == ("Y", "ctrl+t")
    assert keys["redo"] == ()


@pytest.mark.parametrize(
    ("own", "reason"),
    [
        ({"case.uphodl": "9"}, "there is no command 'case.uphodl'; did you mean 'case.uphold'?"),
        ({"case.fold": "h"}, "h is both case.fold and case.hidden"),
        ({"undo": "z"}, "z is both case.fold and undo"),
        ({"case.fold": "y"}, "y is case.fold, so y y (copy.id) could never be pressed"),
        ({"case.fold": "z q", "case.fold_all": "z"}, "z is case.fold_all, so z q (case.fold) could never be pressed"),
        ({"case.fold": "1"}, "1 decides a case and cannot be case.fold"),
        ({"case.fold": "ctrl+s"}, "ctrl+s is reserved: terminals take it for flow control"),
        ({"case.fold": "alt+x"}, "alt+x is reserved"),
        ({"case.fold": "F5"}, "f5 is reserved"),
        ({"case.fold": "shift+1"}, "write the character that it types"),
        ({"case.fold": "hyper"}, "there is no key 'hyper'"),
        ({"case.fold": "ctrl+shift+a"}, "there is no key 'ctrl+shift+a'"),
        ({"case.fold": " "}, "no key is named"),
        ({"case.fold": "a b c"}, "at most one prefix and one key"),
    ],
)
def test_unsound_keys_are_refused_with_the_reason(own: dict[str, str], reason: str) -> None:
    with pytest.raises(BadKeymap) as caught:
        keymap(COMMANDS, own)
    assert any(reason in problem for problem in caught.value.problems), caught.value.problems


def test_the_same_key_may_mean_two_things_on_two_screens() -> None:
    keys = keymap(COMMANDS, {})
    assert keys["queue.down"] == keys["case.down"]


@pytest.mark.parametrize("char", string.printable.strip())
def test_characters_are_spelt_as_textual_spells_them(char: str) -> None:
    assert canonical(char) == _character_to_key(char)
    assert shown(canonical(char)) == char


@pytest.mark.parametrize(
    ("words", "key"),
    [
        ("shift+z", "Z"), ("Shift+Tab", "shift+tab"), ("ESC", "escape"), ("PgDn", "pagedown"), ("g g", "g g"),
        ("' 1", "apostrophe 1"), ("minus", "minus"), ("ctrl+Left", "ctrl+left"), ("ä", "ä"),
    ],
)  # fmt: skip
def test_one_key_has_one_spelling(words: str, key: str) -> None:
    assert canonical(words) == key
