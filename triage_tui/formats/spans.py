"""Spans that point past their text: said once a case, never repaired by searching the text again."""

from __future__ import annotations

from triage_tui.domain.case import Case, Flag
from triage_tui.domain.conversation import part_text


def astray(case: Case) -> str:
    """What is wrong with the first span outside its part and how many there are; empty when all are inside."""
    lost = [
        f"$.flags[{n}]: {trouble}"
        for n, flag in enumerate(case.flags)
        if flag.spans and (trouble := _trouble(case, flag))
    ]
    if not lost:
        return ""
    return lost[0] if len(lost) == 1 else f"{lost[0]}; and {len(lost) - 1} more flags like it"


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
