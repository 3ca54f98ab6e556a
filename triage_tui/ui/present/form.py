"""The decision form: everything a decision holds, and what is still missing."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import chain
from typing import Literal

from msgspec import Struct

from triage_tui.desk.sitting import Sitting
from triage_tui.domain.rules import Refusal
from triage_tui.domain.words import CAUSE_REQUIRED, Outcome
from triage_tui.ui.present.frame import Frame, pad, rule
from triage_tui.ui.present.line import Line, Run, fit
from triage_tui.ui.present.text import inline, ours
from triage_tui.ui.present.words import CAUSE, LOCUS, OUTCOME, OUTCOME_ROLE, REMEDY, VERDICT, VERDICT_MARK, severity

Field = Literal["outcome", "clauses", "causes", "confidence", "remedies", "rationale"]
FIELDS: tuple[Field, ...] = ("outcome", "clauses", "causes", "confidence", "remedies", "rationale")
"""In the order of Tab."""

MOST = 110
"""Cells of the form on a wider screen."""
TALL = 12
"""Rows of the rationale on a higher screen."""
LABEL = 13
"""Cells of the labels at the left."""


class FormView(Struct, frozen=True):
    """The form as it is looked at."""

    sitting: Sitting
    outcome: Outcome | None
    field: Field
    clause: int
    refusal: Refusal | None
    """What stands against deciding now; none when it can be decided."""


def form_head(view: FormView, cells: int, height: int) -> list[Line]:
    """The rows above the rationale; at most as many as leave room for it."""
    clauses = _clauses(view, cells, max(height - 17, 1))
    lines: list[Line] = [_title(view, cells), (), *_outcomes(view, cells), (), *clauses, ()]
    lines += [_causes(view, cells), _confidence(view), _remedies(view, cells), ()]
    count = ours("{:,} characters", len(view.sitting.draft.rationale))
    lines.append((*_label(view, "rationale"), Run(ours("C-t template · C-o editor · {}", count), "muted")))
    return [fit(line, cells) for line in lines]


def form_foot(view: FormView, cells: int) -> list[Line]:
    """What is missing, and the keys."""
    if view.refusal is not None:
        check = Run(ours(" ! {}", inline(view.refusal.reason)), "warning")
    elif view.outcome is None:
        check = Run(ours(" ! choose an outcome"), "warning")
    else:
        check = Run(ours(" ✓ nothing is missing"), "ok")
    keys = [("C-j", "decide and go on"), ("Esc", "back, the draft is kept"), ("Tab", "next field")]
    bar = [
        Run(inline(text), role) for key, word in keys for text, role in ((f" {key} ", "key"), (f"{word} ", "key-label"))
    ]
    return [fit((check,), cells), rule(cells), fit(tuple(bar), cells), fit(_field_keys(view.field), cells)]


def form_frame(view: FormView, width: int, height: int) -> tuple[Frame, int, int]:
    """The frame, and the first row and the number of rows left for the rationale."""
    cells = min(width, MOST)
    head, foot = form_head(view, cells, height), form_foot(view, cells)
    room = min(max(height - len(head) - len(foot), 1), TALL)
    body = pad([*head, *[()] * room, foot[0]], height - len(foot) + 1, width)
    return pad([*body, *foot[1:]], height, width), len(head), room


def _title(view: FormView, cells: int) -> Line:
    case = inline(view.sitting.opened.case.id, max(cells - 30, 8))
    words = ours(" triage-tui ▸ {} ▸ decide", case)
    return fit((Run(words, "title"),), cells, "title")


def _label(view: FormView, field: Field) -> Line:
    here = field == view.field
    mark = Run(ours(" ▸ ") if here else ours("   "), "key")
    return (mark, Run(ours("{:<{}}", inline(field.capitalize()), LABEL), "heading" if here else "muted"))


def _outcomes(view: FormView, cells: int) -> Iterator[Line]:
    """One row, or two where the words do not fit on one."""
    choices = [_outcome(view, n, outcome) for n, outcome in enumerate(Outcome, 1)]
    first = len(choices) if cells >= 100 else 3
    yield (*_label(view, "outcome"), *chain(*choices[:first]))
    if choices[first:]:
        yield (Run(ours("{:{}}", ours(""), LABEL + 3), "text"), *chain(*choices[first:]))


def _outcome(view: FormView, n: int, outcome: Outcome) -> Line:
    chosen = outcome is view.outcome
    words = ours("[{}] ", OUTCOME[outcome]) if chosen else ours(" {}  ", OUTCOME[outcome])
    return (Run(ours("{}", n), "key"), Run(words, OUTCOME_ROLE[outcome] if chosen else "muted"))


def _clauses(view: FormView, cells: int, room: int) -> Iterator[Line]:
    yield (*_label(view, "clauses"), Run(ours("x a b o - verdict · 0-4 severity · l locus · + another"), "muted"))
    count = len(view.sitting.matched)
    first = min(max(view.clause - room + 1, 0), max(count - room, 0))
    for n in range(first, min(first + room, count)):
        one, row = view.sitting.matched[n], view.sitting.row_of(n)
        here = view.field == "clauses" and n == view.clause
        yield (
            Run(ours("   ▸ ") if here else ours("     "), "key"),
            VERDICT_MARK[row.verdict if row else None],
            Run(ours(" {:<14} ", inline(one.clause_id or "no clause", 14)), "text"),
            *fit(
                (Run(inline(one.clause.title if one.clause else "its pack is not stored", 60), "text"),),
                max(cells - 62, 10),
            ),
            *fit((VERDICT[row.verdict],) if row and row.verdict else (), 19),
            severity(row.severity if row else None),
            Run(ours("  {}", LOCUS[row.locus]) if row else ours(""), "muted"),
        )


def _causes(view: FormView, cells: int) -> Line:
    causes = view.sitting.draft.root_causes
    needed = view.outcome in CAUSE_REQUIRED and not causes
    words = Run(
        ours("one is needed · Enter chooses") if needed else ours("Enter chooses"), "warning" if needed else "muted"
    )
    listed = [Run(ours("{} · ", CAUSE[cause]), "text") for cause in causes]
    return (*_label(view, "causes"), *listed, words)


def _confidence(view: FormView) -> Line:
    value = view.sitting.draft.confidence
    steps = [
        Run(ours("[{}]", n) if n == value else ours(" {} ", n), "text" if n == value else "muted") for n in range(1, 6)
    ]
    return (*_label(view, "confidence"), *steps, Run(ours("  1 a guess · 5 certain"), "muted"))


def _remedies(view: FormView, cells: int) -> Line:
    listed = [Run(ours("{} · ", REMEDY[one.type]), "text") for one in view.sitting.draft.remedies]
    return (*_label(view, "remedies"), *listed, Run(ours("Enter chooses"), "muted"))


def _field_keys(field: Field) -> Line:
    words = {
        "outcome": ours(" 1-6 outcome"),
        "clauses": ours(" j k clause · x a b o - verdict · 0-4 severity · l locus · + another clause"),
        "causes": ours(" Enter chooses a root cause, or takes it out"),
        "confidence": ours(" 1-5 confidence"),
        "remedies": ours(" Enter chooses a remedy, or takes it out"),
        "rationale": ours(" type · C-t template · C-o your editor"),
    }
    return (Run(words[field], "muted"),)
