"""A conflict as one frame: your decision, what stands against it, and what has changed."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from msgspec import Struct, field

from triage_tui.desk.settling import Disagreement
from triage_tui.domain.decision import Decision, Finding
from triage_tui.domain.difference import Difference
from triage_tui.ui.commands import BY_ID
from triage_tui.ui.present.changes import change_lines
from triage_tui.ui.present.chrome import Desktop, framed, key_name
from triage_tui.ui.present.clauses import quoted
from triage_tui.ui.present.frame import Frame, beside, pad, rule
from triage_tui.ui.present.kept import Last
from triage_tui.ui.present.line import Line, Run, fit
from triage_tui.ui.present.text import CONSERVATIVE, Capabilities, Safe, inline, ours
from triage_tui.ui.present.words import CAUSE, LOCUS, OUTCOME, OUTCOME_ROLE, REMEDY, VERDICT, severity
from triage_tui.ui.situation import Situation

WIDE = 100
"""Cells from which two columns stand side by side."""
LABEL = 12
RATIONALE = 4_000
"""Code points of a rationale that are shown."""


WAYS = {
    "conflict.mine": ours("the case opens on its new version with your draft: read it again, and decide again"),
    "conflict.theirs": ours("yours is withdrawn, the log says so, and the case leaves your queue"),
    "conflict.both": ours("the case opens with both in a draft: where you differ, you say anew"),
    "conflict.withdraw": ours("yours is taken back, and what you said becomes a draft; the log keeps your reason"),
}
"""What the commands that settle a conflict lead to."""


class ConflictView(Struct, frozen=True):
    """A conflict as it is looked at."""

    against: Disagreement
    changed: Difference | None
    """From the version we decided to the one there is now; none where it is the same."""
    now: datetime
    top: int = 0
    caps: Capabilities = CONSERVATIVE
    kept: Last[Frame] = field(default_factory=Last)
    """Remembers what was drawn."""


def body_rows(height: int) -> int:
    """Rows between title and key bar, without the headline and what the ways lead to."""
    return max(height - 5 - _way_rows(height), 1)


def _way_rows(height: int) -> int:
    return len(WAYS) if height >= 28 else 0


def conflict_frame(view: ConflictView, now: Situation, desktop: Desktop, width: int, height: int) -> Frame:
    """The whole screen, row by row."""
    room = body_rows(height)
    lines = conflict_lines(view, width)[view.top : view.top + room]
    body = [fit((Run(ours(" "), "text"), *headline(view.against, view.caps)), width), *pad(lines, room, width)]
    ways = [fit(line, width) for line in _ways(now, desktop)][: _way_rows(height)]
    below = [rule(width, *_position(view, width, room)), *ways]
    return framed([*body, *below][: height - 3], now, "conflict", desktop, width)


def _ways(now: Situation, desktop: Desktop) -> Iterator[Line]:
    """What each way leads to, or why it cannot be gone."""
    for ident, effect in WAYS.items():
        command = BY_ID[ident]
        keys, reason = desktop.keys.get(ident, command.keys), command.why_not(now)
        key = Run(ours(" {:>3} ", key_name(keys[0]) if keys else ours("-")), "muted" if reason else "key")
        words = ours("{:<13}", inline(command.title))
        told = Run(ours("not now: {}", inline(reason)), "muted") if reason else Run(effect, "text")
        yield (key, Run(words, "muted" if reason else "heading"), told)


def _position(view: ConflictView, width: int, room: int) -> Line:
    count = len(conflict_lines(view, width))
    if count <= room:
        return ()
    return (Run(ours("rows {}-{} of {}", view.top + 1, min(view.top + room, count), count), "muted"),)


def headline(against: Disagreement, caps: Capabilities = CONSERVATIVE) -> Line:
    """What happened, in one sentence."""
    mine, theirs, problem = against.mine, against.theirs, against.problem
    if theirs is not None:
        who = inline(theirs.reviewer, 32, caps)
        words = ours("{} decided version {} at {}, before yours came", who, theirs.case_version, _at(theirs))
    elif against.kind == "version_conflict":
        current = against.after.version if against.after else against.here
        who = ours("you") if against.own else inline(mine.reviewer, 32, caps)
        words = ours(
            "the case changed: {} decided version {}, now it is at version {}", who, mine.case_version, current
        )
    elif problem is not None and against.kind in ("lease_held", "lease_lost"):
        who = inline(problem.holder, 32, caps) if problem.holder else ours("somebody else")
        words = ours("your lease had ended, and {} had the case · r in the outbox sends yours again", who)
    else:
        said = inline(against.row.reason or "nothing that can be read", 200, caps)
        words = ours("the source did not take it: {}", said)
    return (Run(ours("! "), "warning"), Run(words, "warning"))


def conflict_lines(view: ConflictView, cells: int) -> Frame:
    """Everything there is to compare; the frame shows a part of it."""
    shows = (view.against, view.changed, cells, view.caps)
    return view.kept.of(shows, lambda: _lines(*shows))


def _lines(against: Disagreement, changed: Difference | None, cells: int, caps: Capabilities) -> Frame:
    mine, theirs = against.mine, against.theirs
    wide, half = cells >= WIDE, (cells - 1) // 2
    own = ours("{} · {}", ours("yours") if against.own else inline(mine.reviewer, 24, caps), _at(mine))
    other = ours("theirs · {} · {}", inline(theirs.reviewer, 24, caps), _at(theirs)) if theirs else ours("")
    news = list(_changes(against, changed, half if wide and theirs is None else cells, caps))
    if not wide:
        lines = [*_column(own, mine, theirs, cells, caps)]
        lines += [(), *_column(other, theirs, mine, cells, caps)] if theirs else []
        lines += [(), *news] if news else []
        return pad(lines, len(lines), cells)
    if theirs is None:
        return beside(list(_column(own, mine, None, half, caps)), news, half, cells)
    lines = _compared((own, mine), (other, theirs), half + 1, cells, caps)
    return [*lines, *pad([(), *news] if news else [], len(news) + 1 if news else 0, cells)]


def _changes(against: Disagreement, changed: Difference | None, cells: int, caps: Capabilities) -> Iterator[Line]:
    if against.after is None or changed is None:
        if against.theirs is None:
            yield rule(cells, Run(ours("what changed"), "heading"))
            yield (Run(ours(" the case is the same here as when you decided it"), "muted"),)
        return
    version = ours("what changed in version {}", against.after.version)
    yield rule(cells, Run(version, "heading"))
    yield from change_lines(changed, cells, caps)


def _column(name: Safe, one: Decision | None, other: Decision | None, cells: int, caps: Capabilities) -> Iterator[Line]:
    """One decision under its heading; what the other has otherwise is marked."""
    yield rule(cells, Run(name, "heading"))
    if one is None:
        return
    for label, key in _fields(one, other):
        same = other is None or _value(one, key) == _value(other, key)
        for n, line in enumerate(_told(one, key, cells - LABEL - 3, caps)):
            yield (_mark(same or bool(n)), _label(label if n == 0 else ours("")), *line)


def _compared(
    one: tuple[Safe, Decision], other: tuple[Safe, Decision], left: int, cells: int, caps: Capabilities
) -> Frame:
    """Both decisions field by field."""
    right = cells - left - 1
    frame = beside([rule(left, Run(one[0], "heading"))], [rule(right, Run(other[0], "heading"))], left, cells)
    for label, key in _fields(one[1], other[1]):
        same = _value(one[1], key) == _value(other[1], key)
        mine = [
            (_label(label if n == 0 else ours("")), *line)
            for n, line in enumerate(_told(one[1], key, left - LABEL - 2, caps))
        ]
        theirs = [
            (_mark(same or bool(n)), Run(ours(" "), "text"), *line)
            for n, line in enumerate(_told(other[1], key, right - 3, caps))
        ]
        frame += beside([(Run(ours(" "), "text"), *line) for line in mine], theirs, left, cells)
    return frame


def _label(label: Safe) -> Run:
    return Run(ours("{:<{}}", label, LABEL), "muted")


def _mark(same: bool) -> Run:
    return Run(ours(" "), "text") if same else Run(ours("≠"), "warning")


def _at(decision: Decision) -> Safe:
    return inline(decision.decided_at.strftime("%m-%d %H:%M UTC"))


Key = str | tuple[str, str, str]
"""A field's name, or policy, clause and locus of a finding."""


