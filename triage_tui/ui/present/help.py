"""The help: every key that works here, by group, with its words."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import groupby

from triage_tui.ui.commands import COMMANDS
from triage_tui.ui.present.chrome import key_name
from triage_tui.ui.present.frame import rule
from triage_tui.ui.present.line import Line, Run, fit
from triage_tui.ui.present.text import clip, inline, ours
from triage_tui.ui.present.wrap import rows
from triage_tui.ui.situation import Situation

KEYS = 14
"""Cells of the key column."""


def help_lines(now: Situation, context: str, keys: Mapping[str, tuple[str, ...]], cells: int) -> list[Line]:
    """All of it, long words on further rows; what cannot be done now is drawn faintly."""
    here = [one for one in COMMANDS if one.context in (context, "everywhere") and keys[one.id]]
    lines: list[Line] = []
    for group, commands in groupby(here, key=lambda one: one.group):
        lines.append(rule(cells, Run(inline(group), "heading")))
        for one in commands:
            spelt = " ".join(key_name(key) for key in keys[one.id])
            role, words = "muted" if one.why_not(now) else "text", inline(one.help)
            for n, (start, end) in enumerate(rows(words, max(cells - KEYS, 8))):
                key = Run(ours("") if n else ours(" {}", inline(spelt, KEYS - 2)), "key")
                lines.append(fit((*fit((key,), KEYS), Run(clip(words, start, end), role)), cells))
    return lines
