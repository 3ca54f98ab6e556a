"""What a terminal answers when a program asks it something."""

from __future__ import annotations

import re

ASKED = re.compile(
    rb"(?P<cursor>(?:\x1b\[(?P<row>\d+);(?P<column>\d+)H)?\x1b\[6n)|(?P<status>\x1b\[5n)|(?P<device>\x1b\[0?c)"
    rb"|(?P<second>\x1b\[>0?c)|(?P<version>\x1b\[>0?q)|\x1b\[\?(?P<mode>\d+)\$p"
    rb"|\x1b\](?P<colour>1[01]);\?(?:\x07|\x1b\\)"
)
"""A question; `row` and `column` are there where it follows the order to go there."""

UNFINISHED = re.compile(rb"\x1b(?:\[[0-?]*[ -/]*|[]PX^_][^\x07\x1b]*\x1b?)?\Z")
"""The beginning of a sequence that the next read completes."""

SYNCHRONIZED = b"2026"
"""The one mode that this terminal has and tells of."""

_FIXED = {
    "status": b"\x1b[0n",
    "device": b"\x1b[?62;22c",
    "second": b"\x1b[>1;4000;0c",
    "version": b"\x1bP>|bench(1)\x1b\\",
}


def answer(asked: re.Match[bytes]) -> bytes:
    """The answer to any question but the one for the cursor."""
    if mode := asked["mode"]:
        return b"\x1b[?%b;%d$y" % (mode, 2 if mode == SYNCHRONIZED else 0)
    if colour := asked["colour"]:
        return b"\x1b]%b;rgb:1e1e/1e1e/1e1e\x1b\\" % colour
    return _FIXED[asked.lastgroup or "status"]