def _fields(one: Decision, other: Decision | None) -> list[tuple[Safe, Key]]:
    """What there is to compare, each with its label; findings by clause and locus."""
    both = (*one.findings, *(other.findings if other else ()))
    keys = dict.fromkeys((each.policy_id, each.clause, each.locus.value) for each in both)
    clauses: list[tuple[Safe, Key]] = [(inline(key[1], LABEL - 1), key) for key in keys]
    return [
        (ours("outcome"), "outcome"),
        *clauses,
        (ours("causes"), "root_causes"),
        (ours("remedies"), "remedies"),
        (ours("confidence"), "confidence"),
        (ours("rationale"), "rationale"),
    ]


def _finding(decision: Decision, key: tuple[str, str, str]) -> Finding | None:
    return next((one for one in decision.findings if (one.policy_id, one.clause, one.locus.value) == key), None)


def _value(decision: Decision, key: Key) -> object:
    """What is compared of a field."""
    if isinstance(key, tuple):
        found = _finding(decision, key)
        return (found.verdict, found.severity, found.evidence) if found else None
    value = getattr(decision, key)
    return frozenset(one.type for one in value) if key == "remedies" else set(value) if key == "root_causes" else value


def _told(decision: Decision, key: Key, cells: int, caps: Capabilities) -> list[Line]:
    """A field in words; a dash where nothing is said."""
    lines: list[Line] = []
    if isinstance(key, tuple):
        found = _finding(decision, key)
        lines = [_found(found)] if found else []
    elif key == "outcome":
        lines = [(Run(OUTCOME[decision.outcome], OUTCOME_ROLE[decision.outcome]),)]
    elif key == "root_causes":
        lines = [(Run(CAUSE[one], "text"),) for one in decision.root_causes]
    elif key == "remedies":
        lines = [(Run(REMEDY[one.type], "text"),) for one in decision.remedies]
    elif key == "confidence" and decision.confidence is not None:
        lines = [(Run(ours("{} of 5", decision.confidence), "text"),)]
    elif key == "rationale" and decision.rationale:
        lines = list(quoted(decision.rationale[:RATIONALE], cells, "text", caps, indent=0))
    return lines or [(Run(ours("-"), "muted"),)]


def _found(found: Finding) -> Line:
    evidence = (Run(ours(" · evidence {}", len(found.evidence)), "evidence"),) if found.evidence else ()
    graded = (Run(ours(" "), "text"), severity(found.severity)) if found.severity is not None else ()
    return (VERDICT[found.verdict], *graded, Run(ours(" · {}", LOCUS[found.locus]), "muted"), *evidence)
