"""Cuts what a terminal sends into keys, pastes and replies, however the reads fall."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Literal

from msgspec import Struct

Kind = Literal["text", "sequence", "paste", "cursor", "mode", "reply"]

PATIENCE = {"start": 0.1, "string": 1.0, "paste": 5.0}
"""Seconds of silence after which what is unfinished is given up; `start` may still be the Esc key."""
LONGEST = 4_096
"""Characters of an unfinished control sequence that are kept before it is given up."""

_ESC = "\x1b"
_PASTE, _PASTE_END = "\x1b[200~", "\x1b[201~"
_EIGHT_BIT = {"\x8f": "O", "\x90": "P", "\x98": "X", "\x9b": "[", "\x9c": "\\", "\x9d": "]", "\x9e": "^", "\x9f": "_"}
_NEVER_TYPED = dict.fromkeys([*range(0x80, 0xA0), 0xFFFD])

_INTRODUCER = re.compile("[\x1b" + "".join(_EIGHT_BIT) + "]")
_WHOLE = re.compile(
    r"\x1b(?:(?P<string>[]PX^_])|\[\[[A-E]|\[M[^\x1b]{3}|O[^\x1b]|[^\x1b\[O]"
    r"|\[[0-?]*[ -/]*[@-LN-Z\\-~]|\[[0-?]+[ -/]*M)"
)
_BEGUN = re.compile(r"\x1b(?:O|\[(?:\[|M[^\x1b]{0,2}|[0-?]*[ -/]*))?\Z")
_BROKEN = re.compile(r"\x1b\[[0-?]*[ -/]*")
_STRING_END = re.compile(r"\x1b\\|[\x07\x18\x1a\x9c]")
_NOT_TEXT = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
_CURSOR = re.compile(r"\x1b\[(\d{1,5});(\d{1,5})R\Z")
_MODE = re.compile(r"\x1b\[\?(\d{1,5});(\d)\$y\Z")


class Arrival(Struct, frozen=True):
    """One thing that came from the terminal."""

    kind: Kind
    """What it is; a `reply` has no text worth keeping."""
    text: str = ""
    """The characters of a text or paste, the whole of a key's escape sequence."""
    numbers: tuple[int, int] = (0, 0)
    """Row and column of a cursor report (from 1), or mode and setting of a mode report."""


class Cutter:
    """Holds unfinished sequences over reads; every split of the same input gives the same arrivals."""

    def __init__(self) -> None:
        self._held = ""
        self._within: Literal["", "string", "paste"] = ""
        self._paste: list[str] = []

    @property
    def patience(self) -> float | None:
        """How long to wait for the rest, in seconds; None when nothing is unfinished."""
        if self._within:
            return PATIENCE[self._within]
        if self._held in ("", _ESC, _ESC + "O", _ESC + "["):
            return PATIENCE["start"] if self._held else None
        return PATIENCE["string"]

    def feed(self, characters: str) -> Iterator[Arrival]:
        """Take what was read and give what is complete."""
        self._held += characters
        while self._held:
            before = (self._held, self._within)
            if self._within == "paste":
                yield from self._in_paste()
            elif self._within == "string":
                yield from self._in_string()
            else:
                yield from self._in_keys()
            if (self._held, self._within) == before:
                break
        if not self._within and len(self._held) > LONGEST:
            self._held = ""

    def give_up(self) -> Iterator[Arrival]:
        """Silence has lasted for `patience`: end what is unfinished; a lone Esc was the Esc key."""
        held, self._held = self._held, ""
        within, self._within = self._within, ""
        if within == "paste":
            yield self._pasted(held)
        elif not within and not held.startswith(_ESC + "["):
            yield Arrival("sequence", held)

    def _in_keys(self) -> Iterator[Arrival]:
        introducer = _INTRODUCER.search(self._held)
        start = introducer.start() if introducer else len(self._held)
        text, self._held = self._held[:start].translate(_NEVER_TYPED), self._held[start:]
        if text:
            yield Arrival("text", text)
        if self._held[:1] in _EIGHT_BIT:
            self._held = _ESC + _EIGHT_BIT[self._held[0]] + self._held[1:]
        if not self._held or _BEGUN.match(self._held):
            return
        whole = _WHOLE.match(self._held)
        if whole is None:
            broken = _BROKEN.match(self._held)
            self._held = self._held[broken.end() if broken else 1 :]
            yield Arrival("reply") if broken else Arrival("sequence", _ESC)
            return
        self._held = self._held[whole.end() :]
        if whole["string"]:
            self._within = "string"
        elif whole[0] == _PASTE:
            self._within = "paste"
        else:
            yield _sorted(whole[0])

    def _in_string(self) -> Iterator[Arrival]:
        end = _STRING_END.search(self._held)
        if end:
            self._within = ""
            self._held = self._held[end.end() :]
            yield Arrival("reply")
        else:
            self._held = _ESC if self._held.endswith(_ESC) else ""

    def _in_paste(self) -> Iterator[Arrival]:
        text, end, rest = self._held.partition(_PASTE_END)
        if end:
            self._within = ""
            self._held = rest
            yield self._pasted(text)
            return
        keep = next((n for n in range(len(_PASTE_END) - 1, 0, -1) if text.endswith(_PASTE_END[:n])), 0)
        self._paste.append(text[: len(text) - keep])
        self._held = text[len(text) - keep :]

    def _pasted(self, last: str) -> Arrival:
        text = "".join([*self._paste, last])
        self._paste.clear()
        return Arrival("paste", _NOT_TEXT.sub("", text))


def _sorted(sequence: str) -> Arrival:
    if match := _CURSOR.match(sequence):
        return Arrival("cursor", numbers=(int(match[1]), int(match[2])))
    if match := _MODE.match(sequence):
        return Arrival("mode", numbers=(int(match[1]), int(match[2])))
    if sequence.startswith("\x1b[") and sequence[2:3] in ("?", ">", "="):
        return Arrival("reply")
    return Arrival("sequence", sequence)
