"""JSON that says one thing to every reader: no member twice, no number that is none, no bottomless nesting."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import msgspec

from triage_tui.bundles.limits import DEPTH, LINE

_decode = msgspec.json.Decoder().decode
_encode = msgspec.json.Encoder().encode
_format = msgspec.json.format
_TOO_DEEP = b"\n" + b" " * (DEPTH + 1)


class _Twice(ValueError):
    """A member of an object that is there already."""


def fault(raw: bytes) -> str:
    """Why a document may not be in a sealed file, in words that follow its name; empty where it may."""
    if why := _too_long(raw):
        return why
    try:
        value = _decode(raw)
        # Indented by one, the widest margin is the depth: a line never breaks inside a text. Few are worth the look.
        if raw.count(b"{") + raw.count(b"[") > DEPTH and _TOO_DEEP in _format(raw, indent=1):
            return f"is nested more than {DEPTH} deep"
    except RecursionError:
        return f"is nested more than {DEPTH} deep"
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        return f"is not JSON: {error}"
    # What comes out as it went in, but for spaces, lost nothing on the way; anything else is looked at again, slowly.
    again = _encode(value)
    return "" if again == raw or again == _format(raw, indent=-1) else _slowly(raw)


def judge(name: str) -> Callable[[bytes], str]:
    """What tells whether a document may be in a member of that name: a note is text, and everything else JSON."""
    return _too_long if name.endswith(".note") else fault


def _too_long(document: bytes) -> str:
    return f"is longer than {LINE:,} bytes" if len(document) > LINE else ""


def _slowly(raw: bytes) -> str:
    try:
        json.loads(raw, object_pairs_hook=_members, parse_int=str, parse_float=str)
    except _Twice:
        return "says a member of an object twice"
    except ValueError as error:
        return f"is not JSON: {error}"
    return ""


def _members(pairs: list[tuple[str, Any]]) -> None:
    if len(dict.fromkeys(name for name, _ in pairs)) != len(pairs):
        raise _Twice
