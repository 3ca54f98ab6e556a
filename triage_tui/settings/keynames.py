"""Keys by name: one spelling for each, as Textual wants it, and the ones no command may have."""

from __future__ import annotations

import re
import string
import unicodedata

_CHARACTERS = {"hyphen_minus": "minus", "plus_sign": "plus", "low_line": "underscore", "commercial_at": "at"}
_CHARACTERS |= {"solidus": "slash", "reverse_solidus": "backslash"}
_ALIASES = {"esc": "escape", "return": "enter", "del": "delete", "pgup": "pageup", "pgdn": "pagedown"}
_MOVING = frozenset(("up", "down", "left", "right", "home", "end", "pageup", "pagedown"))
_NAMED = _MOVING | {"escape", "enter", "tab", "space", "backspace", "delete", "insert", "f1"}

_RESERVED = {
    "ctrl+a": "GNU screen takes it",
    "ctrl+b": "tmux takes it",
    "ctrl+c": "it copies, and stops what is running",
    "ctrl+h": "terminals send it for backspace",
    "ctrl+i": "terminals send it for tab",
    "ctrl+m": "terminals send it for enter",
    "ctrl+q": "terminals take it for flow control",
    "ctrl+s": "terminals take it for flow control",
}


class BadKey(ValueError):
    """Why a key cannot be used."""


def _character(char: str) -> str:
    """Textual's name of a single character."""
    if char.isalnum():
        return char
    name = unicodedata.name(char, char).lower().replace("-", "_").replace(" ", "_")
    return _CHARACTERS.get(name, name)


_SHOWN = {_character(char): char for char in string.punctuation}


def canonical(words: str) -> str:
    """A key, or a prefix and a key with a blank between, in Textual's spelling; raises `BadKey` with the reason."""
    strokes = [_stroke(word) for word in words.split()]
    if not strokes:
        raise BadKey("no key is named (the space bar is written space)")
    if len(strokes) > 2:
        raise BadKey("at most one prefix and one key go together")
    return " ".join(strokes)


def shown(key: str) -> str:
    """A canonical key as a person reads it: ``question_mark`` is ``?``, ``ctrl+d`` is ``C-d``."""
    return " ".join(re.sub("^ctrl\\+", "C-", _SHOWN.get(stroke, stroke)) for stroke in key.split())


def _stroke(word: str) -> str:
    if len(word) == 1:
        return _character(word)
    *modifiers, name = word.lower().split("+")
    name = _ALIASES.get(name, name)
    key = "+".join((*modifiers, name))
    if key in _RESERVED:
        raise BadKey(f"{key} is reserved: {_RESERVED[key]}")
    if re.fullmatch(r"(.*\+)?f([2-9]|1[0-9]|2[0-4])", key):
        raise BadKey(f"{key} is reserved: F2 and above mean other things to terminals and multiplexers")
    if not modifiers and (name in _NAMED or name in _SHOWN):
        return name
    if modifiers == ["shift"]:
        return _shifted(name)
    if modifiers == ["ctrl"] and (name in _MOVING or (name in string.ascii_letters and len(name) == 1)):
        return key
    if "alt" in modifiers or "meta" in modifiers:
        raise BadKey(f"{key} is reserved: many terminals send escape and then the key")
    raise BadKey(f"there is no key {word!r} that every terminal sends")


def _shifted(name: str) -> str:
    if len(name) == 1 and name.isalpha():
        return name.upper()
    if name in _MOVING or name == "tab":
        return f"shift+{name}"
    raise BadKey(f"shift+{name} depends on the keyboard's layout: write the character that it types")
