"""What a program sent to its terminal, cut into ECMA-48 sequences, and which of them it may send."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

_TOKEN = re.compile(
    rb"(?P<CSI>\x1b\[(?P<params>[0-?]*)(?P<middle>[ -/]*)(?P<final>[@-~]))"
    rb"|(?P<OSC>\x1b\][^\x07\x1b]*(?:\x07|\x1b\\))"
    rb"|(?P<STRING>\x1b[PX^_][^\x1b]*\x1b\\)"
    rb"|(?P<ESC>\x1b[ -/]*[0-OQ-WYZ`-~\\])"
    rb"|(?P<BROKEN>\x1b)"
    rb"|(?P<C1>\xc2[\x80-\x9f])"
    rb"|(?P<C0>[\x00-\x1f\x7f])"
    rb"|(?P<TEXT>(?:[^\x00-\x1f\x7f\xc2]|\xc2(?![\x80-\x9f]))+)"
)
_UNFINISHED = re.compile(rb"(?:\x1b(?:\[[0-?]*[ -/]*|\][^\x07\x1b]*\x1b?|[PX^_][^\x1b]*\x1b?|[ -/]*)|\xc2)\Z")

_PLAIN_CSI = {
    b"m": "SGR",
    b"H": "CUP",
    b"A": "CUU",
    b"B": "CUD",
    b"C": "CUF",
    b"D": "CUB",
    b"G": "CHA",
    b"d": "VPA",
    b"J": "ED",
    b"K": "EL",
    b"X": "ECH",
    b"r": "DECSTBM",
    b"L": "IL",
    b"M": "DL",
    b"n": "DSR",
}
KNOWN_MODES = frozenset({b"7", b"25", b"1000", b"1003", b"1004", b"1006", b"1015", b"1049", b"2004", b"2026"})
"""DEC private modes that the program switches on or off."""


@dataclass(frozen=True)
class Sequence:
    """One piece of output."""

    kind: str
    """TEXT, C0, C1, ESC, CSI, OSC, STRING (DCS, SOS, PM, APC) or BROKEN."""
    name: str
    """The mnemonic (SGR, CUP, EL ...), or the kind where there is none."""
    raw: bytes
    """The bytes as sent."""


def parse(sent: bytes) -> list[Sequence]:
    """Cut a whole output into its sequences."""
    return [_sequence(match) for match in _TOKEN.finditer(sent)]


class Reader:
    """Cuts output that arrives in pieces; an unfinished sequence waits for its rest."""

    def __init__(self) -> None:
        self._held = b""

    def feed(self, piece: bytes) -> Iterator[Sequence]:
        """Take one piece and give the sequences that are complete."""
        data = self._held + piece
        unfinished = _UNFINISHED.search(data)
        cut = unfinished.start() if unfinished else len(data)
        self._held = data[cut:]
        yield from parse(data[:cut])


def strangers(sent: bytes) -> list[Sequence]:
    """Everything that the program has no business to send: the allow-list turned round."""
    return [one for one in parse(sent) if not _allowed(one)]


def _sequence(match: re.Match[bytes]) -> Sequence:
    kind = match.lastgroup if match.lastgroup in ("OSC", "STRING", "ESC", "BROKEN", "C1", "C0", "TEXT") else "CSI"
    return Sequence(kind, _csi_name(match) if kind == "CSI" else kind, match[0])


def _csi_name(match: re.Match[bytes]) -> str:
    params, middle, final = match["params"], match["middle"], match["final"]
    if final in b"hl" and params.startswith(b"?") and not middle:
        return "DECSET" if final == b"h" else "DECRST"
    if middle == b"$" and final == b"p" and params.startswith(b"?"):
        return "DECRQM"
    if middle or params[:1] in (b"?", b"<", b"=", b">"):
        return "CSI"
    return _PLAIN_CSI.get(final, "CSI")


def _allowed(one: Sequence) -> bool:
    if one.name in ("DECSET", "DECRST"):
        return set(one.raw[3:-1].split(b";")) <= KNOWN_MODES
    if one.name == "DSR":
        return one.raw == b"\x1b[6n"
    if one.name == "DECRQM":
        return one.raw == b"\x1b[?2026$p"
    return one.kind == "TEXT" or one.raw in (b"\r", b"\n") or one.name in _PLAIN_CSI.values()
