"""Ask the terminal, before the first screen, how wide it draws what terminals disagree about."""

from __future__ import annotations

import os
import select
import termios
import time
from collections.abc import Iterable, Mapping
from typing import Any

from msgspec import Struct
from msgspec.structs import replace

from triage_tui.ui.present.capabilities import CONSERVATIVE, Capabilities
from triage_tui.ui.terminal import modes
from triage_tui.ui.terminal.replies import Arrival, Cutter

BUDGET = 0.3
"""Seconds that the terminal has for all its answers."""

SAMPLES = (
    ("", "\u2502\u27e8\u25b6", 3),
    ("", "\u6f22e\u0301", 3),
    ("zwj", "\U0001f469\u200d\U0001f4bb", 2),
    ("vs16", "\u2764\ufe0f", 2),
    ("skin_tones", "\U0001f44d\U0001f3fd", 2),
    ("flags", "\U0001f1eb\U0001f1f7", 2),
    ("tag_flags", "\U0001f3f4\U000e0067\U000e0062\U000e0065\U000e006e\U000e0067\U000e007f", 2),
    ("keycaps", "1\ufe0f\u20e3", 2),
    ("joiners", "\u0915\u094d\u200d\u0937", 1),
)
"""The capability that a sample stands for, the sample, and the cells it should take.

The first are our own signs, which some terminals draw wide; the second comes out wrong only where UTF-8 is not spoken.
"""


class Measured(Struct, frozen=True):
    """What the terminal answered."""

    capabilities: Capabilities = CONSERVATIVE
    """What it draws as wide as the layout believes."""
    answers: bool = False
    """Whether it reports its cursor at all."""
    typed: bytes = b""
    """What the person typed meanwhile, to be fed to the driver."""

    def __repr__(self) -> str:
        return f"Measured({self.capabilities!r}, {self.answers!r})"


def measure(environ: Mapping[str, str], *, stdin: int = 0, stdout: int = 1, budget: float = BUDGET) -> Measured:
    """Ask, and wait for the answers."""
    before = modes.enter_raw(stdin)
    if before is None or not speaks_utf8(environ):
        return Measured(_plain(environ))
    try:
        os.write(stdout, QUESTIONS)
        return answers(environ, time.monotonic() + budget, stdin=stdin)
    finally:
        termios.tcsetattr(stdin, termios.TCSANOW, before)


QUESTIONS = ("\x1b[8m" + "".join(f"\r{sample}\x1b[6n" for _, sample, _ in SAMPLES) + "\x1b[m\r\x1b[K").encode()
"""The samples, drawn invisibly on the row of the cursor, which is blank afterwards."""


def answers(environ: Mapping[str, str], limit: float, *, stdin: int = 0) -> Measured:
    """Read back where the cursor went, what has arrived and what comes until the monotonic time `limit`.

    The terminal must be raw.
    """
    arrived = list(_read(stdin, limit))
    columns = [arrival.numbers[1] - 1 for arrival in arrived if arrival.kind == "cursor"]
    return Measured(_judge(_plain(environ), columns), bool(columns), _typed(arrived))


def _plain(environ: Mapping[str, str]) -> Capabilities:
    return replace(CONSERVATIVE, ascii_only=not speaks_utf8(environ), encoding=encoding_of(environ))


def _read(stdin: int, limit: float) -> Iterable[Arrival]:
    cutter, answered = Cutter(), 0
    while answered < len(SAMPLES) and select.select([stdin], [], [], max(limit - time.monotonic(), 0.0))[0]:
        read = os.read(stdin, 4096)
        if not read:
            return
        for arrival in cutter.feed(read.decode("utf-8", "replace")):
            answered += arrival.kind == "cursor"
            yield arrival
    yield from cutter.give_up()


def _judge(plain: Capabilities, columns: list[int]) -> Capabilities:
    if len(columns) != len(SAMPLES):
        return plain
    right = [(name, column == cells) for (name, _, cells), column in zip(SAMPLES, columns, strict=True)]
    if not right[1][1]:
        return replace(plain, ascii_only=True, encoding="ascii")
    if not right[0][1]:
        return replace(plain, ascii_only=True)
    measured: dict[str, Any] = {name: fine for name, fine in right if name}
    return replace(plain, **measured)


def _typed(arrived: list[Arrival]) -> bytes:
    typed = (
        f"\x1b[200~{arrival.text}\x1b[201~" if arrival.kind == "paste" else arrival.text
        for arrival in arrived
        if arrival.kind in ("text", "sequence", "paste")
    )
    return "".join(typed).encode("utf-8", "replace")


def speaks_utf8(environ: Mapping[str, str]) -> bool:
    """Whether the locale has every character; one that is not set is taken to."""
    locale = environ.get("LC_ALL") or environ.get("LC_CTYPE") or environ.get("LANG") or ""
    return locale.lower().replace("-", "").endswith("utf8") or not locale


def encoding_of(environ: Mapping[str, str]) -> str:
    """The codec of the locale, as far as it matters here."""
    return "utf-8" if speaks_utf8(environ) else "ascii"
