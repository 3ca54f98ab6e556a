"""Spans that point past their text: said once a case, never repaired by searching the text again."""

from __future__ import annotations

from triage_tui.domain.case import Case, Flag
from triage_tui.domain.conversation import part_text


def astray(case: Case) -> tuple[str, str] | None:
    """Where the first flag with a span outside its text is and what is wrong with it; none when all are inside."""
    lost = [
        (f"$.flags[{n}]", trouble)
        for n, flag in enumerate(case.flags)
        if flag.spans and (trouble := _trouble(case, flag))
    ]
    if not lost:
        return None
    (path, trouble), *more = lost
    return path, f"{trouble}; and {len(more)} more flags like it" if more else trouble


def _trouble(case: Case, flag: Flag) -> str:
    if flag.turn_id not in case.turn_ids:
        return "its spans belong to no turn" if flag.turn_id is None else f"there is no turn {flag.turn_id!r}"
    content = case.turns[case.turn_ids.index(flag.turn_id)].content
    if flag.part >= len(content):
        return f"turn {flag.turn_id!r} has no part {flag.part}"
    length = len(part_text(content[flag.part]))
    for span in flag.spans:
        if not span.start < span.end <= length:
            return f"the span {span.start}-{span.end} lies outside a text of {length} characters"
    return ""
