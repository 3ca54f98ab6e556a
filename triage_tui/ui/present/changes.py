"""What has changed in a case, for somebody who has read the version before."""

from __future__ import annotations

from collections.abc import Iterator

from triage_tui.domain.case import Flag
from triage_tui.domain.conversation import Turn, part_text
from triage_tui.domain.difference import Change, Difference
from triage_tui.ui.present.clauses import quoted
from triage_tui.ui.present.line import Line, Run
from triage_tui.ui.present.text import Capabilities, Safe, inline, ours
from triage_tui.ui.present.words import score

MOST = 60
"""Changes that are told; of more, how many."""
LONG = 600
"""Code points of one text that are shown, from a little before its first change."""
BEFORE = 60
"""Code points shown before the first change."""

SIGN = {
    "added": Run(ours(" + "), "ok"),
    "removed": Run(ours(" - "), "error"),
    "changed": Run(ours(" ≠ "), "warning"),
}


def change_lines(found: Difference, cells: int, caps: Capabilities) -> Iterator[Line]:
    """Turns, flags, and the names of other fields."""
    if found.nothing:
        yield (Run(ours(" nothing that is shown here"), "muted"),)
    for turn in found.turns[:MOST]:
        yield from _turn(turn, cells, caps)
    yield from _more(len(found.turns) - MOST)
    for flag in found.flags[:MOST]:
        yield from _flag(flag, cells, caps)
    yield from _more(len(found.flags) - MOST)
    if found.fields:
        names = inline(", ".join(found.fields).replace("_", " "), max(cells - 4, 8))
        yield (SIGN["changed"], Run(names, "text"))


def _more(count: int) -> Iterator[Line]:
    if count > 0:
        yield (Run(ours("   and {:,} more", count), "muted"),)


def _turn(change: Change[Turn], cells: int, caps: Capabilities) -> Iterator[Line]:
    turn = change.after or change.before
    assert turn is not None
    yield (SIGN[change.kind], Run(ours("turn {} ", change.index + 1), "text"), Run(inline(turn.role), turn.role))
    if change.before is None or change.after is None:
        yield from quoted(_cut(_text(turn), 0), cells, "text", caps, indent=3)
        return
    was, now = _text(change.before), _text(change.after)
    start = max(_first_change(was, now) - BEFORE, 0)
    yield from _told(ours("was"), _cut(was, start), "muted", cells, caps)
    yield from _told(ours("now"), _cut(now, start), "text", cells, caps)


def _told(name: Safe, text: str, role: str, cells: int, caps: Capabilities) -> Iterator[Line]:
    for n, line in enumerate(quoted(text, cells - 7, role, caps, indent=0)):
        yield (Run(ours("   {:<4}", name if n == 0 else ours("")), "muted"), *line)


def _text(turn: Turn) -> str:
    return "\n".join(part_text(part) for part in turn.content)


def _first_change(was: str, now: str) -> int:
    return next((n for n, (a, b) in enumerate(zip(was, now, strict=False)) if a != b), min(len(was), len(now)))


def _cut(text: str, start: int) -> str:
    end = start + LONG
    return f"{'…' if start else ''}{text[start:end]}{'…' if end < len(text) else ''}"


def _flag(change: Change[Flag], cells: int, caps: Capabilities) -> Iterator[Line]:
    flag = change.after or change.before
    assert flag is not None
    words = ours("flag {} ", inline(flag.clause or "without a clause", 24, caps))
    scores = score(flag.score)
    if change.before is not None and change.after is not None and change.before.score != change.after.score:
        scores = ours("{} → {}", score(change.before.score), scores)
    yield (SIGN[change.kind], Run(words, "text"), Run(scores, "over"))
    if flag.reason:
        yield (Run(ours("   {}", inline(flag.reason, max(cells - 4, 8), caps)), "muted"),)
