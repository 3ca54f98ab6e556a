"""A workspace in which everything that others can write was written to harm, and its harmless twin."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import zip_longest
from pathlib import Path

from tests import corpora, spite
from triage_tui.desk.desk import Desk
from triage_tui.desk.house import House, SystemClock
from triage_tui.domain.case import decode_case
from triage_tui.domain.words import Outcome
from triage_tui.storage.opening import open_workspace

TURNS = 28
"""Texts that one case holds as turns of its own."""
REVIEWER = "\x1b]11;?\x1b\\\u202e[@click=app.quit]1"
"""Whose decisions are in the workspace already."""


def fields() -> list[str]:
    """The texts for names and titles: one case for each."""
    ours = [one for one in corpora.hostile() if len(one) < 400]
    return ours[:: max(len(ours) // 24, 1)] + [one for one in ours if "?" in one][:6]


def harmful(path: Path) -> int:
    """Fill a workspace; how many cases there are."""
    names, texts = fields(), corpora.everything()
    stretches = [texts[n : n + TURNS] for n in range(0, len(texts), TURNS)]
    cases = list(zip_longest(names, stretches, fillvalue=""))
    return _fill(path, [(name or "x", tuple(turns)) for name, turns in cases])


def harmless(path: Path) -> int:
    """The same cases in shape, with words that do nothing."""
    return _fill(path, [("plain words", ("more plain words",) * TURNS)] * 3)


def _fill(path: Path, cases: Sequence[tuple[str, Sequence[str]]]) -> int:
    workspace = open_workspace(path, reviewer=REVIEWER)
    with workspace.taking() as intake:
        for n, (words, turns) in enumerate(cases):
            raw = spite.case(f"case-{n:02}", words, *turns, received_at=f"2026-11-{1 + n % 20:02}T00:00:00Z")
            intake.take(raw, decode_case(raw))
    for words in {words for words, _ in cases}:
        workspace.add_pack(spite.pack(words))
    desk = Desk(workspace, SystemClock(), House(reviewer=spite.utf8(REVIEWER)))
    desk.decide(desk.open("case-00").edited(rationale=spite.utf8(cases[0][0])), Outcome.ESCALATE)
    desk.keep(desk.open("case-01").edited(rationale=REVIEWER))
    workspace.close()
    return len(cases)
