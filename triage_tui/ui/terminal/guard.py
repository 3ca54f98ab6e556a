"""Between the terminal and the key parser: what a terminal answers must never press a key."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator

from textual import events
from textual._ansi_sequences import ANSI_SEQUENCES_KEYS
from textual._xterm_parser import FOCUSIN, FOCUSOUT, XTermParser
from textual.message import Message

from triage_tui.ui.terminal.replies import Arrival, Cutter

_MOUSE = re.compile(r"\x1b\[<\d{1,4};-?\d{1,5};-?\d{1,5}[mM]\Z")
_KITTY = re.compile(r"\x1b\[(\d{1,6})(?:;\d{1,3})?u\Z")
_REPORT = re.compile(r"\x1b\[\d[\d;]*[Rcntxy]\Z")


class GuardedParser(XTermParser):
    """Textual's parser behind a gate that only known keys, mouse reports and pastes pass."""

    def __init__(self, on_cursor: Callable[[int, int], None], on_mode: Callable[[int, int], None]) -> None:
        super().__init__()
        self._cutter = Cutter()
        self._on_cursor = on_cursor
        self._on_mode = on_mode
        self._typed: dict[str, tuple[str, str | None]] = {}

    @property
    def patience(self) -> float | None:
        """How long to wait before `tick`, in seconds; None when nothing is unfinished."""
        return self._cutter.patience

    def feed(self, data: str) -> Iterator[Message]:
        """Take characters as read and give the keys and pastes among them; a key typed before is known."""
        if data in self._typed and self._cutter.patience is None:
            yield events.Key(*self._typed[data])
            return
        for message in self._let_through(self._cutter.feed(data)):
            if len(data) == 1 and isinstance(message, events.Key):
                self._typed[data] = message.key, message.character
            yield message

    def tick(self) -> Iterator[Message]:
        """Give up what is unfinished, after `patience`; a lone Esc becomes the Esc key."""
        yield from self._let_through(self._cutter.give_up())

    def _let_through(self, arrivals: Iterable[Arrival]) -> Iterator[Message]:
        for arrival in arrivals:
            if arrival.kind == "cursor":
                self._on_cursor(*arrival.numbers)
            elif arrival.kind == "mode":
                self._on_mode(*arrival.numbers)
            elif arrival.kind == "paste":
                yield events.Paste(arrival.text)
            elif arrival.kind == "text" or (arrival.kind == "sequence" and _is_key(arrival.text)):
                yield from self._parsed(arrival.text)

    def _parsed(self, whole: str) -> Iterator[Message]:
        """Parse something complete: the stock parser is never left waiting for more."""
        yield from super().feed(whole)
        if self._timeout_time is not None:
            self._timeout_time = 0.0
            yield from super().tick()

    def _sequence_to_key_events(self, sequence: str, alt: bool = False) -> Iterable[events.Key]:
        """Also read `CSI u` keys, which some terminals send unasked."""
        if _KITTY.match(sequence):
            return [key.copy() for key in self._parse_extended_key(sequence) or []]
        return super()._sequence_to_key_events(sequence, alt)


def _is_key(sequence: str) -> bool:
    if kitty := _KITTY.match(sequence):
        return 0 < int(kitty[1]) < 0xD800
    if _REPORT.match(sequence) or sequence == "\x1b\\" or (sequence.startswith("\x1b[") and sequence.endswith("u")):
        return False
    if sequence in (FOCUSIN, FOCUSOUT) or _MOUSE.match(sequence):
        return True
    return sequence in ANSI_SEQUENCES_KEYS or not sequence.startswith(("\x1b[", "\x1bO"))
